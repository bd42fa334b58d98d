import { describe, expect, it } from 'vitest';
import { pull, type PullAck, type PullParams, type PullPing } from '../../../src/detectors/pull.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { soloist, verdicts, type Soloist } from '../../support/soloist.ts';
import { recordingPort } from '../../support/recordingPort.ts';

const params = (own: Partial<PullParams> = {}): PullParams =>
  ({ ...defaults(pull.parameters) as PullParams, phase: 'zero', timeout: 200 * ms, ...own });

type Stage = Soloist<any, PullPing | PullAck>;
const stageOf = (own: Partial<PullParams> = {}): Stage => soloist(pull, { params: params(own) });

const pings = (stage: Stage): PullPing[] =>
  stage.timeline.flatMap(effect => (effect.kind === 'send' && effect.message.kind === 'pull.ping' ? [effect.message as PullPing] : []));

/** Lets time pass until the n-th ping (from 0) has left, and answers it `after` its departure. */
function answer(stage: Stage, n: number, after: number, incarnation = 0): void {
  for (let at = 0; pings(stage).length <= n; at += ms) stage.rest(at);
  const { round, sentAt } = pings(stage)[n]!;
  stage.deliver(sentAt + after, 1, { kind: 'pull.ack', round, sentAt, incarnation });
}

const sentAt = (stage: Stage) => pings(stage).map(ping => ping.sentAt / ms);

describe('pull, in a rhythm from the start of each round', () => {
  it('asks up to three times, a timeout apart, and suspects when the last has timed out', () => {
    const stage = stageOf();
    stage.rest(1_900 * ms);
    expect(sentAt(stage)).toEqual([0, 200, 400, 1_000, 1_200, 1_400]);
    expect(verdicts(stage.timeline)).toEqual(['600 suspect 1']);
  });

  it('asks no more in a round that was answered', () => {
    const stage = stageOf();
    answer(stage, 0, 40 * ms);
    answer(stage, 2, 40 * ms);
    stage.rest(1_900 * ms);
    expect(sentAt(stage)).toEqual([0, 1_000, 1_200]);
    expect(verdicts(stage.timeline)).toEqual(['40 trust 1']);
  });

  it('counts an answer that comes at the instant of the timeout', () => {
    const stage = stageOf();
    answer(stage, 0, 200 * ms);
    stage.rest(900 * ms);
    expect(verdicts(stage.timeline)).toEqual(['200 trust 1']);
    expect(sentAt(stage)).toEqual([0]);
  });

  it.each([
    ['ignore', [0, 200, 400], ['600 suspect 1']],
    ['count', [0, 200], ['250 trust 1']],
  ] as const)('late answers: %s', (lateAcks, asked, opinions) => {
    const stage = stageOf({ lateAcks });
    answer(stage, 0, 250 * ms);
    stage.rest(900 * ms);
    expect(sentAt(stage)).toEqual(asked);
    expect(verdicts(stage.timeline)).toEqual(opinions);
  });

  it('trusts again at the first answer in time, and at a new incarnation that answers', () => {
    const stage = stageOf();
    stage.rest(600 * ms);
    answer(stage, 3, 10 * ms);
    answer(stage, 4, 10 * ms, 1);
    answer(stage, 5, 10 * ms, 0);
    stage.rest(3_900 * ms);
    expect(verdicts(stage.timeline)).toEqual(['600 suspect 1', '1010 trust 1', '2010 trust 1', '3600 suspect 1']);
  });

  it('gives each peer its own place in the interval', () => {
    const stage = soloist(pull, { params: params({ phase: 'uniform' }), roles: ['', '', ''], watches: [1, 2] }, [0.25, 0.75]);
    stage.rest(900 * ms);
    expect(sentAt(stage)).toEqual([250, 450, 650, 750]);
    expect(verdicts(stage.timeline)).toEqual(['850 suspect 1']);
  });
});

describe('pull, from the end of each check (Elasticsearch)', () => {
  it.each([[1_000, 10_000, 3, 32_000], [1_000, 10_000, 1, 10_000], [500, 2_000, 5, 12_000], [250, 750, 2, 1_750]])(
    'interval %i, timeout %i, %i failures: silent for %i ms', (interval, timeout, attempts, silence) => {
      const stage = stageOf({ from: 'end', interval: interval * ms, timeout: timeout * ms, attempts });
      stage.rest(40 * sec);
      expect(verdicts(stage.timeline)).toEqual([`${silence} suspect 1`]);
    });

  it('begins the next check an interval after the answer', () => {
    const stage = stageOf({ from: 'end' });
    answer(stage, 0, 70 * ms);
    stage.rest(1_100 * ms);
    expect(sentAt(stage)).toEqual([0, 1_070]);
  });

  it('any success clears the failures', () => {
    const stage = stageOf({ from: 'end', attempts: 2 });
    answer(stage, 1, 10 * ms);
    stage.rest(4_000 * ms);
    expect(verdicts(stage.timeline)).toEqual(['1210 trust 1', '3610 suspect 1']);
  });
});

describe('pull, overlapping', () => {
  it('asks every interval and suspects after (attempts − 1) intervals and a timeout', () => {
    const stage = stageOf({ overlap: true, interval: 100 * ms, timeout: 450 * ms });
    stage.rest(700 * ms);
    expect(sentAt(stage)).toEqual([0, 100, 200, 300, 400, 500, 600, 700]);
    expect(verdicts(stage.timeline)).toEqual(['650 suspect 1']);
  });

  it('judges from the newest ping that was answered', () => {
    const stage = stageOf({ overlap: true, interval: 100 * ms, timeout: 450 * ms });
    answer(stage, 2, 30 * ms);
    answer(stage, 1, 400 * ms);
    stage.rest(2 * sec);
    expect(verdicts(stage.timeline)).toEqual(['230 trust 1', '950 suspect 1']);
  });
});

describe('what the peer’s kernel says', () => {
  const refuse = (stage: Stage, at: number, kind: 'transport.refused' | 'transport.reset') => stage.deliver(at * ms, 1, { kind });

  it('is nothing, unless heeded', () => {
    const stage = stageOf();
    refuse(stage, 10, 'transport.reset');
    stage.rest(599 * ms);
    expect(verdicts(stage.timeline)).toEqual([]);
  });

  it('a refusal fails the attempt, a reset the peer', () => {
    const stage = stageOf({ heedSignals: true });
    refuse(stage, 10, 'transport.refused');
    stage.rest(100 * ms);
    expect(sentAt(stage)).toEqual([0, 10]);
    refuse(stage, 110, 'transport.reset');
    expect(verdicts(stage.timeline)).toEqual(['110 suspect 1']);
  });
});

it('answers whoever asks, watched or not, with what was asked', () => {
  const port = recordingPort();
  const state = pull.init({ self: 0, roles: ['', '', ''], peers: [1, 2], watches: [], watchedBy: [2], now: 0, incarnation: 4, params: params() }, port);
  pull.receive(state, 5, 2, { kind: 'pull.ping', round: 7, sentAt: 3 }, port);
  expect(port.effects).toEqual([{ kind: 'send', to: 2, via: 'datagram', message: { kind: 'pull.ack', round: 7, sentAt: 3, incarnation: 4 } }]);
});

it('is silent when woken early', () => {
  const stage = stageOf();
  answer(stage, 0, 40 * ms);
  const port = recordingPort();
  pull.wake(stage.state, 500 * ms, port);
  expect(port.effects).toEqual([]);
});
