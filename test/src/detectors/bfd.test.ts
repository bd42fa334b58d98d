import { describe, expect, it } from 'vitest';
import { bfd, type BfdControl, type BfdParams } from '../../../src/detectors/bfd.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { recordingPort } from '../../support/recordingPort.ts';
import { soloist, verdicts, type Soloist } from '../../support/soloist.ts';

const params = (own: Partial<BfdParams> = {}): BfdParams => ({ ...defaults(bfd.parameters, own) as BfdParams, ...own });

type Stage = Soloist<any, BfdControl>;
const stageOf = (own: Partial<BfdParams> = {}, incarnation = 0): Stage => soloist(bfd, { params: params(own), incarnation });

interface Sent { readonly at: number; readonly packet: BfdControl }
const sent = (stage: Stage): Sent[] => stage.timeline.flatMap(effect =>
  (effect.kind === 'send' ? [{ at: effect.at, packet: effect.message as BfdControl }] : []));
const reached = (stage: Stage): string[] => stage.timeline.flatMap(effect =>
  (effect.kind === 'note' && effect.event.kind === 'reaches' ? [`${effect.at / ms} ${effect.event.milestone}`] : []));

const control = (own: Partial<BfdControl>): BfdControl => ({
  kind: 'bfd.control', mine: 9, yours: 1, state: 'Up', multiplier: 3, desiredMinTx: 100 * ms, requiredMinRx: 100 * ms, poll: false, final: false, ...own,
});

/** Brings the session up at 2 ms, with a neighbour that sends and receives every 100 ms. */
function raise(stage: Stage, yours = 1): void {
  stage.deliver(1 * ms, 1, control({ yours: 0, state: 'Down', desiredMinTx: sec }));
  stage.deliver(2 * ms, 1, control({ yours, state: 'Init', desiredMinTx: sec }));
}

/** The gaps between what is sent after `from`. */
function gaps(stage: Stage, from: number, until: number): number[] {
  stage.rest(until);
  const times = sent(stage).map(({ at }) => at).filter(at => at >= from);
  return times.slice(1).map((at, i) => at - times[i]!);
}

/** Keeps the session up, with a packet every 100 ms from the given one on. */
function keep(stage: Stage, from: number, until: number, own: Partial<BfdControl> = {}): void {
  for (let at = from; at <= until; at += 100 * ms) stage.deliver(at, 1, control(own));
}

describe('a session comes up', () => {
  it('in three packets, each saying what it has heard', () => {
    const stage = stageOf({ desiredMinTx: 100 * ms });
    stage.deliver(1 * ms, 1, control({ yours: 0, state: 'Down', desiredMinTx: sec }));
    stage.deliver(1_002 * ms, 1, control({ state: 'Init', desiredMinTx: sec }));
    stage.rest(1_002 * ms);
    const states = sent(stage).map(({ packet: { state, yours } }) => `${state} ${yours}`);
    expect(states).toEqual(['Down 0', 'Init 9', 'Up 9']);
    expect(sent(stage).at(-1)!.at).toBe(1_002 * ms);
    expect(verdicts(stage.timeline)).toEqual(['1002 trust 1']);
    expect(reached(stage)).toEqual(['1002 up']);
  });

  it('while it is not up it sends once a second at most, and says so', () => {
    const stage = stageOf({ desiredMinTx: 100 * ms });
    expect(gaps(stage, 0, 60 * sec).every(gap => gap >= 750 * ms && gap <= 1 * sec)).toBe(true);
    expect(sent(stage).every(({ packet }) => packet.desiredMinTx === 1 * sec)).toBe(true);
    expect(verdicts(stage.timeline)).toEqual([]);
    expect(bfd.opinion(stage.state, 1)).toBe('suspected');
  });

  it('then polls at the wanted pace until it is answered', () => {
    const stage = stageOf({ desiredMinTx: 100 * ms });
    raise(stage);
    stage.deliver(250 * ms, 1, control({}));
    stage.deliver(251 * ms, 1, control({ final: true }));
    stage.rest(500 * ms);
    const raised = sent(stage).filter(({ at }) => at >= 2 * ms);
    expect(raised.every(({ packet }) => packet.desiredMinTx === 100 * ms)).toBe(true);
    expect(raised.map(({ at, packet }) => packet.poll === (at < 251 * ms))).not.toContain(false);
  });

  it('a poll is answered at once, and not by a poll', () => {
    const stage = stageOf();
    raise(stage);
    stage.deliver(7 * ms, 1, control({ poll: true }));
    expect(sent(stage).at(-1)).toMatchObject({ at: 7 * ms, packet: { final: true, poll: false } });
  });
});

