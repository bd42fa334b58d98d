import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/contract.ts';
import { lifeguard, type LifeguardMessage, type LifeguardParams, type LifeguardState } from '../../../src/detectors/lifeguard.ts';
import { profiles } from '../../../src/detectors/memberlist/profiles.ts';
import { toReconnect } from '../../../src/detectors/memberlist/reconnecting.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec, type Time } from '../../../src/time.ts';
import { mix } from '../../../sim/random.ts';
import { MiniCluster } from '../../support/miniCluster.ts';

const lan = defaults(lifeguard.parameters) as LifeguardParams;

function cluster(size: number, params: Partial<LifeguardParams> = {}): MiniCluster {
  const everybody = Array.from({ length: size }, (_, id) => id);
  let draws = 0;
  return new MiniCluster({
    detector: lifeguard, params: { ...lan, ...params }, roles: everybody.map(() => ''),
    watches: self => everybody.filter(id => id !== self), random: () => (mix(++draws) >>> 0) / 2 ** 32,
  });
}

interface Sent { readonly at: Time; readonly process: number; readonly to: number; readonly message: Message & Record<string, unknown> }
const sends = (of: MiniCluster, kind: string): Sent[] => of.effects
  .filter(({ what, detail }) => what === 'send' && (detail as Message).kind === `lifeguard.${kind}`)
  .map(({ at, process, detail }) => ({ at, process, to: (detail as { to: number }).to, message: detail as Message & Record<string, unknown> }));
const calls = (of: MiniCluster, what: 'trust' | 'suspect' | 'fail', about: number) =>
  of.effects.filter(effect => effect.what === what && effect.detail === about);
const score = (of: MiniCluster, process: number): number => of.state<LifeguardState>(process).list.score;

/** One member alone, to be told things. */
function soloist(self: number, params: Partial<LifeguardParams> = {}) {
  const sent: (Message & Record<string, unknown>)[] = [];
  const port = { random: () => 0.5, send: (_to: number, message: Message) => { sent.push(message as never); }, close() {}, note() {}, trust() {}, suspect() {}, fail() {} };
  const peers = [0, 1, 2, 3].filter(id => id !== self);
  const state = lifeguard.init({ self, roles: ['', '', '', ''], peers, watches: peers, watchedBy: peers, params: { ...lan, ...params }, now: 0, incarnation: 0 }, port);
  return { state, sent, hear(from: number, message: LifeguardMessage) { sent.length = 0; lifeguard.receive(state, 1 * sec, from, message, port); return { sent: [...sent] }; } };
}

test('the defaults are those of a LAN', () => {
  for (const [key, value] of Object.entries(profiles.lan)) if (key in lan) expect(lan[key as keyof LifeguardParams]).toBe(value);
});

test('a calm group is quiet: probes and answers, and gossip only while there is news', () => {
  const calm = cluster(5).run(60 * sec);
  expect(sends(calm, 'ping').length).toBe(5 * 60);
  expect(sends(calm, 'pingReq')).toEqual([]);
  expect(sends(calm, 'gossip').every(({ at }) => at < 5 * sec)).toBe(true);
  expect([0, 1, 2, 3, 4].flatMap(about => [...calls(calm, 'suspect', about), ...calls(calm, 'fail', about)])).toEqual([]);
  for (let about = 0; about < 5; about++) expect(new Set(calls(calm, 'trust', about).map(({ process }) => process)).size).toBe(4);
});

