/** Lists of numbers as every scheduler writes them: "3,7-9". */

/** The numbers, in order and each once, with runs of them joined. */
export function rangesText(numbers: Iterable<number>): string {
  const runs: [number, number][] = [];
  for (const each of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === each - 1) last[1] = each;
    else runs.push([each, each]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** The numbers of "3,7-9", in order. Undefined where it is no such list, or names a number twice or beyond `most`. */
export function readRanges(text: string, most: number): readonly number[] | undefined {
  const numbers = new Set<number>();
  let named = 0;
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,7})(?:-(\d{1,7}))?\s*$/.exec(part);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!(from >= 1 && from <= to && to <= most)) return undefined;
    for (let each = from; each <= to; each += 1) numbers.add(each);
    named += to - from + 1;
  }
  return named === numbers.size ? [...numbers].sort((a, b) => a - b) : undefined;
}
