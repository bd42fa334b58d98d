import { describe, expect, it } from 'vitest';
import { push } from '../../../src/detectors/push.ts';
import { pushWith, type PushBeat, type PushParams } from '../../../src/detectors/pushWith.ts';
import { fixed } from '../../../src/estimators/fixed.ts';
import { defaults } from '../../../src/parameters.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { recordingPort } from '../../support/recordingPort.ts';
import { soloist, verdicts } from '../../support/soloist.ts';

const params = (own: Partial<PushParams> = {}): PushParams =>
  ({ ...defaults(push.parameters) as PushParams, phase: 'zero', checkPhase: 'zero', ...own });

const timeout = (duration: number) => ({ kind: 'fixed', params: { timeout: duration, restart: 'newest', cutoff: NEVER } });

const beat = (seq: number, own: Partial<PushBeat> = {}): PushBeat =>
  ({ kind: 'push.beat', incarnation: 0, seq, sentAt: seq * sec, ...own });

const sends = (stage: ReturnType<typeof soloist<PushParams, any, PushBeat>>) => stage.timeline.flatMap(effect =>
  effect.kind === 'send' ? [[effect.at, (effect.message as PushBeat).seq, effect.to]] : []);

describe('push, as one that is watched', () => {
  it('beats at every interval from its phase, to all that watch it, one object for all', () => {
    const stage = soloist(push, { params: params({ phase: 'uniform' }), watchedBy: [1, 2], watches: [] }, [0.25]);
    stage.rest(1_500 * ms);
    expect(sends(stage)).toEqual([[250 * ms, 0, 1], [250 * ms, 0, 2], [1_250 * ms, 1, 1], [1_250 * ms, 1, 2]]);
    const [one, other] = stage.timeline.map(effect => (effect.kind === 'send' ? effect.message : null));
    expect(one).toBe(other);
    expect(one).toEqual({ kind: 'push.beat', incarnation: 0, seq: 0, sentAt: 250 * ms });
  });

  it('never wakes if nobody watches it and it watches nobody', () => {
    const stage = soloist(push, { params: params(), watches: [], watchedBy: [] });
    expect(push.deadline(stage.state)).toBe(NEVER);
    expect(stage.state.list.slots).toHaveLength(0);
  });

  it.each([
    ['fixedRate', [[0, 0], [3_400, 1], [3_400, 2], [3_400, 3], [4_000, 4]]],
    ['fixedDelay', [[0, 0], [3_400, 1], [4_400, 2]]],
    ['skip', [[0, 0], [3_400, 3], [4_000, 4]]],
  ] as const)('after a pause, %s', (pacing, expected) => {
    const port = recordingPort();
    const start = { self: 0, roles: ['', ''], peers: [1], watches: [], watchedBy: [1], now: 0, incarnation: 0 };
    const state = push.init({ ...start, params: params({ pacing }) }, port);
    const sent = [0, 3_400, 4_000, 4_400].flatMap(at => {
      push.wake(state, at * ms, port);
      return port.take().map(effect => [at, effect.kind === 'send' && (effect.message as PushBeat).seq]);
    });
    expect(sent).toEqual(expected);
  });
});