describe('its pace', () => {
  const paceOf = (own: Partial<BfdParams>, theirs: Partial<BfdControl> = {}): number[] => {
    const stage = stageOf({ desiredMinTx: 100 * ms, ...own });
    raise(stage);
    stage.deliver(3 * ms, 1, control({ final: true, ...theirs }));
    keep(stage, 103 * ms, 40 * sec, theirs);
    return gaps(stage, 1 * sec, 40 * sec);
  };
  /** Within these bounds, in ms, and close to both. */
  const spans = (values: readonly number[], least: number, most: number): void => {
    const [low, high] = [Math.min(...values) / ms, Math.max(...values) / ms];
    expect(low).toBeGreaterThanOrEqual(least);
    expect(low).toBeLessThan(least + (most - least) / 8);
    expect(high).toBeLessThanOrEqual(most);
    expect(high).toBeGreaterThan(most - (most - least) / 8);
  };

  it('is its own wish or the other\'s need, the slower of the two, and up to a quarter less', () => {
    spans(paceOf({}), 75, 100);
    spans(paceOf({}, { requiredMinRx: 400 * ms }), 300, 400);
  });

  it('with a multiplier of 1 it leaves a tenth for the way', () => {
    spans(paceOf({ multiplier: 1 }), 75, 90);
  });

  it('of BIRD is 75 to 90 % with any multiplier, in timers of whole milliseconds', () => {
    spans(paceOf({ flavour: 'bird' }), 74, 91);
  });

  it('of FRR is a whole percent', () => {
    const gap = paceOf({ flavour: 'frr' });
    expect(gap.every(one => one % ms === 0)).toBe(true);
    expect(new Set(gap).size).toBe(26);
  });

  it('is slowed only after the other has agreed, and by the packet that agrees', () => {
    const stage = stageOf({ desiredMinTx: 100 * ms });
    raise(stage);
    keep(stage, 102 * ms, 402 * ms, { requiredMinRx: 100 * ms });
    expect(gaps(stage, 10 * ms, 400 * ms).every(gap => gap <= 100 * ms)).toBe(true);
  });

  it('ends when the other wants to hear nothing', () => {
    const stage = stageOf({ desiredMinTx: 100 * ms });
    raise(stage);
    stage.deliver(50 * ms, 1, control({ requiredMinRx: 0, desiredMinTx: 10 * sec }));
    expect(gaps(stage, 50 * ms, 20 * sec)).toEqual([]);
  });
});

describe('a session goes down', () => {
  it('when the other\'s multiplier times the slower interval has passed, to the microsecond', () => {
    const stage = stageOf({ desiredMinTx: 50 * ms, requiredMinRx: 20 * ms, multiplier: 7 });
    raise(stage);
    stage.deliver(100 * ms, 1, control({ multiplier: 4, desiredMinTx: 60 * ms }));
    stage.rest(1 * sec);
    expect(verdicts(stage.timeline)).toEqual(['2 trust 1', '340 suspect 1']);
    expect(reached(stage)).toEqual(['2 up', '340 down']);
  });

  it('by what this end can receive, where that is slower', () => {
    const stage = stageOf({ requiredMinRx: 200 * ms });
    raise(stage);
    stage.deliver(100 * ms, 1, control({ multiplier: 2, desiredMinTx: 60 * ms }));
    stage.rest(1 * sec);
    expect(verdicts(stage.timeline).at(-1)).toBe('500 suspect 1');
  });

  it('an arrival at that instant counts as received', () => {
    const stage = stageOf();
    raise(stage);
    stage.deliver(100 * ms, 1, control({ multiplier: 3, desiredMinTx: 300 * ms }));
    stage.deliver(1_000 * ms, 1, control({ multiplier: 3, desiredMinTx: 300 * ms }));
    expect(verdicts(stage.timeline)).toEqual(['2 trust 1']);
  });

  it('in BIRD up to a millisecond later, counted from what its process did last', () => {
    const stage = stageOf({ flavour: 'bird', desiredMinTx: 2 * sec, idleTx: 2 * sec });
    raise(stage);
    stage.deliver(100_300, 1, control({ multiplier: 3, requiredMinRx: 2 * sec }));
    stage.rest(1 * sec);
    expect(verdicts(stage.timeline).at(-1)).toBe('401.3 suspect 1');
  });

  it('says so at once, and forgets whom it spoke to', () => {
    const stage = stageOf();
    raise(stage);
    stage.deliver(100 * ms, 1, control({ desiredMinTx: 300 * ms }));
    stage.rest(1_000 * ms);
    expect(sent(stage).at(-1)).toMatchObject({ at: 1_000 * ms, packet: { state: 'Down', yours: 0, mine: 1, desiredMinTx: 1 * sec, poll: false } });
  });

  it('when the other says that it does not hear', () => {
    const stage = stageOf();
    raise(stage);
    stage.deliver(40 * ms, 1, control({ state: 'Down' }));
    expect(verdicts(stage.timeline)).toEqual(['2 trust 1', '40 suspect 1']);
    stage.deliver(60 * ms, 1, control({ state: 'Init' }));
    expect(verdicts(stage.timeline).at(-1)).toBe('60 trust 1');
  });
});

