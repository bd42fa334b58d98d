import { describe, expect, it } from 'vitest';
import { riseFall, type RiseFallCheck, type RiseFallParams, type RiseFallReport } from '../../../src/detectors/riseFall.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { recordingPort } from '../../support/recordingPort.ts';
import { soloist, verdicts, type Soloist } from '../../support/soloist.ts';

const params = (own: Partial<RiseFallParams> = {}): RiseFallParams => ({
  ...defaults(riseFall.parameters, own) as RiseFallParams, phase: 'zero', ...own,
});

type Stage = Soloist<any, RiseFallCheck | RiseFallReport>;
const stageOf = (own: Partial<RiseFallParams> = {}): Stage => soloist(riseFall, { params: params(own) });

const checks = (stage: Stage) => stage.timeline.flatMap(effect => (effect.kind === 'send' ? [{ at: effect.at, message: effect.message as RiseFallCheck }] : []));
const checkedAt = (stage: Stage): number[] => checks(stage).map(({ at }) => at / ms);

/** Lets time pass until the n-th check (from 0) has left, and answers it `after`; or lets the kernel do so. */
function answer(stage: Stage, n: number, after = ms, incarnation = 0): void {
  for (let at = 0; checks(stage).length <= n; at += 10 * ms) stage.rest(at);
  const { at, message } = checks(stage)[n]!;
  stage.deliver(at + after, 1, { kind: 'riseFall.report', number: message.number, asked: message.incarnation, incarnation });
}

function refuse(stage: Stage, n: number, after = ms): void {
  for (let at = 0; checks(stage).length <= n; at += 10 * ms) stage.rest(at);
  stage.deliver(checks(stage)[n]!.at + after, 1, { kind: 'transport.unreachable' });
}

describe('as HAProxy', () => {
  it('rests for an interval after each check has ended, in time or not', () => {
    const stage = stageOf({ timeout: 500 * ms });
    answer(stage, 0, 100 * ms);
    stage.rest(10 * sec);
    expect(checkedAt(stage)).toEqual([0, 2_100, 4_600, 7_100, 9_600]);
    expect(verdicts(stage.timeline)).toEqual(['100 trust 1', '7600 suspect 1']);
  });

  it('gives an answer as long as the interval, by default', () => {
    const stage = stageOf({ initState: 'fully-up' });
    stage.rest(12 * sec);
    expect(checkedAt(stage)).toEqual([0, 4_000, 8_000, 12_000]);
    expect(verdicts(stage.timeline)).toEqual(['10000 suspect 1']);
  });

  it('begins by trusting, and suspects after one failed first check', () => {
    const stage = stageOf();
    stage.rest(3 * sec);
    expect(verdicts(stage.timeline)).toEqual(['2000 suspect 1']);
  });

  it('a killed process fails each check at once: (fall − 1) intervals after the first, where a hang takes the timeouts as well', () => {
    const stage = stageOf({ initState: 'fully-up' });
    for (let n = 0; n < 3; n++) refuse(stage, n);
    expect(verdicts(stage.timeline)).toEqual(['4003 suspect 1']);
  });

  it('hurries while it is not sure, and takes its time while all is lost', () => {
    const stage = stageOf({ fastinter: 200 * ms, downinter: 5 * sec, timeout: 100 * ms, fall: 2, initState: 'fully-up' });
    answer(stage, 0);
    stage.rest(9 * sec);
    expect(checkedAt(stage)).toEqual([0, 2_001, 2_301, 7_401]);
    expect(verdicts(stage.timeline)).toEqual(['1 trust 1', '2401 suspect 1']);
  });

  it('takes it back after two passes in a row', () => {
    const stage = stageOf({ timeout: 100 * ms });
    answer(stage, 1);
    answer(stage, 2);
    expect(verdicts(stage.timeline)).toEqual(['100 suspect 1', '4102 trust 1']);
  });
});

