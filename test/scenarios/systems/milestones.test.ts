/** Milestones, read from histories that are written by hand. Times in whole seconds. */
import { describe, expect, test } from 'vitest';
import type { History, Step } from '../../../scenarios/systems/history.ts';
import { between, depositions, firstByEach, leader, occasions, reached, reachedAfter, reachedBy, rivalry, spells, times } from '../../../scenarios/systems/milestones.ts';
import { distribution, rateOf } from '../../../scenarios/systems/summary.ts';
import type { Scenario } from '../../../sim/scenario.ts';
import { sec } from '../../../src/time.ts';

const step = (at: number, by: number, name: string, about = -1): Step => ({ at: at * sec, by, name, about, note: null });
const scenario = { processes: [{ role: '' }, { role: '' }, { role: 'client' }] } as unknown as Scenario;
const history = (steps: readonly Step[], more: Partial<History> = {}): History =>
  ({ scenario, steps, targets: [1], faultAt: 10 * sec, healedAt: 20 * sec, end: 40 * sec, ...more });

describe('milestones', () => {
  const story = history([step(5, 0, 'seen', 1), step(11, 0, 'seen', 1), step(12, 2, 'seen', 1), step(13, 0, 'seen', 2), step(21, 1, 'back'), step(22, 0, 'seen', 1)]);

  test('first, second, last, from the fault on', () => {
    expect((['first', 'second', 'last'] as const).map(which => reached('', 'seen', which).of(story))).toEqual([1 * sec, 2 * sec, 12 * sec]);
    expect(reached('', ['never', 'back']).of(story)).toBe(11 * sec);
    expect(reached('', 'never').of(story)).toBeUndefined();
  });

  test('of the target or of others, by the target or by others, or where it holds', () => {
    expect(reached('', 'seen', 'last', { ofTarget: false }).of(story)).toBe(3 * sec);
    expect(reached('', 'seen', 'first', { byTarget: true }).of(story)).toBeUndefined();
    expect(reached('', 'seen', 'first', { where: ({ by }) => by === 2 }).of(story)).toBe(2 * sec);
  });

  test('after the fault has ended, if it does', () => {
    expect(reachedAfter('', 'back').of(story)).toBe(1 * sec);
    expect(reachedAfter('', 'back').of({ ...story, healedAt: null })).toBeUndefined();
  });

  test('by each observer once, and until a share of them', () => {
    expect(firstByEach(story, 'seen')).toEqual([11 * sec, 12 * sec]);
    expect([0, 0.5, 1].map(share => reachedBy('', 'seen', share, () => 2).of(story))).toEqual([1 * sec, 1 * sec, 2 * sec]);
    expect(reachedBy('', 'seen', 1, () => 3).of(story)).toBeUndefined();
  });

  test('from one to another', () => {
    expect(between('', reached('', 'seen'), reachedAfter('', 'back')).of(story)).toBe(0);
    expect(between('', reached('', 'seen'), reached('', 'never')).of(story)).toBeUndefined();
  });

  test('how often', () => expect(times('', 'seen').of(story)).toBe(4));
});

describe('false verdicts', () => {
  test('a spell is open until the same process takes it back; of the target while the fault lasts it is none', () => {
    const said = history([
      step(9, 0, 'suspects', 2), step(11, 0, 'suspects', 1), step(12, 0, 'suspects', 2), step(13, 2, 'trusts', 2), step(14, 0, 'trusts', 2),
      step(25, 0, 'suspects', 1), step(30, 2, 'suspects', 0),
    ]);
    expect(spells('', 'suspects', 'trusts').spans(said)).toEqual([
      { from: 12 * sec, to: 14 * sec }, { from: 25 * sec, to: null }, { from: 30 * sec, to: null },
    ]);
  });

  test('an occasion is none of whom the fault hits, nor what that one says while it lasts', () => {
    const said = history([step(11, 0, 'evicts', 1), step(12, 1, 'evicts', 0), step(13, 0, 'evicts', 2), step(21, 1, 'evicts', 0)]);
    expect(occasions('', 'evicts').spans(said).map(({ from }) => from)).toEqual([13 * sec, 21 * sec]);
  });

  test('per process and minute, clients apart', () => {
    const rate = rateOf([history([step(12, 0, 'suspects', 2), step(14, 0, 'trusts', 2)])], spells('', 'suspects', 'trusts').spans);
    expect(rate).toMatchObject({ count: 1, processMinutes: 1, perProcessMinute: 1, perMinute: 2, length: { p50: 2_000, n: 1 } });
  });
});

