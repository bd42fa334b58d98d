/** Short random traces as an engine could have written them: who does not run has no opinions to tell. */
import * as fc from 'fast-check';
import type { Trace } from '../../sim/trace.ts';
import type { Setting } from './qosScan.ts';
import { Script } from './writeTrace.ts';

type Step = readonly [after: number, what: number, a: number, b: number];
export interface Story { readonly setting: Setting; readonly trace: Trace; readonly text: string }

const steps = (horizon: number): fc.Arbitrary<Step[]> => fc.array(
  fc.tuple(
    fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 5, arbitrary: fc.integer({ min: 1, max: Math.ceil(horizon / 12) }) }),
    fc.integer({ min: 0, max: 15 }), fc.nat(3), fc.nat(3),
  ), { maxLength: 60 },
);

export const stories = (processes: number, horizon: number): fc.Arbitrary<Story> => fc.record({
  warmUp: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: horizon - 1 })),
  watched: fc.array(fc.boolean(), { minLength: processes * processes, maxLength: processes * processes }),
  initial: fc.array(fc.nat(2), { minLength: 16, maxLength: 16 }),
  three: fc.boolean(),
  list: steps(horizon),
}).map(({ warmUp, watched, initial, three, list }) => {
  const watches = Array.from({ length: processes }, (_, q) =>
    Array.from({ length: processes }, (_x, p) => p).filter(p => p !== q && watched[q * processes + p]));
  const { trace, text } = tell(watches, initial, three, list);
  return { setting: { watches, warmUp, horizon }, trace, text };
});

const opinions = ['trusts', 'suspects', 'fails'] as const;

function tell(watches: readonly (readonly number[])[], initial: readonly number[], three: boolean, list: readonly Step[]): { trace: Trace; text: string } {
  const script = new Script();
  const lines: string[] = [];
  const n = watches.length;
  const crashedAt: (number | null)[] = Array(n).fill(null);
  const paused = Array<boolean>(n).fill(false);
  const incarnation = Array<number>(n).fill(0);
  const say = (line: string): void => { lines.push(line); };
  const start = (t: number, q: number): void => {
    for (const p of watches[q]!) {
      const opinion = opinions[Math.min(initial[q * n + p] ?? 0, three ? 2 : 1)]!;
      script.starts(t, q, p, opinion);
      say(`${t} ${q} starts, ${opinion} ${p}`);
    }
  };
  for (let q = 0; q < n; q++) start(0, q);
  let t = 0;
  for (const [after, what, x, y] of list) {
    t += after;
    const [a, b] = [x % n, y % n];
    if (what <= 7) {
      if (crashedAt[a] !== null || paused[a] || a === b) continue;
      const opinion = what <= 3 ? 'trusts' : what === 7 && three ? 'fails' : 'suspects';
      script[opinion](t, a, b);
      say(`${t} ${a} ${opinion} ${b}`);
    } else if (what <= 9 && crashedAt[a] === null) {
      crashedAt[a] = t;
      script.crashes(t, a, what === 8 ? 'kill' : 'hang');
      say(`${t} ${a} crashes`);
    } else if (what <= 11 && crashedAt[a] !== null && crashedAt[a]! < t) {
      crashedAt[a] = null;
      const restart = what === 10;
      if (restart) incarnation[a]!++;
      script.recovers(t, a, incarnation[a]);
      say(`${t} ${a} recovers${restart ? ' anew' : ''}`);
      // effects of init come before the opinions that it starts with
      if (restart && y === 3 && watches[a]!.length > 0) script.suspects(t, a, watches[a]![0]!);
      if (restart) start(t, a);
    } else if (what <= 13) {
      if (paused[a]) script.resumes(t, a);
      else script.pauses(t, a);
      say(`${t} ${a} ${paused[a] ? 'resumes' : 'pauses'}`);
      paused[a] = !paused[a];
    } else if (what === 14) { script.cuts(t, a, b); say(`${t} cut ${a} ${b}`); }
    else if (what === 15) { script.joins(t, a, b); say(`${t} join ${a} ${b}`); }
  }
  return { trace: script.end(), text: lines.join('\n') };
}