describe('push, as a monitor', () => {
  const monitor = (own: Partial<PushParams> = {}, start = {}) =>
    soloist(push, { params: params({ estimator: timeout(2 * sec), ...own }), watchedBy: [], ...start });

  it('trusts at the first beat, suspects at the exact end of the timeout, trusts again at the next beat', () => {
    const stage = monitor();
    stage.deliver(10 * ms, 1, beat(0));
    stage.deliver(1_010 * ms, 1, beat(1));
    stage.rest(9 * sec);
    stage.deliver(9_500 * ms, 1, beat(9));
    expect(verdicts(stage.timeline)).toEqual(['10 trust 1', '3010 suspect 1', '9500 trust 1']);
    expect(push.opinion(stage.state, 1)).toBe('trusted');
  });

  it('counts a beat that arrives at the deadline', () => {
    const stage = monitor();
    stage.deliver(0, 1, beat(0));
    stage.deliver(2 * sec, 1, beat(1));
    stage.rest(2 * sec);
    expect(verdicts(stage.timeline)).toEqual(['0 trust 1']);
  });

  it('suspects one that it never heard of', () => {
    const stage = monitor();
    stage.rest(10 * sec);
    expect(verdicts(stage.timeline)).toEqual(['2000 suspect 1']);
  });

  it('ignores an older incarnation, and calls trust at a newer one although it trusts already', () => {
    const stage = monitor();
    stage.deliver(0, 1, beat(7, { incarnation: 1 }));
    stage.deliver(1_900 * ms, 1, beat(8, { incarnation: 0 }));
    stage.deliver(1_950 * ms, 1, beat(0, { incarnation: 2 }));
    stage.rest(10 * sec);
    expect(verdicts(stage.timeline)).toEqual(['0 trust 1', '1950 trust 1', '3950 suspect 1']);
  });

  it('judges each peer by its own beats only, and none that it does not watch', () => {
    const stage = monitor({}, { roles: ['', '', '', ''], watches: [1, 3] });
    stage.deliver(0, 1, beat(0));
    stage.deliver(500 * ms, 2, beat(0));
    stage.deliver(1 * sec, 3, beat(0));
    stage.rest(10 * sec);
    expect(verdicts(stage.timeline)).toEqual(['0 trust 1', '1000 trust 3', '2000 suspect 1', '3000 suspect 3']);
    expect(push.watch!(stage.state, 2)).toBeUndefined();
    expect(push.watch!(stage.state, 3)?.estimator).toBe('fixed');
  });

  it('notices nothing between two looks if it polls', () => {
    const stage = monitor({ checkEvery: 1_500 * ms });
    stage.deliver(100 * ms, 1, beat(0));
    stage.deliver(2_900 * ms, 1, beat(2)); // suspected from 2.1 s on, but nobody looked before 3 s
    stage.rest(6 * sec);
    stage.deliver(6_500 * ms, 1, beat(6));
    stage.rest(8 * sec);
    expect(verdicts(stage.timeline)).toEqual(['100 trust 1', '6000 suspect 1', '7500 trust 1']);
  });

  it('begins by suspecting where its estimator does, without saying so', () => {
    const nfde = { kind: 'chen', params: { variant: 'e', interval: sec, margin: 200 * ms, window: 32, expectedDelay: 0 } };
    const stage = monitor({ estimator: nfde });
    expect(push.opinion(stage.state, 1)).toBe('suspected');
    stage.deliver(30 * ms, 1, beat(0));
    stage.rest(3 * sec);
    expect(verdicts(stage.timeline)).toEqual(['30 trust 1', '1230 suspect 1']);
  });

  it('waits with its trust where its estimator does', () => {
    const judged = { kind: 'missed', params: { interval: sec, k: 2, offset: 400 * ms, rule: 'sequence' } };
    const stage = monitor({ estimator: judged });
    stage.deliver(10 * ms, 1, beat(0));
    stage.deliver(7_010 * ms, 1, beat(7));
    stage.rest(12 * sec);
    expect(verdicts(stage.timeline)).toEqual(['10 trust 1', '2400 suspect 1', '7400 trust 1', '9400 suspect 1']);
  });

  it('suspects a regular peer by Akka’s defaults 4 522.6 ms after its last beat', () => {
    const stage = monitor({ estimator: { kind: 'phi', params: { flavour: 'akka' } } });
    for (let seq = 0; seq < 1_100; seq++) stage.deliver(seq * sec + 5 * ms, 1, beat(seq));
    stage.rest(1_200 * sec);
    const [trusted, suspected] = stage.timeline;
    expect(trusted).toMatchObject({ kind: 'trust', at: 5 * ms });
    expect(suspected).toMatchObject({ kind: 'suspect' });
    expect((suspected!.at - 1_099 * sec - 5 * ms) / ms).toBeCloseTo(4_522.6, 1);
  });

  it('is silent when woken early, and gives the same verdicts from a clone', () => {
    const stage = monitor();
    stage.deliver(0, 1, beat(0));
    const port = recordingPort();
    const clone = structuredClone(stage.state);
    for (const early of [1, sec, 2 * sec - 1]) push.wake(clone, early, port);
    expect(port.effects).toEqual([]);
    push.wake(clone, 2 * sec, port);
    expect(port.effects).toEqual([{ kind: 'suspect', peer: 1 }]);
  });
});

describe('a monitor that stood still', () => {
  const own = { checkEvery: sec, estimator: timeout(3 * sec) };
  /** Awake until 10 s, with a beat every second; then it stands still until 20 s, its timers run first, and the beats follow. */
  function standstill(maxLocalPause: number) {
    const port = recordingPort();
    const state = push.init({
      self: 0, roles: ['', ''], peers: [1], watches: [1], watchedBy: [], now: 0, incarnation: 0, params: params({ ...own, maxLocalPause }),
    }, port);
    const heard = (from: number, to: number, at: (seq: number) => number) => {
      for (let seq = from; seq <= to; seq++) {
        push.receive(state, at(seq), 1, beat(seq), port);
        if (push.deadline(state) <= at(seq)) push.wake(state, at(seq), port);
      }
    };
    heard(0, 10, seq => seq * sec);
    push.wake(state, 20 * sec, port);
    const atOnce = verdicts(port.take().map(effect => ({ ...effect, at: 0 })));
    heard(11, 20, () => 20 * sec + 1);
    return { state, atOnce, port };
  }

  it('suspects everybody when its timers run first', () => {
    expect(standstill(NEVER).atOnce).toEqual(['0 trust 1', '0 suspect 1']);
  });

  it('suspects nobody if it guards against its own pauses', () => {
    expect(standstill(5 * sec).atOnce).toEqual(['0 trust 1']);
  });

  it('suspects who stays silent, once it has listened as long again', () => {
    const { state, port } = standstill(5 * sec);
    const suspectedAt: number[] = [];
    for (let at = push.deadline(state); at <= 40 * sec; at = push.deadline(state)) {
      push.wake(state, at, port);
      if (port.take().length > 0) suspectedAt.push(at);
    }
    expect(suspectedAt).toEqual([25 * sec]);
  });
});

describe('pushWith', () => {
  it('takes estimators that are not built in', () => {
    const impatient = { ...fixed, name: 'impatient', freshUntil: (state: { last: number }) => state.last + 1 };
    const stage = soloist(pushWith({ impatient }), {
      params: params({ estimator: { kind: 'impatient', params: timeout(sec).params } }), watchedBy: [],
    });
    stage.deliver(10 * ms, 1, beat(0));
    stage.rest(sec);
    expect(verdicts(stage.timeline)).toEqual(['0.001 suspect 1', '10 trust 1', '10.001 suspect 1']);
  });

  it('says so when the estimator is unknown', () => {
    expect(() => soloist(push, { params: params({ estimator: { kind: 'nosuch', params: {} } }) })).toThrow('"nosuch"');
  });
});
