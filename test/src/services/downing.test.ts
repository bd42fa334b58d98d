import { describe, expect, test } from 'vitest';
import { stepsOf, type Step } from '../../../scenarios/systems/history.ts';
import { simulate } from '../../../sim/run.ts';
import { downing } from '../../../src/services/downing.ts';
import { merged, same, withMember, type View } from '../../../src/services/downing/membership.ts';
import { sec } from '../../../src/time.ts';

const cluster = (faults: readonly object[], service: object = {}, more: object = {}): readonly Step[] => stepsOf(simulate({
  flatline: 1, seed: 'downing', horizon: '2m', processes: 5, network: { latency: '1ms' },
  detector: { kind: 'push', estimator: { kind: 'phi', flavour: 'akka' } },
  service: { kind: 'downing', stableAfter: '7s', removeAllWhenUnstable: '6s', removalMargin: '7s', ...service }, faults: faults as never, ...more,
}).trace);

const split = (at: string, ...groups: readonly (readonly number[])[]) => ({ id: `split${at}`, at, kind: 'partition', groups });
const who = (steps: readonly Step[], name: string): number[] => [...new Set(steps.filter(step => step.name === name).map(({ by }) => by))].sort();
const first = (steps: readonly Step[], name: string): number => steps.find(step => step.name === name)!.at / sec;
/** Who runs the singleton at the end. */
const singletons = (steps: readonly Step[]): number[] => [0, 1, 2, 3, 4]
  .filter(id => ['claims'].includes(steps.findLast(({ by, name }) => by === id && ['claims', 'yields', 'crashes'].includes(name))?.name ?? ''));

describe('a clean split', () => {
  test('the majority goes on, the minority ends itself, and decisions come after it was stable', () => {
    const steps = cluster([split('20s', [0, 1], [2, 3, 4])]);
    expect(who(steps, 'shutDown')).toEqual([0, 1]);
    expect([who(steps, 'downReachable'), who(steps, 'downUnreachable')]).toEqual([[0], [2]]);
    // φ takes some 4 s to say so, and what one sees the others hear by gossip
    expect(first(steps, 'downUnreachable')).toBeGreaterThan(20 + 4 + 7);
    expect(first(steps, 'downUnreachable')).toBeLessThan(20 + 6 + 7 + 6);
    expect(singletons(steps)).toEqual([2]);
  });

  test('of two equal sides the one with the lowest address', () => {
    const steps = cluster([split('20s', [0, 3], [1, 2])], {}, { processes: 4 });
    expect([who(steps, 'shutDown'), singletons(steps)]).toEqual([[1, 2], [0]]);
  });

  test('three small parts: all end', () => {
    expect(who(cluster([split('20s', [0, 1], [2, 3], [4])]), 'shutDown')).toEqual([0, 1, 2, 3, 4]);
  });

  test('keep-oldest keeps the side of the oldest, but not if that is alone', () => {
    const oldest = { strategy: 'keep-oldest' };
    expect(who(cluster([split('20s', [0, 1], [2, 3, 4])], oldest), 'shutDown')).toEqual([2, 3, 4]);
    expect(who(cluster([split('20s', [0], [1, 2, 3, 4])], oldest), 'shutDown')).toEqual([0]);
    expect(who(cluster([split('20s', [0], [1, 2, 3, 4])], { ...oldest, yieldIfAlone: false }), 'shutDown')).toEqual([1, 2, 3, 4]);
  });

  test('static-quorum counts what remains', () => {
    expect(who(cluster([split('20s', [0, 1], [2, 3, 4])], { strategy: 'static-quorum', quorumSize: 4 }), 'shutDown')).toEqual([0, 1, 2, 3, 4]);
    expect(who(cluster([split('20s', [0, 1], [2, 3, 4])], { strategy: 'static-quorum', quorumSize: 3 }), 'shutDown')).toEqual([0, 1]);
  });

  test('a lease goes to the side that can reach its keeper, which no count decides', () => {
    const far = cluster([split('20s', [0, 1, 'lease0'] as never, [2, 3, 4])], { strategy: 'lease-majority' });
    expect([who(far, 'shutDown'), who(far, 'downReachable'), singletons(far)]).toEqual([[2, 3, 4], [2], [0]]);
    const both = cluster([{ id: 'split', at: '20s', kind: 'partition', groups: [[0, 1], [2, 3, 4]] }], { strategy: 'lease-majority' });
    expect([who(both, 'shutDown'), singletons(both)]).toEqual([[0, 1], [2]]);
  });

  test('auto-down: each side removes the other, and two singletons run for good', () => {
    const steps = cluster([split('20s', [0, 1], [2, 3, 4])], { strategy: 'auto-down' });
    expect([who(steps, 'shutDown'), singletons(steps)]).toEqual([[], [0, 2]]);
  });

  test('off: nothing is ever decided', () => {
    const steps = cluster([split('20s', [0, 1], [2, 3, 4])], { strategy: 'off' });
    expect([who(steps, 'shutDown'), who(steps, 'removed'), singletons(steps)]).toEqual([[], [], [0]]);
  });

  test('one that heals before it was stable leaves everybody where they were', () => {
    const steps = cluster([{ ...split('20s', [0, 1], [2, 3, 4]), for: '8s' }]);
    expect(steps.some(({ name }) => name === 'unreachable')).toBe(true);
    expect([who(steps, 'shutDown'), who(steps, 'removed')]).toEqual([[], []]);
  });
});

