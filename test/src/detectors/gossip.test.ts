import { describe, expect, test } from 'vitest';
import { gossip, type GossipParams } from '../../../src/detectors/gossip.ts';
import { ageOf, forget, grow, heartbeats, lifeOfCounters, tellable } from '../../../src/detectors/gossip/heartbeats.ts';
import { defaults } from '../../../src/parameters.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { mix } from '../../../sim/random.ts';
import { MiniCluster } from '../../support/miniCluster.ts';
import { recordingPort } from '../../support/recordingPort.ts';
import { soloist, verdicts } from '../../support/soloist.ts';

const usual = { ...defaults(gossip.parameters) as GossipParams, phase: 'zero' as const };

describe('a table of counters', () => {
  test('keeps the greater, and stamps it with the local time only if it grew', () => {
    const table = heartbeats(3, 0, 0, 5);
    expect([grow(table, 1, 4, 10), grow(table, 1, 4, 20), grow(table, 1, 3, 30), grow(table, 1, 6, 40)]).toEqual([true, false, false, true]);
    expect([...table.counters, ...table.grownAt]).toEqual([0, 6, -1, 5, 40, 5]);
  });

  test('forgets after T_cleanup, but never oneself', () => {
    const table = heartbeats(3, 0, 1, 0);
    grow(table, 1, 4, 10);
    grow(table, 2, 4, 11);
    forget(table, 0, 31, { failAfter: 10, forgetAfter: 20 });
    expect([...table.counters]).toEqual([lifeOfCounters, -1, 4]);
  });

  test('tells only of those whose counter still grows', () => {
    const table = heartbeats(3, 0, 0, 0);
    grow(table, 1, 4, 5);
    grow(table, 2, 4, 6);
    expect(tellable(table, 16, { failAfter: 10, forgetAfter: 20 })).toEqual([-1, -1, 4]);
  });

  test('ages: strictly beyond', () => {
    expect([10, 11, 20, 21].map(still => ageOf(still, { failAfter: 10, forgetAfter: 20 }))).toEqual(['ok', 'failed', 'failed', 'removed']);
  });
});

describe('one member', () => {
  const told = (at: number, ...counters: number[]) => [at, 1, { kind: 'gossip.table', counters }] as const;

  test('trusts at first evidence, suspects after T_fail of the same counter, trusts again when it grows', () => {
    const stage = soloist(gossip, { params: usual });
    stage.deliver(...told(1 * sec, -1, 1));
    stage.deliver(...told(5 * sec, -1, 1));
    stage.deliver(...told(12 * sec, -1, 2));
    stage.rest(40 * sec);
    expect(verdicts(stage.timeline)).toEqual(['1000 trust 1', '11000.001 suspect 1', '12000 trust 1', '22000.001 suspect 1']);
  });

  test('an old counter that comes round again before T_cleanup brings nobody back, one after it does', () => {
    const returning = (at: number): string[] => {
      const stage = soloist(gossip, { params: usual });
      stage.deliver(...told(1 * sec, -1, 7));
      stage.deliver(...told(at, -1, 7));
      return verdicts(stage.timeline).slice(2);
    };
    expect([returning(20 * sec), returning(22.5 * sec)]).toEqual([[], ['22500 trust 1']]);
  });

  test('a later life is told apart', () => {
    const stage = soloist(gossip, { params: usual });
    stage.deliver(...told(1 * sec, -1, 7));
    stage.deliver(...told(2 * sec, -1, lifeOfCounters + 1));
    expect(verdicts(stage.timeline)).toEqual(['1000 trust 1', '2000 trust 1']);
  });

  test('counts once a round, and tells a table', () => {
    const stage = soloist(gossip, { params: usual });
    stage.rest(2 * sec);
    const tables = stage.timeline.flatMap(effect => effect.kind === 'send' ? [effect.message] : []);
    expect(tables).toEqual([1, 2, 3].map(beats => ({ kind: 'gossip.table', counters: [beats, -1] })));
  });

  test('answers where tables are exchanged, with what it told last', () => {
    const answers = (exchange: 'push' | 'pushPull') => {
      const stage = soloist(gossip, { params: { ...usual, exchange } });
      stage.deliver(...told(500 * ms, -1, 7));
      stage.deliver(600 * ms, 1, { kind: 'gossip.answer', counters: [-1, 8] });
      return stage.timeline.filter(effect => effect.kind === 'send').slice(1).map(effect => effect.message);
    };
    expect(answers('push')).toEqual([]);
    expect(answers('pushPull')).toEqual([{ kind: 'gossip.answer', counters: [1, -1] }]);
  });
});

