import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Note } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import { leadership } from '../../sim/leadership.ts';
import type { Process } from '../../sim/scenario.ts';
import type { ClockSegment, How, Trace } from '../../sim/trace.ts';
import { scanLeadership } from '../support/leadershipScan.ts';
import { Script } from '../support/writeTrace.ts';

const processes = Array.from({ length: 3 }, (_, i): Process => ({ name: `n${i}`, role: '', host: i, params: null }));
const horizon = 150;
type Step = readonly [after: number, what: number, process: number, resource: number, more: number];

const stories = fc.record({
  warmUp: fc.oneof(fc.constant(0), fc.nat(horizon - 1)),
  steps: fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 })), fc.nat(13), fc.nat(2), fc.nat(1), fc.nat(60)), { maxLength: 50 }),
  clocks: fc.array(fc.tuple(fc.nat(2), fc.nat(horizon), fc.integer({ min: -20, max: 20 }), fc.integer({ min: -300_000, max: 300_000 })), { maxLength: 6 }),
});

/** Clocks as the world keeps them: rising in time, each segment from where the last one had come to, with a step. */
function segments(given: readonly (readonly [number, number, number, number])[]): ClockSegment[] {
  const list = processes.map((_, process): ClockSegment => ({ process, from: 0, local: 5 * process, driftPpm: 0 }));
  for (const [process, from, step, driftPpm] of given.toSorted((x, y) => x[1] - y[1])) {
    const last = list.findLast(segment => segment.process === process)!;
    const elapsed = from - last.from;
    list.push({ process, from, local: last.local + elapsed + Math.floor((elapsed * last.driftPpm) / 1e6) + step, driftPpm });
  }
  return list;
}

function tell(steps: readonly Step[], clocks: readonly ClockSegment[]): Trace {
  const script = new Script().clock(...clocks);
  const state = processes.map(() => ({ crashed: null as How | null, paused: false, incarnation: 0, since: 0 }));
  let t = 0;
  let operation = 0;
  for (const [after, what, process, resource, more] of steps) {
    t += after;
    const own = state[process]!;
    const speaks = !own.paused && (own.crashed === null || own.crashed === 'blackhole');
    if (what <= 7 && speaks) script.note(t, process, note(what, resource, more, t, ++operation));
    else if (what <= 9 && own.crashed === null) {
      own.crashed = (['kill', 'hang', 'blackhole'] as const)[more % 3]!;
      own.since = t;
      script.crashes(t, process, own.crashed);
    } else if (what <= 11 && own.crashed !== null && own.since < t) {
      if (own.crashed === 'kill' || more % 2 === 0) own.incarnation++;
      own.crashed = null;
      script.recovers(t, process, own.incarnation);
    } else if (what >= 12) {
      if (own.paused) script.resumes(t, process);
      else script.pauses(t, process);
      own.paused = !own.paused;
    }
  }
  return script.end();
}

function note(what: number, resource: number, more: number, t: number, operation: number): Note {
  if (what <= 2) return { kind: 'acts', resource, epoch: operation, until: more > 50 ? NEVER : t + more };
  if (what <= 4) return { kind: 'claims', resource, epoch: operation };
  if (what === 5) return { kind: 'yields', resource, epoch: 0 };
  return { kind: 'accepts', resource, operation, epoch: operation };
}

it('finds the same intervals as a look at every microsecond', () => {
  fc.assert(fc.property(stories, ({ warmUp, steps, clocks }) => {
    const trace = tell(steps, segments(clocks));
    const data = leadership({ processes, warmUp, horizon, service: null }, trace);
    if (trace.notes.length === 0) {
      expect(data).toBeNull();
      return;
    }
    const seen = scanLeadership(trace, processes.length, warmUp, horizon);
    const plain = ({ count, total, longest }: { count: number; total: number; longest: number }): object => ({ count, total, longest });
    expect({
      splitBrain: plain(data!.splitBrain), dualClaim: plain(data!.dualClaim), leaderless: plain(data!.leaderless), overlapWrites: data!.overlapWrites,
    }).toEqual(seen);
  }), { numRuns: 1_500, seed: 4 });
});
