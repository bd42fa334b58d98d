import { describe, expect, test } from 'vitest';
import { swim, type SwimParams } from '../../../src/detectors/swim.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec, type Time } from '../../../src/time.ts';
import { mix } from '../../../sim/random.ts';
import { MiniCluster, type MiniClusterOptions } from '../../support/miniCluster.ts';

const usual = defaults(swim.parameters) as SwimParams;

/** Draws of its own for each process, the same every time. */
function draws(seed = 1): (process: number) => number {
  let count = seed;
  return () => (mix(++count) >>> 0) / 2 ** 32;
}

function cluster(size: number, params: Partial<SwimParams> = {}, options: Partial<MiniClusterOptions> = {}): MiniCluster {
  const everybody = Array.from({ length: size }, (_, id) => id);
  return new MiniCluster({
    detector: swim, params: { ...usual, phase: 'zero', ...params }, roles: everybody.map(() => ''),
    watches: self => everybody.filter(id => id !== self), random: draws(), ...options,
  });
}

type What = 'trust' | 'suspect' | 'fail';
const calls = (of: MiniCluster, what: What, about: number): { at: Time; process: number }[] =>
  of.effects.filter(effect => effect.what === what && effect.detail === about).map(({ at, process }) => ({ at, process }));

const sends = (of: MiniCluster, kind: string) =>
  of.effects.filter(({ what, detail }) => what === 'send' && (detail as { kind: string }).kind === kind).map(({ at, process, detail }) => ({ at, process, ...(detail as object) }));

describe('in a calm group', () => {
  test('each member pings one other in each period, is answered, and nobody asks for help or suspects', () => {
    const calm = cluster(6).run(60 * sec);
    expect(sends(calm, 'swim.ping')).toHaveLength(6 * 61);
    expect(sends(calm, 'swim.ack')).toHaveLength(6 * 60);
    expect(sends(calm, 'swim.pingReq')).toEqual([]);
    expect(calm.effects.filter(({ what }) => what === 'suspect' || what === 'fail')).toEqual([]);
  });

  test('everybody has evidence of everybody', () => {
    const calm = cluster(6).run(20 * sec);
    for (let about = 0; about < 6; about++) expect(new Set(calls(calm, 'trust', about).map(({ process }) => process)).size).toBe(5);
  });

  test('with turns, each is asked again by each within 2(n − 1) − 1 periods', () => {
    const pings = sends(cluster(5, {}).run(300 * sec), 'swim.ping').filter(({ process }) => process === 0) as unknown as { at: Time; to: number }[];
    for (const peer of [1, 2, 3, 4]) {
      const times = pings.filter(({ to }) => to === peer).map(({ at }) => at);
      expect(Math.max(...times.slice(1).map((at, i) => at - times[i]!))).toBeLessThanOrEqual((2 * 4 - 1) * sec);
    }
  });
});

describe('a member that crashes', () => {
  test('basic: has failed for the one that asked at the end of that period, and soon for all', () => {
    const group = cluster(6, { suspicion: false });
    group.run(10.5 * sec);
    group.kill(3);
    group.run(30 * sec);
    const failed = calls(group, 'fail', 3);
    expect(new Set(failed.map(({ process }) => process)).size).toBe(5);
    expect(failed[0]!.at % sec).toBe(0);
    expect(failed[0]!.at).toBeLessThanOrEqual(17 * sec);
    expect(failed.at(-1)!.at - failed[0]!.at).toBeLessThan(4 * sec);
    expect(calls(group, 'suspect', 3)).toEqual([]);
  });

  test('with suspicion: failed exactly one suspicion timeout after it was first suspected', () => {
    const group = cluster(6);
    group.run(10.5 * sec);
    group.kill(3);
    group.run(40 * sec);
    const suspected = calls(group, 'suspect', 3);
    expect(calls(group, 'fail', 3)[0]!.at).toBe(suspected[0]!.at + usual.suspicionTimeout);
    expect(new Set(calls(group, 'fail', 3).map(({ process }) => process)).size).toBe(5);
  });

  test('is asked no more; after a restart it is a new member, and trusted by all', () => {
    const group = cluster(4);
    group.kill(3);
    group.run(30 * sec);
    expect(sends(group, 'swim.ping').filter(({ at, ...rest }) => at > 20 * sec && (rest as unknown as { to: number }).to === 3)).toEqual([]);
    group.restart(3);
    group.run(50 * sec);
    expect(new Set(calls(group, 'trust', 3).filter(({ at }) => at > 30 * sec).map(({ process }) => process)).size).toBe(3);
    for (const process of [0, 1, 2]) expect(swim.opinion(group.state(process), 3)).toBe('trusted');
  });
});

describe('a link that is cut', () => {
  test('friends save the one at its other end', () => {
    const group = cluster(5);
    group.cutOneWay(0, 1);
    group.cutOneWay(1, 0);
    group.run(60 * sec);
    expect(sends(group, 'swim.pingReq').length).toBeGreaterThan(5);
    expect(group.effects.filter(({ what }) => what === 'suspect' || what === 'fail')).toEqual([]);
  });

  test('without friends it is suspected, hears of it from others, and refutes it', () => {
    const patience = 15 * sec;
    const group = cluster(5, { indirect: 0, lambda: 8, suspicionTimeout: patience });
    group.cutOneWay(0, 1);
    group.cutOneWay(1, 0);
    group.run(60 * sec);
    expect(calls(group, 'suspect', 1).length).toBeGreaterThan(0);
    expect(group.effects.filter(({ what }) => what === 'fail')).toEqual([]);
    for (const { at, process } of calls(group, 'suspect', 1).filter(call => call.at < 40 * sec)) {
      expect(calls(group, 'trust', 1).some(back => back.process === process && back.at > at && back.at < at + patience)).toBe(true);
    }
  });
});

describe('a member that was paused for long', () => {
  test('is told that it has failed by whom it asks, and returns with a later life', () => {
    const group = cluster(4);
    group.run(5 * sec);
    group.pause(2);
    group.run(25 * sec);
    expect(calls(group, 'fail', 2)).toHaveLength(3);
    group.resume(2, 'messages');
    group.run(60 * sec);
    for (const process of [0, 1, 3]) expect(swim.opinion(group.state(process), 2)).toBe('trusted');
  });
});

test('after a partition that lasts, the halves stay apart', () => {
  const group = cluster(4);
  group.cut([0, 1], [2, 3]);
  group.run(30 * sec);
  group.heal();
  group.run(120 * sec);
  expect(swim.opinion(group.state(0), 2)).toBe('failed');
  expect(swim.opinion(group.state(0), 1)).toBe('trusted');
});

test('news rides on messages, and makes them longer', () => {
  const { bytes } = swim.messages['swim.ping'] as { bytes: (message: unknown) => number };
  expect([bytes({ news: [] }), bytes({ news: [1, 2] })]).toEqual([25, 43]);
});

test('help comes after the timeout of the direct question, and is worth nothing after the period', () => {
  const slow = cluster(3, { timeout: 300 * ms });
  slow.weather = (_from, to, message) => message.kind === 'swim.ping' && to === 1 ? null : 1 * ms;
  slow.run(20 * sec);
  const help = sends(slow, 'swim.pingReq');
  expect(help.length).toBeGreaterThan(0);
  for (const { at } of help) expect(at % sec).toBe(300 * ms);
  expect(calls(slow, 'suspect', 1)[0]!.at % sec).toBe(0);
});
