/** `; did you mean "interval"? Allowed are …`: what a reader needs after a misspelling. */
export function nearestName(name: string, allowed: readonly string[]): string {
  const near = closest(name, allowed);
  const list = allowed.length > 0 ? allowed.join(', ') : 'none';
  return near === undefined ? `; allowed are ${list}` : `; did you mean "${near}"? Allowed are ${list}`;
}

/** The allowed name fewest edits away, if that is at most a third of its letters (at least two edits). */
function closest(name: string, allowed: readonly string[]): string | undefined {
  if (name.length > 60) return undefined;
  const ranked = allowed.map(other => ({ other, edits: editsBetween(name.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.max(2, best.other.length / 3) && best.edits < best.other.length ? best.other : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