describe('a crash', () => {
  test('three opinions: suspected, then failed no sooner than the least time and no later than the longest', () => {
    const group = cluster(8);
    group.run(10.3 * sec);
    group.kill(3);
    group.run(60 * sec);
    const [suspected, failed] = [calls(group, 'suspect', 3), calls(group, 'fail', 3)];
    expect(new Set(failed.map(({ process }) => process)).size).toBe(7);
    expect(failed[0]!.at - suspected[0]!.at).toBeGreaterThanOrEqual(4 * sec);
    expect(failed[0]!.at - suspected[0]!.at).toBeLessThan(24 * sec);
  });

  test('each round in which it is asked in vain is noted, and news of it is not', () => {
    const group = cluster(4);
    group.run(10.3 * sec);
    group.kill(3);
    group.run(60 * sec);
    const asked = group.effects.filter(({ what, detail }) => what === 'note' && (detail as { milestone?: string }).milestone === 'suspect');
    expect(asked.length).toBeGreaterThan(1);
    expect(asked[0]!.at).toBe(calls(group, 'suspect', 3)[0]!.at);
    for (const { at, process, detail } of asked) {
      expect((detail as { about: number }).about).toBe(3);
      const began = sends(group, 'ping').findLast(ping => ping.process === process && ping.to === 3 && ping.message['askedBy'] === process && ping.at < at)!;
      expect((at - began.at) % (1 * sec)).toBe(0);
    }
  });

  test('in a group of three nobody else could confirm it: exactly the least time', () => {
    const group = cluster(3);
    group.run(10.3 * sec);
    group.kill(2);
    group.run(40 * sec);
    expect(calls(group, 'fail', 2)[0]!.at - calls(group, 'suspect', 2)[0]!.at).toBe(4 * sec);
  });

  test('helpers that had no answer either say so, and the one that asked stays well', () => {
    const group = cluster(6, { probeTimeout: 300 * ms });
    group.run(10.3 * sec);
    group.kill(3);
    group.run(14 * sec);
    expect(sends(group, 'nack').length).toBeGreaterThan(0);
    for (const { at, to } of sends(group, 'nack')) {
      expect(sends(group, 'pingReq').some(asked => asked.process === to && asked.at + 1 * ms + 300 * ms === at)).toBe(true);
    }
    expect([0, 1, 2, 4, 5].map(process => score(group, process))).toEqual([0, 0, 0, 0, 0]);
  });

  test('with the timeout of a LAN, half the interval, their nacks come too late for a round of a healthy member', () => {
    const group = cluster(6);
    group.run(10.3 * sec);
    group.kill(3);
    group.run(14 * sec);
    expect(Math.max(...[0, 1, 2, 4, 5].map(process => score(group, process)))).toBeGreaterThan(0);
  });
});

test('a deaf member becomes slow to accuse, since nobody tells it anything', () => {
  const group = cluster(6);
  group.run(10.3 * sec);
  group.weather = (_from, to) => to === 0 ? null : 1 * ms;
  group.run(40 * sec);
  expect(score(group, 0)).toBeGreaterThanOrEqual(3);
  const pings = sends(group, 'ping').filter(({ at, process, message }) => process === 0 && message['askedBy'] === 0 && at > 11 * sec).map(({ at }) => at);
  expect(Math.max(...pings.slice(1).map((at, i) => at - pings[i]!))).toBeGreaterThanOrEqual(4 * sec);
});

test('one cut link: friends reach it, and nobody is suspected', () => {
  const group = cluster(6);
  group.cut([0], [1]);
  group.run(60 * sec);
  expect(sends(group, 'pingReq').length).toBeGreaterThan(3);
  expect([...calls(group, 'suspect', 0), ...calls(group, 'suspect', 1)]).toEqual([]);
});

test('whoever is suspected hears it with the next ping, refutes it, and is a little less sure of itself', () => {
  const group = cluster(5);
  group.run(10.3 * sec);
  group.pause(2);
  while (calls(group, 'suspect', 2).length === 0) group.run(group.now + 100 * ms);
  group.resume(2, 'messages');
  group.run(40 * sec);
  expect(calls(group, 'fail', 2)).toEqual([]);
  for (const process of [0, 1, 3, 4]) expect(lifeguard.opinion(group.state(process), 2)).toBe('trusted');
  expect(group.state<LifeguardState>(2).list.own).toBeGreaterThan(1);
});

