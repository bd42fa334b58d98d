import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/contract.ts';
import { lifeguard, type LifeguardParams, type LifeguardState } from '../../../src/detectors/lifeguard.ts';
import { profiles } from '../../../src/detectors/memberlist/profiles.ts';
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
    const [plain, fallback] = [cluster(4), cluster(4, { streams: true })];
    silent(plain);
    silent(fallback);
    expect(calls(plain.run(20 * sec), 'fail', 1).length).toBeGreaterThan(0);
    fallback.run(20 * sec);
    expect(sends(fallback, 'streamAck').length).toBeGreaterThan(5);
    expect(calls(fallback, 'suspect', 1)).toEqual([]);
  });

  test('whole states are exchanged, and what is failed there is suspected here', () => {
    const group = cluster(4, { streams: true, pushPullInterval: 5 * sec }).run(30 * sec);
    const states = sends(group, 'state');
    expect(states.filter(({ message }) => message['isAnswer'] === true).length).toBe(states.length / 2);
    expect(states.length).toBeGreaterThan(4 * 2 * 5 - 1);
  });
});

test('after a restart it is a new member', () => {
  const group = cluster(4);
  group.kill(3);
  group.run(40 * sec);
  group.restart(3);
  group.run(60 * sec);
  for (const process of [0, 1, 2]) expect(lifeguard.opinion(group.state(process), 3)).toBe('trusted');
});
