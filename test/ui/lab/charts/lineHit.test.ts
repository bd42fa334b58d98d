import { expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { simulate } from '../../../../sim/run.ts';
import { packetOnLine } from '../../../../ui/lab/charts/lineHit.ts';
import { columnX, spaceTimeLayout, yOf } from '../../../../ui/lab/charts/spaceTimeLayout.ts';
import { index } from '../../../../ui/lab/model.ts';
import { messageOf } from '../../../../ui/lab/model/message.ts';

const { trace, scenario } = simulate({
  flatline: 1, seed: 'hit', horizon: '20s', processes: 3, detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'constant', value: '400ms' } }, faults: [{ id: 'a', kind: 'message', from: 0, to: 1, sent: '4s', message: 'push.beat', do: 'drop' }],
}, { trace: 'full' });
const run = index(trace, scenario), layout = spaceTimeLayout(3, { width: 600, height: 500 }), window = { from: 2 * sec, to: 6 * sec };
/** The point at `share` of the way from one column to the next, at that time. */
const hit = (from: number, to: number, share: number, time: number, view = window): number =>
  packetOnLine(run, layout, view, columnX(layout, from) + share * (columnX(layout, to) - columnX(layout, from)), yOf(layout, view, time));

test('a point on a line is its message, sent then, from there', () => {
  for (const sent of [3, 5]) {
    for (const [from, to] of [[0, 1], [1, 2], [2, 1]] as const) {
      expect(messageOf(run, hit(from, to, 0.3, sent * sec + 120 * ms))).toMatchObject({ from, to, sent: sent * sec, until: sent * sec + 400 * ms });
    }
  }
});

test('what was lost is found as far as it came', () => {
  expect(messageOf(run, hit(0, 1, 0.25, 4 * sec + 100 * ms))).toMatchObject({ from: 0, to: 1, sent: 4 * sec, lost: 'script' });
  const beyond = hit(0, 1, 0.8, 4 * sec + 320 * ms);
  expect(beyond < 0 || messageOf(run, beyond).from !== 0).toBe(true);
});

test('between the lines is nothing, nor where the lines are too many to be drawn', () => {
  expect(hit(0, 1, 0.5, 3 * sec + 800 * ms)).toBe(-1);
  const busy = simulate({ flatline: 1, seed: 'busy', horizon: '20s', processes: 20, detector: { kind: 'push', interval: '100ms', estimator: { kind: 'fixed', timeout: '3s' } } }, { trace: 'full' });
  const many = index(busy.trace, busy.scenario);
  expect(packetOnLine(many, spaceTimeLayout(20, { width: 600, height: 500 }), { from: 0, to: 20 * sec }, 300, 250)).toBe(-1);
});
