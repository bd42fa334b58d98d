/** Those that nothing else beats: Pareto's. */

/** No worse anywhere, and better somewhere; the smaller, the better. */
export const dominates = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, i) => x <= b[i]!) && a.some((x, i) => x < b[i]!);

/**
 * The items that no other dominates, in their order. In rising order of the costs only what came before can dominate, so
 * that each is held against the front so far alone.
 */
export function front<T>(items: readonly T[], costs: (item: T) => readonly number[]): T[] {
  const all = items.map((item, i) => ({ item, i, cost: costs(item) })).sort((a, b) => lexical(a.cost, b.cost));
  const kept: typeof all = [];
  for (const each of all) if (!kept.some(other => dominates(other.cost, each.cost))) kept.push(each);
  return kept.sort((a, b) => a.i - b.i).map(({ item }) => item);
}

function lexical(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) if (x !== b[i]!) return x < b[i]! ? -1 : 1;
  return 0;
}