describe('who leads', () => {
  const reign = [step(1, 0, 'claims'), step(12, 1, 'claims'), step(13, 0, 'yields'), step(15, 0, 'claims'), step(16, 0, 'crashes'), step(30, 2, 'claims')];
  test('the last to claim of those that have not ended', () => {
    expect(leader(history(reign.slice(0, 1)))).toBe(0);
    expect(leader(history(reign.slice(0, 4)))).toBe(0);
    expect(leader(history(reign.slice(0, 5)))).toBe(1);
    expect(leader(history([]))).toBeUndefined();
  });

  test('two at once, as spans', () => {
    expect(rivalry('').spans(history(reign))).toEqual([{ from: 12 * sec, to: 13 * sec }, { from: 15 * sec, to: 16 * sec }, { from: 30 * sec, to: null }]);
  });
});

describe('what a fault makes of it', () => {
  const under = (how: string, steps: readonly Step[], more: Partial<History> = {}): History =>
    history(steps, { scenario: { ...scenario, faults: [{ kind: how === 'pause' ? 'pause' : 'crash', params: { how } }] } as unknown as Scenario, ...more });
  const cut = [step(1, 1, 'claims'), step(10, 1, 'crashes'), step(12, 0, 'claims'), step(20, 1, 'recovers'), step(21, 1, 'yields')];
  const two = (how: string, steps = cut) => rivalry('').spans(under(how, steps)).map(({ from, to }) => [from / sec, to === null ? null : to / sec]);

  test('one that is cut off still rules, one that hangs does when it goes on, one that is killed never again', () => {
    expect([two('blackhole'), two('hang'), two('kill')]).toEqual([[[12, 21]], [[20, 21]], []]);
  });

  test('two that claim different things are no rivals', () => {
    const of = (at: number, by: number, resource: number): Step => ({ ...step(at, by, 'claims'), note: { kind: 'claims', resource, epoch: 1 } });
    expect(two('none', [of(1, 0, 0), of(11, 1, 1), of(12, 2, 0), of(13, 2, 1)])).toEqual([[12, null], [13, null]]);
  });

  test('nor does one that stands still', () => {
    const paused = cut.map(each => ({ ...each, name: { crashes: 'pauses', recovers: 'resumes' }[each.name] ?? each.name }));
    expect(two('pause', paused)).toEqual([[20, 21]]);
  });

  const at = (how: string, steps: readonly Step[], more?: Partial<History>) => depositions('').spans(under(how, steps, more)).map(({ from }) => from / sec);

  test('a leader that the fault hits is replaced, and one that it does not is deposed', () => {
    expect([at('hang', cut), at('hang', cut, { targets: [2] })]).toEqual([[], [12]]);
    expect(at('none', [step(1, 1, 'claims'), step(15, 0, 'claims')], { targets: [] })).toEqual([15]);
  });

  test('one that goes on before another is elected is deposed, but not if it was killed', () => {
    const late = [step(1, 1, 'claims'), step(22, 0, 'claims'), step(30, 2, 'claims')];
    expect([at('blackhole', late), at('kill', late)]).toEqual([[22, 30], [30]]);
  });
});

test('a distribution counts what did not come, and leaves it out', () => {
  expect(distribution([3, undefined, 1, 2])).toEqual({ p10: 1.2, p50: 2, p90: 2.8, min: 1, max: 3, n: 3, missing: 1, samples: [3, 1, 2] });
  expect(distribution([undefined])).toMatchObject({ p50: null, n: 0, missing: 1 });
});
