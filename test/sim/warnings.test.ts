import { describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { resolve } from '../../sim/resolve.ts';
import { warnings } from '../../sim/warnings.ts';

const fixed = (timeout: string, more: object = {}): object => ({ kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout }, ...more });
const estimated = (estimator: object): object => ({ kind: 'push', interval: '1s', estimator });
const base = { flatline: 1, horizon: '1m', processes: 2, detector: fixed('3s') };
const said = (over: object): readonly string[] => warnings(resolve({ ...base, ...over }, builtIn));
const loss = { loss: { kind: 'independent', average: 0.1 } };
const crash = { id: 'c', kind: 'crash', process: 0 };

test('a sensible scenario is left in peace', () => {
  expect(said({})).toEqual([]);
  const wall = { ...fixed('3s'), clock: 'wall' };
  expect(said({ detector: wall, faults: [{ id: 'k', kind: 'clock', process: 0, at: '3s', step: '1h' }] })).toEqual([]);
  expect(said({ faults: [{ id: 'k', kind: 'clock', process: 0, at: '3s', driftPpm: 10 }] })).toEqual([]);
  expect(said({ faults: [{ id: 'p', kind: 'pause', process: 0, at: '3s', for: '1s', every: '5s', until: '30s' }] })).toEqual([]);
});

describe('warns, with the numbers', () => {
  test.each<readonly [string, object, readonly string[]]>([
    ['a timeout below the interval', { detector: fixed('500ms') }, ['500ms', '1s', 'not longer than the interval']],
    ['a timeout of just the interval', { detector: fixed('1s') }, ['1s', 'not longer than the interval']],
    ['a timeout that one loss exceeds', { detector: fixed('1500ms'), network: loss }, ['1 beat', '1.5s', 'one lost beat']],
    ['a timeout that one loss exceeds, on one link', { detector: fixed('1500ms'), links: [{ from: 0, to: 1, ...loss }] }, ['one lost beat']],
    ['one miss deciding', { detector: estimated({ kind: 'missed', interval: '1s', k: 1 }), network: loss }, ['k = 1', 'every loss is a mistake']],
    ['no margin', { detector: estimated({ kind: 'chen', variant: 'e', margin: '0s' }) }, ['margin is 0s']],
    ['another interval', { detector: estimated({ kind: 'chen', interval: '2s' }) }, ['every 2s', 'every 1s']],
    ['no acceptable pause', { detector: estimated({ kind: 'phi', flavour: 'akka', acceptableHeartbeatPause: '0s' }) }, ['acceptable pause is 0s']],
    ['polling slower than the patience', { detector: fixed('3s', { checkEvery: '5s' }) }, ['every 5s', '3s']],
    ['a run shorter than the timeout', { horizon: '2s' }, ['2s', '3s', 'nothing can be detected']],
    ['a warm-up that fills no window', { warmUp: '30s', detector: estimated({ kind: 'phi', window: 50 }) }, ['30s', '50 beats', '50s']],
    ['a fault after the end', { faults: [{ ...crash, at: '61s' }] }, ['"c"', '61s', 'never happens']],
    ['a crash that nobody has time to notice', { faults: [{ ...crash, at: '58s' }] }, ['"c"', '2s before the end', 'undetected']],
    ['a fault that never ends in between', { faults: [{ id: 'p', kind: 'pause', process: 0, at: '3s', for: '5s', every: '4s' }] }, ['"p"', '4s', '5s']],
    ['an until that ends nothing', { faults: [{ id: 'p', kind: 'pause', process: 0, at: '3s', until: '9s' }] }, ['"p"', 'until', 'every', 'for']],
    ['a step of a clock that nobody can set', { faults: [{ id: 'k', kind: 'clock', process: 0, at: '3s', step: '1h' }] }, ['"k"', 'monotonic', '1h']],
    ['reordering on an ordered link', { network: { reorder: 0.1, order: 'fifo' } }, ['nothing is overtaken']],
    ['an enormous run', { horizon: '300d', processes: 20 }, ['million messages']],
    ['a ping that outlasts its round', { detector: { kind: 'pull', interval: '1s', timeout: '1200ms' } }, ['take 1.2s', '1s']],
  ])('%s', (_what, over, words) => {
    const found = said(over);
    expect(found).toHaveLength(1);
    for (const word of words) expect(found[0]).toContain(word);
    expect(found[0]).toMatch(/^[A-Z\d].*\.$/);
  });
  test('each thing once, however many links it is about', () => {
    expect(said({ detector: fixed('1500ms'), network: loss, links: [{ from: 0, to: 1, ...loss }, { from: 1, to: 0, ...loss }] })).toHaveLength(1);
  });
  test('several things at once', () => expect(said({ horizon: '2s', detector: fixed('500ms'), faults: [{ ...crash, at: '61s' }] })).toHaveLength(2));
});