describe('streams', () => {
  const silent = (group: MiniCluster): void => {
    group.weather = (_from, to, { kind }) => to === 1 && kind !== 'lifeguard.streamPing' ? null : 1 * ms;
  };
  test('the fallback ping saves one whose datagrams are lost', () => {
    const [plain, fallback] = [cluster(4, { streams: false }), cluster(4)];
    silent(plain);
    silent(fallback);
    expect(calls(plain.run(20 * sec), 'fail', 1).length).toBeGreaterThan(0);
    fallback.run(20 * sec);
    expect(sends(fallback, 'streamAck').length).toBeGreaterThan(5);
    expect(calls(fallback, 'suspect', 1)).toEqual([]);
  });

  test('whole states are exchanged, and what is failed there is suspected here', () => {
    const group = cluster(4, { pushPullInterval: 5 * sec }).run(30 * sec);
    const states = sends(group, 'state');
    expect(states.filter(({ message }) => message['isAnswer'] === true).length).toBe(states.length / 2);
    expect(states.length).toBeGreaterThan(4 * 2 * 3 - 1);
    // a stagger of up to an interval comes first, then one more
    expect(Math.min(...states.map(({ at }) => at))).toBeGreaterThan(5 * sec);
    for (const { process, to } of states.filter(({ message }) => message['isAnswer'] === false)) {
      expect(group.effects.some(({ what, process: by, detail }) => what === 'close' && by === process && detail === to)).toBe(true);
    }
  });

  test('an answer by stream counts at the end of the round, and not against oneself; until then a datagram may bring one', () => {
    const group = cluster(4);
    silent(group);
    group.run(20 * sec);
    const [probe] = sends(group, 'ping').filter(({ to, message }) => to === 1 && message['askedBy'] !== 1);
    const round = { by: probe!.process, from: probe!.at };
    const acked = sends(group, 'streamAck').find(({ at, to }) => to === round.by && at > round.from)!;
    expect(acked.at).toBe(round.from + 500 * ms + 1 * ms);
    const next = sends(group, 'ping').find(({ process, at, message }) => process === round.by && at > round.from && message['askedBy'] === round.by)!;
    expect(next.at).toBe(round.from + 1 * sec);
    expect(group.state<LifeguardState>(round.by).list.score).toBe(0);
  });

  test('a silent member is asked once more by stream in each round, and the stream is closed with the round', () => {
    const group = cluster(4);
    group.run(3 * sec);
    group.kill(1);
    group.run(30 * sec);
    for (const { at, process } of sends(group, 'streamPing')) {
      const closing = group.effects.filter(effect => effect.what === 'close' && effect.process === process && effect.detail === 1 && effect.at >= at)[0]!;
      // whoever doubts itself waits for longer rounds
      expect((closing.at - at + 500 * ms) % (1 * sec)).toBe(0);
      expect(closing.at - at).toBeGreaterThanOrEqual(500 * ms);
    }
    expect(sends(group, 'streamPing').length).toBeGreaterThan(1);
  });

  test('what is read in a whole state counts as the reader\'s own accusation', () => {
    const reader = soloist(0);
    reader.hear(2, { kind: 'lifeguard.state', isAnswer: true, incarnation: 1, news: [{ about: 1, from: 2, standing: 'failed', incarnation: 1 }] });
    expect(reader.state.list.standings[1]).toBe('suspected');
    expect(reader.state.list.suspicions[1]!.accusers).toEqual([0]);
  });

  test('the answer to a state is what was known before it was read', () => {
    const { sent } = soloist(0).hear(2, { kind: 'lifeguard.state', isAnswer: false, incarnation: 1, news: [{ about: 1, from: 2, standing: 'suspected', incarnation: 1 }] });
    expect(sent.find(({ kind }) => kind === 'lifeguard.state')).toMatchObject({ isAnswer: true, news: [{ about: 0, standing: 'trusted' }] });
  });
});

describe('joining', () => {
  const join = (size: number, params: Partial<LifeguardParams> = {}): MiniCluster => cluster(size, { join: 'first', startedWithin: 0, ...params });
  const known = (group: MiniCluster, process: number): readonly number[] => group.state<LifeguardState>(process).list.others;

  test('each knows nobody but whom it joins through, then those that were there, and by gossip those that came with it', () => {
    const group = join(6);
    expect([0, 1, 5].map(process => known(group, process))).toEqual([[], [], []]);
    group.run(1 * ms);
    // their states arrive one after the other; the answers are on their way
    expect(known(group, 0)).toEqual([1, 2, 3, 4, 5]);
    group.run(2 * ms);
    expect(known(group, 1)).toEqual([0]);
    expect(known(group, 5)).toEqual([0, 1, 2, 3, 4]);
    group.run(2 * sec);
    for (const process of [0, 1, 2, 3, 4, 5]) {
      expect(known(group, process)).toEqual([0, 1, 2, 3, 4, 5].filter(id => id !== process));
      expect(calls(group, 'trust', process).map(({ process: by }) => by).toSorted()).toEqual([0, 1, 2, 3, 4, 5].filter(id => id !== process));
    }
    expect(sends(group, 'state').filter(({ message }) => message['isAnswer'] === false).map(({ process, to }) => [process, to]))
      .toEqual([[1, 0], [2, 0], [3, 0], [4, 0], [5, 0]]);
  });

  test('who is not known is not asked, told or accused, and a group is as large as what is known', () => {
    const alone = soloist(0, { join: 'first' });
    alone.hear(2, { kind: 'lifeguard.gossip', incarnation: 1, news: [{ about: 1, from: 2, standing: 'suspected', incarnation: 1 }] });
    alone.hear(2, { kind: 'lifeguard.ping', round: 1, askedBy: 2, incarnation: 1, news: [] });
    expect(alone.state.list.others).toEqual([]);
    expect(alone.hear(2, { kind: 'lifeguard.gossip', incarnation: 1, news: [{ about: 2, from: 2, standing: 'trusted', incarnation: 1 }] }).sent).toEqual([]);
    expect(alone.state.list.others).toEqual([2]);
  });

  test('whoever knows nobody, since its contact was not there, tries again', () => {
    const group = join(3, { pushPullInterval: 5 * sec });
    group.kill(0);
    group.run(3 * sec);
    expect([known(group, 1), known(group, 2)]).toEqual([[], []]);
    group.restart(0);
    group.run(30 * sec);
    expect([0, 1, 2].map(process => known(group, process))).toEqual([[1, 2], [0, 2], [0, 1]]);
  });

  test('one that comes again joins again', () => {
    const group = join(4);
    group.run(5 * sec);
    group.kill(3);
    group.run(30 * sec);
    group.restart(3);
    group.run(40 * sec);
    for (const process of [0, 1, 2]) expect(lifeguard.opinion(group.state(process), 3)).toBe('trusted');
    expect(known(group, 3)).toEqual([0, 1, 2]);
  });
});