describe('as the kubelet', () => {
  const kubelet = (own: Partial<RiseFallParams> = {}): Stage => stageOf({ flavour: 'kubernetes', ...own });

  it('ticks every period, whatever the answers take; ready after one pass, unready after three failures', () => {
    const stage = kubelet();
    answer(stage, 0, 300 * ms);
    stage.rest(45 * sec);
    expect(checkedAt(stage)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(verdicts(stage.timeline)).toEqual(['300 trust 1', '31000 suspect 1']);
  });

  it('a probe that outlasts a tick is followed at once, then by the ticks again', () => {
    const stage = kubelet({ interval: sec, timeout: 2_500 * ms });
    answer(stage, 0);
    answer(stage, 1, 2_200 * ms);
    answer(stage, 2);
    stage.rest(4_100 * ms);
    expect(checkedAt(stage)).toEqual([0, 1_000, 3_200, 4_000]);
  });

  it('liveness trusts from the start', () => {
    const stage = kubelet({ probe: 'liveness' });
    expect(riseFall.opinion(stage.state, 1)).toBe('trusted');
    expect(riseFall.opinion(kubelet().state, 1)).toBe('suspected');
  });
});

describe('which answers count', () => {
  it('one that comes at the instant of the timeout, and none later', () => {
    const stage = stageOf({ flavour: 'envoy' });
    answer(stage, 0, sec);
    expect(verdicts(stage.timeline)).toEqual(['1000 trust 1']);
    const late = stageOf({ flavour: 'envoy' });
    answer(late, 0, sec + 1);
    expect(verdicts(late.timeline)).toEqual([]);
  });

  it('only the first to a check, and only to the current one', () => {
    const stage = stageOf({ flavour: 'envoy', rise: 2, timeout: 100 * ms });
    stage.rest(5_100 * ms);
    answer(stage, 1);
    const { message } = checks(stage)[1]!;
    stage.deliver(5_150 * ms, 1, { kind: 'riseFall.report', number: message.number, asked: 0, incarnation: 0 });
    expect(verdicts(stage.timeline)).toEqual([]);
  });

  it('none to an earlier life of the prober, none from an earlier life of the other', () => {
    const stage: Stage = soloist(riseFall, { params: params({ flavour: 'envoy' }), incarnation: 3 });
    stage.deliver(1, 1, { kind: 'riseFall.report', number: 0, asked: 2, incarnation: 0 });
    expect(verdicts(stage.timeline)).toEqual([]);
    answer(stage, 0, ms, 5);
    answer(stage, 1, ms, 4);
    answer(stage, 1, 2 * ms, 6);
    expect(verdicts(stage.timeline)).toEqual(['1 trust 1', '5003 trust 1']);
  });

  it('a refusal without a check under way is nothing', () => {
    const stage = stageOf();
    answer(stage, 0);
    stage.deliver(10 * ms, 1, { kind: 'transport.unreachable' });
    stage.deliver(11 * ms, 1, { kind: 'transport.reset' });
    stage.rest(1_900 * ms);
    expect(checks(stage)).toHaveLength(1);
    expect(verdicts(stage.timeline)).toEqual(['1 trust 1']);
  });
});

describe('the one that is asked', () => {
  it('answers each check, watched or not, but not one from an earlier life of the prober', () => {
    const port = recordingPort();
    const start = { self: 0, roles: ['', '', ''], peers: [1, 2], watches: [], watchedBy: [2], now: 0, incarnation: 4, params: params() };
    const state = riseFall.init(start, port);
    riseFall.receive(state, 5, 2, { kind: 'riseFall.check', number: 7, incarnation: 1 }, port);
    riseFall.receive(state, 6, 2, { kind: 'riseFall.check', number: 9, incarnation: 0 }, port);
    expect(port.effects).toEqual([{ kind: 'send', to: 2, via: 'datagram', message: { kind: 'riseFall.report', number: 7, asked: 1, incarnation: 4 } }]);
  });
});

it('gives each process its own place in the interval', () => {
  const stage: Stage = soloist(riseFall, { params: params({ phase: 'uniform' }), roles: ['', '', ''], watches: [1, 2] }, [0.25, 0.75]);
  stage.rest(1_900 * ms);
  expect(checkedAt(stage)).toEqual([500, 1_500]);
});

it('checks nobody before the initial delay, in whole intervals of a ticker that runs meanwhile', () => {
  const stage = stageOf({ flavour: 'kubernetes', interval: 2 * sec, initialDelay: 5 * sec });
  stage.rest(9 * sec);
  expect(checkedAt(stage)).toEqual([6_000, 8_000]);
  const whole = stageOf({ flavour: 'kubernetes', interval: 2 * sec, initialDelay: 4 * sec });
  whole.rest(5 * sec);
  expect(checkedAt(whole)).toEqual([4_000]);
});

describe('by stream', () => {
  const signals = (stage: Stage, n: number, kind: string, after = ms): void => {
    for (let at = 0; checks(stage).length <= n; at += 10 * ms) stage.rest(at);
    stage.deliver(checks(stage)[n]!.at + after, 1, { kind } as never);
  };
  const via = (stage: Stage) => stage.timeline.flatMap(effect => (effect.kind === 'send' ? [effect.via] : []));

  it('a connection that is accepted passes where that is asked, and only there', () => {
    const [connect, request] = (['connect', 'request'] as const).map(check => stageOf({ check, initState: 'down', rise: 1 })) as [Stage, Stage];
    signals(connect, 0, 'transport.opened');
    signals(request, 0, 'transport.opened');
    expect(verdicts(connect.timeline)).toEqual(['1 trust 1']);
    expect(verdicts(request.timeline)).toEqual([]);
    expect(via(connect)).toEqual(['stream']);
  });

  it('each check has a connection of its own: it is closed when the check is over, answered or not', () => {
    const stage = soloist(riseFall, { params: params({ check: 'request' }), watchedBy: [] });
    answer(stage, 0);
    stage.rest(4_001 * ms);
    expect(stage.timeline.flatMap(effect => (effect.kind === 'close' ? [effect.at / ms] : []))).toEqual([1, 4_001]);
  });

  it('not where the other checks this one by the same connection', () => {
    const stage = stageOf({ check: 'request' });
    answer(stage, 0);
    stage.rest(4_001 * ms);
    expect(stage.timeline.some(({ kind }) => kind === 'close')).toBe(false);
  });

  it('by datagram nothing is closed', () => {
    const stage = stageOf();
    answer(stage, 0);
    expect(stage.timeline.some(({ kind }) => kind === 'close')).toBe(false);
  });

  it('a reset ends the check that is under way, and no other', () => {
    const stage = stageOf({ check: 'request', fall: 1 });
    signals(stage, 0, 'transport.reset');
    expect(verdicts(stage.timeline)).toEqual(['1 suspect 1']);
  });
});

it('a report from an earlier life than one that has asked since counts for nothing', () => {
  const stage = soloist(riseFall, { params: params({ initState: 'down', rise: 1 }) });
  stage.rest(0);
  stage.deliver(ms, 1, { kind: 'riseFall.check', number: 0, incarnation: 1 });
  stage.deliver(2 * ms, 1, { kind: 'riseFall.report', number: 0, asked: 0, incarnation: 0 });
  expect(verdicts(stage.timeline)).toEqual([]);
});