describe('a group', () => {
  const everybody = [0, 1, 2, 3, 4, 5];
  function group(params: Partial<GossipParams> = {}): MiniCluster {
    let draws = 0;
    const random = (): number => (mix(++draws) >>> 0) / 2 ** 32;
    return new MiniCluster({ detector: gossip, params: { ...usual, ...params }, roles: everybody.map(() => ''), watches: self => everybody.filter(id => id !== self), random });
  }
  const suspicions = (of: MiniCluster) => of.effects.filter(({ what }) => what === 'suspect');

  test('one cut link is no mistake: counters go round it', () => {
    const one = group();
    one.cut([0], [1]);
    expect(suspicions(one.run(60 * sec))).toEqual([]);
  });

  test('a crash is suspected by all, T_fail and a few rounds later, and nobody brings it back', () => {
    const one = group({ fanout: 2 });
    one.run(20.5 * sec);
    one.kill(3);
    one.run(120 * sec);
    const found = suspicions(one);
    expect(found.map(({ process }) => process).toSorted()).toEqual([0, 1, 2, 4, 5]);
    for (const { at, detail } of found) {
      expect(detail).toBe(3);
      expect(at).toBeGreaterThan(20 * sec + usual.failAfter);
      expect(at).toBeLessThan(30.5 * sec + usual.failAfter);
    }
  });

  test('halves that were apart find each other again', () => {
    const one = group();
    one.cut([0, 1, 2], [3, 4, 5]);
    one.run(60 * sec);
    expect(gossip.opinion(one.state(0), 3)).toBe('suspected');
    one.heal();
    one.run(90 * sec);
    for (const a of everybody) for (const b of everybody) if (a !== b) expect(gossip.opinion(one.state(a), b)).toBe('trusted');
  });
});

describe('judged by φ, as in Cassandra', () => {
  const byPhi = { ...usual, judge: 'phi' as const, threshold: 1, maxLocalPause: NEVER };
  const grown = (stage: ReturnType<typeof soloist>, at: number, counter: number) => stage.deliver(at, 1, { kind: 'gossip.table', counters: [-1, counter] } as never);

  test('convicts at the first round after φ has passed the threshold, by the mean of the intervals seen', () => {
    const stage = soloist(gossip, { params: byPhi });
    [500, 1_500, 2_500, 3_500].forEach((at, i) => grown(stage as never, at * ms, i + 1));
    stage.rest(20 * sec);
    // the mean of 2 s and three times 1 s is 1.25 s; φ passes 1 after 2.303 of it, 2.878 s after 3.5 s
    expect(verdicts(stage.timeline)).toEqual(['500 trust 1', '7000 suspect 1']);
  });

  test('begins with the interval that is assumed, and throws longer ones away', () => {
    const suspects = (more: Partial<GossipParams>): string => {
      const stage = soloist(gossip, { params: { ...byPhi, ...more } });
      [500, 3_500, 6_500].forEach((at, i) => grown(stage as never, at * ms, i + 1));
      stage.rest(40 * sec);
      return verdicts(stage.timeline).at(-1)!;
    };
    // 2.303 times the mean after 6.5 s: of 3 s alone; of 3 s and twice 3 s; of 1 s and, up to 3 s, twice 3 s
    expect(suspects({ initialInterval: 3 * sec })).toBe('14000 suspect 1');
    expect(suspects({ initialInterval: 6 * sec, maxInterval: 2 * sec })).toBe('21000 suspect 1');
    expect(suspects({ initialInterval: 1 * sec, maxInterval: 3 * sec })).toBe('12000 suspect 1');
  });

  test('takes it back when the counter grows', () => {
    const stage = soloist(gossip, { params: byPhi });
    grown(stage as never, 500 * ms, 1);
    stage.rest(20 * sec);
    grown(stage as never, 20_500 * ms, 2);
    expect(verdicts(stage.timeline)).toEqual(['500 trust 1', '6000 suspect 1', '20500 trust 1']);
  });

  test('judges nobody for a while after it stood still itself', () => {
    const port = recordingPort();
    const start = { self: 0, roles: ['', ''], peers: [1], watches: [1], watchedBy: [1], now: 0, incarnation: 0, params: { ...byPhi, maxLocalPause: 5 * sec } };
    const state = gossip.init(start, port);
    gossip.wake(state, 0, port);
    gossip.receive(state, 500 * ms, 1, { kind: 'gossip.table', counters: [-1, 1] }, port);
    const suspicions = (at: number) => { gossip.wake(state, at, port); return port.take().filter(({ kind }) => kind === 'suspect').length; };
    expect([1, 30, 31, 34, 35].map(at => suspicions(at * sec))).toEqual([0, 0, 0, 0, 1]);
  });

  test('tells of everybody, and forgets nobody', () => {
    const stage = soloist(gossip, { params: byPhi });
    grown(stage as never, 500 * ms, 7);
    stage.rest(60 * sec);
    const tables = stage.timeline.flatMap(effect => (effect.kind === 'send' ? [effect.message] : []));
    expect(tables.at(-1)).toMatchObject({ counters: [61, 7] });
  });
});