describe('the failed', () => {
  const apart = (params: Partial<LifeguardParams>): MiniCluster => {
    const group = cluster(4, params);
    group.run(5 * sec);
    group.weather = (from, to) => (from === 3) === (to === 3) ? 1 * ms : null;
    group.run(100 * sec);
    group.weather = () => 1 * ms;
    return group.run(200 * sec);
  };
  const opinions = (group: MiniCluster): string[] => [0, 1, 2].map(process => lifeguard.opinion(group.state(process), 3));

  test('stay so after a long partition, unless somebody joins them again', () => {
    expect(opinions(apart({}))).toEqual(['failed', 'failed', 'failed']);
    const joined = apart({ reconnectInterval: 30 * sec });
    expect(opinions(joined)).toEqual(['trusted', 'trusted', 'trusted']);
    expect([0, 1, 2].map(peer => lifeguard.opinion(joined.state(3), peer))).toEqual(['trusted', 'trusted', 'trusted']);
  });

  test('are tried as seldom as makes one try for each among all that run', () => {
    const list = (failed: readonly number[]) => ({ others: [1, 2, 3, 4], standings: ['trusted', ...[1, 2, 3, 4].map(id => (failed.includes(id) ? 'failed' : 'trusted'))] }) as never;
    const draws = (...values: readonly number[]) => ({ random: () => (values as number[]).shift()! });
    expect(toReconnect(list([]), draws())).toBe(-1);
    // one of five has failed: a quarter of the tries of each of four
    expect(toReconnect(list([2]), draws(0.26))).toBe(-1);
    expect(toReconnect(list([2]), draws(0.25, 0))).toBe(2);
    expect(toReconnect(list([2, 4]), draws(0.67))).toBe(-1);
    expect(toReconnect(list([2, 4]), draws(0.6, 0.9))).toBe(4);
    expect(toReconnect(list([1, 2, 3, 4]), draws(0.99, 0.5))).toBe(3);
  });
});

test('probes and gossip keep step: their tickers began with the member, together with all who were started with it', () => {
  const group = cluster(4, { startedWithin: 0 });
  const apart = cluster(4);
  for (const one of [group, apart]) one.run(3 * sec);
  const phases = (of: MiniCluster, kind: string, interval: number): number[] =>
    [...new Set(sends(of, kind).filter(({ process, message }) => message['askedBy'] === undefined || message['askedBy'] === process).map(({ at, process }) => process * sec + at % interval))];
  expect(phases(group, 'ping', 1 * sec)).toEqual([0, 1, 2, 3].map(process => process * sec));
  const probes = phases(apart, 'ping', 1 * sec);
  expect(new Set(probes.map(at => at % sec)).size).toBe(4);
  for (const at of phases(apart, 'gossip', 200 * ms)) expect(probes.some(probe => Math.floor(probe / sec) === Math.floor(at / sec) && (probe - at) % (200 * ms) === 0)).toBe(true);
});

test('after a restart it is a new member', () => {
  const group = cluster(4);
  group.kill(3);
  group.run(40 * sec);
  group.restart(3);
  group.run(60 * sec);
  for (const process of [0, 1, 2]) expect(lifeguard.opinion(group.state(process), 3)).toBe('trusted');
});