describe('which packets count', () => {
  it('only those that name this session, or none while saying Down', () => {
    const stage = stageOf({}, 4);
    stage.deliver(1 * ms, 1, control({ yours: 4, state: 'Init' }));
    stage.deliver(2 * ms, 1, control({ yours: 0, state: 'Init' }));
    expect(bfd.opinion(stage.state, 1)).toBe('suspected');
    stage.deliver(3 * ms, 1, control({ yours: 5, state: 'Init' }));
    expect(bfd.opinion(stage.state, 1)).toBe('trusted');
  });

  it('a neighbour that began anew ends the session, but not in BIRD, which waits for the time to run out', () => {
    const anew = control({ mine: 10, yours: 0, state: 'Down' });
    const plain = stageOf();
    raise(plain);
    plain.deliver(50 * ms, 1, anew);
    expect(verdicts(plain.timeline).at(-1)).toBe('50 suspect 1');
    const bird = stageOf({ flavour: 'bird' });
    raise(bird);
    bird.deliver(40 * ms, 1, control({}));
    bird.deliver(50 * ms, 1, anew);
    bird.rest(300 * ms);
    expect(verdicts(bird.timeline)).toEqual(['2 trust 1']);
    bird.rest(400 * ms);
    expect(verdicts(bird.timeline).at(-1)).toMatch(/^34[01]\S* suspect 1$/);
  });

  it('none without a session', () => {
    const port = recordingPort();
    const start = { self: 0, roles: ['', '', ''], peers: [1, 2], watches: [1], watchedBy: [], now: 0, incarnation: 0, params: params() };
    const state = bfd.init(start, port);
    bfd.receive(state, 5, 2, control({ yours: 0, state: 'Down' }), port);
    bfd.receive(state, 6, 1, { kind: 'transport.unreachable' }, port);
    expect(port.effects).toEqual([]);
  });
});

it('a process that is only watched keeps its end, without an opinion', () => {
  const stage: Stage = soloist(bfd, { params: params(), watches: [], watchedBy: [1] });
  raise(stage);
  stage.rest(2 * ms);
  expect(sent(stage).at(-1)).toMatchObject({ packet: { state: 'Up' } });
  expect(verdicts(stage.timeline)).toEqual([]);
  expect(reached(stage)).toEqual(['2 up']);
});

it('each session has a jitter of its own', () => {
  const alone: Stage = soloist(bfd, { params: params(), roles: ['', '', ''], peers: [1, 2], watches: [1, 2], watchedBy: [] }, [0.25, 0.75]);
  alone.rest(20 * sec);
  const other: Stage = soloist(bfd, { params: params(), roles: ['', '', ''], peers: [1, 2], watches: [1, 2], watchedBy: [] }, [0.25, 0.75]);
  raise(other);
  other.rest(20 * sec);
  const to = (stage: Stage, peer: number): number[] => stage.timeline.flatMap(effect => (effect.kind === 'send' && effect.to === peer ? [effect.at] : []));
  expect(to(other, 2)).toEqual(to(alone, 2));
  expect(to(other, 1)).not.toEqual(to(alone, 1));
});
