import type { Run } from '../../sim/run.ts';
import { readable } from './readable.ts';

/** Where two runs that should be one part: the virtual time and both rows. Undefined when the traces are the same. */
export function firstDivergence(one: Run, other: Run): string | undefined {
  const [left, right] = [one, other].map(run => readable(run.trace, run.scenario).split('\n'));
  const at = left!.findIndex((line, i) => line !== right![i]);
  const i = at < 0 && right!.length > left!.length ? left!.length : at;
  return i < 0 ? undefined : `row ${i}:\n  ${left![i] ?? '(ends)'}\n  ${right![i] ?? '(ends)'}`;
}