describe('what is no clean split', () => {
  test('a crash: the rest goes on, and the singleton moves to the next oldest after the margin', () => {
    const steps = cluster([{ id: 'crash', at: '20s', kind: 'crash', process: 0 }]);
    expect([who(steps, 'shutDown'), singletons(steps)]).toEqual([[], [1]]);
    const claim = steps.find(({ name, by }) => name === 'claims' && by === 1)!;
    const known = steps.find(({ name, by }) => name === 'removed' && by === 1)!;
    expect(claim.at - known.at).toBe(7 * sec);
  });

  test('two that reach each other only through others: both are removed, the rest goes on', () => {
    const steps = cluster([{ id: 'cable', at: '20s', kind: 'partition', pairs: [[1, 3]] }]);
    expect([who(steps, 'downIndirectlyConnected'), who(steps, 'shutDown'), singletons(steps)]).toEqual([[0], [1, 3], [0]]);
  });

  test('a link that flaps for too long: all end', () => {
    const steps = cluster([
      { id: 'crash', at: '20s', kind: 'crash', process: 4 }, { id: 'flap', at: '21s', for: '6s', every: '9s', kind: 'partition', groups: [[0, 1], [2, 3]] },
    ]);
    expect(who(steps, 'downAll').length).toBeGreaterThan(0);
    expect(who(steps, 'shutDown')).toEqual([0, 1, 2, 3]);
  });

  test('a paused oldest acts on when it wakes, until it hears that it was removed', () => {
    const steps = cluster([{ id: 'pause', at: '20s', for: '40s', kind: 'pause', process: 0 }]);
    const yielded = steps.find(({ name, by }) => name === 'yields' && by === 0)!;
    const claimed = steps.find(({ name, by }) => name === 'claims' && by === 1)!;
    expect(claimed.at).toBeLessThan(60 * sec);
    expect(yielded.at).toBeGreaterThanOrEqual(60 * sec);
    expect(yielded.at).toBeLessThan(63 * sec);
  });
});

describe('the way back', () => {
  test('one that begins anew joins as the youngest', () => {
    const steps = cluster([{ id: 'crash', at: '20s', for: '30s', kind: 'crash', process: 0 }]);
    const joined = steps.find(({ name, about, at }) => name === 'up' && about === 0 && at > 50 * sec)!;
    expect(joined.at).toBeLessThan(56 * sec);
    expect(singletons(steps)).toEqual([1]);
  });
});

describe('views', () => {
  const member = { incarnation: 0, status: 'up', age: 0 } as const;
  const view: View = { members: [member, member], rows: [{ version: 0, unreachable: [] }, { version: 0, unreachable: [] }], seen: [true, false] };

  test('of each member the later state, of each row the newer; who has seen it counts anew', () => {
    const theirs = withMember({ ...view, seen: [false, true] }, 1, 1, { ...member, status: 'down' });
    const mine = merged(view, theirs, 0);
    expect(mine.members[1]!.status).toBe('down');
    expect(mine.seen).toEqual([true, true]);
    expect(merged(mine, view, 0)).toBe(mine);
    expect(same(mine, theirs)).toBe(true);
  });

  test('what both know more of is a view that nobody has seen', () => {
    const a = withMember(view, 0, 1, { ...member, status: 'down' });
    const b = { ...view, rows: [view.rows[0]!, { version: 3, unreachable: [0] }], seen: [false, true] };
    expect(merged(a, b, 0)).toMatchObject({ members: [member, { status: 'down' }], rows: [{ version: 0 }, { version: 3 }], seen: [true, false] });
  });

  test('a new incarnation is later than whatever became of the old one', () => {
    const gone = withMember(view, 0, 1, { ...member, status: 'removed' });
    const back = withMember(gone, 0, 1, { incarnation: 1, status: 'joining', age: -1 });
    expect(merged(back, gone, 0)).toBe(back);
  });
});

test('it needs a detector, and a process for the lease only where there is one', () => {
  expect(() => downing.over(null)).toThrow('needs one');
  const roles = (strategy: string) => downing.roles({ strategy } as never, 2);
  expect([roles('keep-majority'), roles('lease-majority')]).toEqual([['member', 'member'], ['member', 'member', 'lease']]);
});
