import { describe, expect, it } from 'vitest';
import type { ProcessId } from '../../../src/contract.ts';
import { swim } from '../../../src/detectors/swim.ts';
import { defaults } from '../../../src/parameters.ts';
import { totem, type TotemParams, type TotemState } from '../../../src/services/totem.ts';
import { timingOf } from '../../../src/services/totem/rules.ts';
import { ms, sec } from '../../../src/time.ts';
import { MiniCluster } from '../../support/miniCluster.ts';

const usual = { ...(defaults(totem.parameters) as TotemParams), token: 1 * sec };

/** Nodes of a ring, 0.3 ms apart; node p looks at its links at 41, 101, 161 … ms and every 200 ms after that. */
function ring(nodes: number, own: Partial<TotemParams> = {}): MiniCluster {
  const service = { ...usual, ...own };
  const all = Array.from({ length: nodes }, (_, id) => id);
  return new MiniCluster({
    detector: totem.over(null), params: { service, inner: null }, roles: totem.roles(service, nodes), latency: 300,
    watches: id => all.filter(peer => peer !== id), random: process => 0.2 + 0.3 * (process % 3),
  });
}

/** "process milestone about" of these milestones, with the time in ms where it matters. */
const steps = (cluster: MiniCluster, from: number, ...names: readonly string[]): { at: number; process: ProcessId; step: string }[] =>
  cluster.notes('reaches').flatMap(({ at, process, note }) =>
    (note.kind === 'reaches' && at >= from && names.includes(note.milestone) ? [{ at: at / ms, process, step: `${process} ${note.milestone} ${note.about}` }] : []));
const node = (cluster: MiniCluster, id: ProcessId): TotemState => cluster.state<TotemState>(id);
const members = (cluster: MiniCluster, ...ids: readonly ProcessId[]): string[] => ids.map(id => node(cluster, id).members.join(' '));
const sends = (cluster: MiniCluster, kind: string, from: number, to: number): { at: number; process: ProcessId; to: ProcessId }[] =>
  cluster.effects.flatMap(({ at, what, process, detail }) => {
    const sent = detail as { to: ProcessId; kind: string };
    return what === 'send' && at >= from && at < to && sent.kind === kind ? [{ at: at / ms, process, to: sent.to }] : [];
  });

describe('the timers', () => {
  it('are counted in whole milliseconds, as Corosync prints them', () => {
    const timing = timingOf(3, usual);
    expect(timing).toEqual({ token: 1_650 * ms, retransmit: 392 * ms, hold: 303 * ms, consensus: 1_980 * ms, pingTimeout: 825 * ms, pingInterval: 412 * ms });
  });

  it('can be set, and never vanish', () => {
    expect(timingOf(2, { ...usual, consensus: 5 * sec, pingInterval: 1 * sec, pingTimeout: 3 * sec }))
      .toMatchObject({ consensus: 5 * sec, pingInterval: 1 * sec, pingTimeout: 3 * sec });
    expect(timingOf(2, { ...usual, token: 30 * ms }).hold).toBe(1 * ms);
  });
});

describe('a ring forms', () => {
  it('of everybody whose links have come up, after one pong more than are counted', () => {
    const cluster = ring(3).run(5 * sec);
    expect(members(cluster, 0, 1, 2)).toEqual(['0 1 2', '0 1 2', '0 1 2']);
    // looks at 41, 641 and 1241 ms
    expect(steps(cluster, 1, 'linkUp').filter(({ process }) => process === 0)[0]).toMatchObject({ at: 1_240.601 });
    expect(steps(cluster, 1_000 * ms, 'newMembership').map(({ process }) => process).sort()).toEqual([0, 1, 2]);
  });

  it('of one, alone', () => {
    const cluster = ring(1).run(5 * sec);
    expect(steps(cluster, 0, 'newMembership')).toHaveLength(1);
    expect(members(cluster, 0)).toEqual(['0']);
  });

  it('all agree on its name, which is greater than any before', () => {
    const cluster = ring(5).run(10 * sec);
    const names = [0, 1, 2, 3, 4].map(id => JSON.stringify(node(cluster, id).ring));
    expect(new Set(names).size).toBe(1);
    expect(node(cluster, 0).ring.rep).toBe(0);
    expect(node(cluster, 4).disk.seq).toBe(node(cluster, 0).ring.seq);
  });
});

describe('an idle ring', () => {
  // Corosync 3.1.7, off the wire: tokens every 303 to 306 ms, and pings every 600
  it('is held back at its first node, and turns once a hold', () => {
    const cluster = ring(3).run(20 * sec);
    const tokens = sends(cluster, 'totem.token', 10 * sec, 20 * sec).filter(({ process }) => process === 0).map(({ at }) => at);
    const gaps = tokens.slice(1).map((at, i) => Math.round((at - tokens[i]!) * 10) / 10);
    expect(new Set(gaps)).toEqual(new Set([303.9]));
    // each passes it on to the next
    const round = sends(cluster, 'totem.token', 10 * sec, 10_500 * ms).slice(0, 3).map(({ process, to }) => `${process}>${to}`);
    expect(new Set(round)).toEqual(new Set(['0>1', '1>2', '2>0']));
  });

  it('turns at full speed at first', () => {
    const cluster = ring(3).run(1_440 * ms);
    const tokens = sends(cluster, 'totem.token', 1_418 * ms, 1_440 * ms).filter(({ process }) => process === 0);
    expect(tokens.length).toBeGreaterThan(20);
  });

  it('its first node tells other rings of it', () => {
    const cluster = ring(3).run(20 * sec);
    const merges = sends(cluster, 'totem.merge', 10 * sec, 20 * sec);
    expect(new Set(merges.map(({ process }) => process))).toEqual(new Set([0]));
    expect(merges.length).toBeGreaterThan(60);
  });
});

describe('a node that is gone', () => {
  it('is noticed by the loss of the token, and left out when consensus has timed out', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.kill(2);
    cluster.run(30 * sec);
    const [lost] = steps(cluster, 20 * sec, 'tokenTimeout');
    const formed = steps(cluster, 20 * sec, 'newMembership').filter(({ process }) => process !== 2);
    expect(lost!.at).toBeGreaterThan(20_000 + 1_650 - 304);
    expect(lost!.at).toBeLessThan(20_000 + 1_650 + 1);
    expect(formed.map(({ process }) => process).sort()).toEqual([0, 1]);
    for (const { at } of formed) expect(at - lost!.at).toBeCloseTo(1_980 + 4, -1);
    expect(members(cluster, 0, 1)).toEqual(['0 1', '0 1']);
    expect(cluster.effects.filter(({ at, what, detail }) => at > 20 * sec && what === 'fail' && detail === 2)).toHaveLength(2);
  });

  it('whichever it is', () => {
    for (const gone of [0, 1]) {
      const cluster = ring(3).run(20 * sec);
      cluster.kill(gone);
      cluster.run(30 * sec);
      const rest = [0, 1, 2].filter(id => id !== gone);
      expect(members(cluster, ...rest)).toEqual([rest.join(' '), rest.join(' ')]);
      expect(steps(cluster, 20 * sec, 'newMembership')[0]!.at).toBeGreaterThan(20_000 + 1_650 - 304 + 1_980);
    }
  });

  it('its links go down at a look, when no pong has come for the timeout: pings come with every third look', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.kill(2);
    cluster.run(22 * sec);
    const links = steps(cluster, 20 * sec, 'linkDown').filter(({ process }) => process !== 2);
    expect(links.map(({ step }) => step).sort()).toEqual(['0 linkDown 2', '1 linkDown 2']);
    for (const { at, process } of links) {
      expect(at).toBeGreaterThan(20_400);
      expect(at).toBeLessThan(21_001);
      expect(Math.round(at * 1_000 - 1) % 200_000).toBe(Math.round((0.2 + 0.3 * process) * 200_000));
    }
  });

  it('or at the next look after a kernel has refused what was sent there', () => {
    const cluster = ring(3).run(20 * sec);
    totem.over(null).receive(node(cluster, 0), cluster.now, 2, { kind: 'transport.unreachable' }, null as never);
    cluster.run(20_200 * ms);
    expect(steps(cluster, 20 * sec, 'linkDown').map(({ at, step }) => [at, step])).toEqual([[20_040.001, '0 linkDown 2']]);
  });

  it('joins again when it is back', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.kill(2);
    cluster.run(30 * sec);
    cluster.restart(2);
    cluster.run(40 * sec);
    expect(members(cluster, 0, 1, 2)).toEqual(['0 1 2', '0 1 2', '0 1 2']);
  });
});

describe('a lost token', () => {
  it('is sent again, and nobody misses it', () => {
    const cluster = ring(3).run(20 * sec);
    const { weather } = cluster;
    let lost = 0;
    cluster.weather = (from, to, message) => (message.kind === 'totem.token' && from === 1 && lost++ < 1 ? null : weather(from, to, message));
    cluster.run(40 * sec);
    expect(lost).toBeGreaterThan(1);
    expect(steps(cluster, 20 * sec, 'tokenTimeout', 'newMembership')).toEqual([]);
  });

  it('is missed by all where one cannot send it on, though each link works the other way', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.cutOneWay(1, 2);
    cluster.run(23 * sec);
    expect(steps(cluster, 20 * sec, 'tokenTimeout').length).toBeGreaterThan(0);
  });

  it('so is a commit token', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.kill(2);
    const { weather } = cluster;
    let lost = 0;
    cluster.weather = (from, to, message) => (message.kind === 'totem.commit' && lost++ < 1 ? null : weather(from, to, message));
    cluster.run(30 * sec);
    expect(members(cluster, 0, 1)).toEqual(['0 1', '0 1']);
    expect(steps(cluster, 20 * sec, 'newMembership')[0]!.at).toBeGreaterThan(20_000 + 1_346 + 1_980 + 392);
  });
});

describe('a partition', () => {
  it('makes two rings, of which one has a quorum, and one again when it heals', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.cut([0], [1, 2]);
    cluster.run(30 * sec);
    expect(members(cluster, 0, 1, 2)).toEqual(['0', '1 2', '1 2']);
    expect([0, 1, 2].map(id => node(cluster, id).isQuorate)).toEqual([false, true, true]);
    expect(steps(cluster, 20 * sec, 'notQuorate').map(({ process }) => process)).toEqual([0]);
    cluster.heal();
    cluster.run(45 * sec);
    expect(members(cluster, 0, 1, 2)).toEqual(['0 1 2', '0 1 2', '0 1 2']);
  });

  it('who decides what runs where: the first node of the ring with a quorum; without one, of each', () => {
    const leaders = (quorum: boolean): number[] => {
      const cluster = ring(3, { quorum }).run(20 * sec);
      cluster.cut([0], [1, 2]);
      cluster.run(30 * sec);
      return [0, 1, 2].filter(id => node(cluster, id).leads > 0);
    };
    expect(leaders(true)).toEqual([1]);
    expect(leaders(false)).toEqual([0, 1]);
  });

  it('whoever is only behind a link that went down is suspected, before it has failed', () => {
    const cluster = ring(3).run(20 * sec);
    cluster.cut([0], [1, 2]);
    cluster.run(30 * sec);
    const said = cluster.effects.filter(({ at, what, process }) => at > 20 * sec && process === 1 && what !== 'send' && what !== 'note').map(({ what, detail }) => `${what} ${detail}`);
    expect(said).toEqual(['suspect 0', 'fail 0']);
  });
});

it('a link that flaps has more patience for a while', () => {
  const cluster = ring(2, { token: 1 * sec }).run(20 * sec);
  expect(node(cluster, 0).links.all[0]!.timeout).toBe(500 * ms + 2 * 600);
  cluster.cut([0], [1]);
  cluster.run(22 * sec);
  cluster.heal();
  cluster.run(25 * sec);
  expect(node(cluster, 0).links.all[0]!.timeout).toBeGreaterThan(5 * 500 * ms);
});

it('says as much as on the wire: token, merge and ping as they were measured', () => {
  const { messages } = totem.over(null);
  const bytes = (kind: string, message: object = {}): number => {
    const { bytes: of } = messages[kind]!;
    return typeof of === 'number' ? of : of({ kind, ...message });
  };
  expect(['totem.token', 'totem.merge', 'totem.ping', 'totem.pong'].map(kind => bytes(kind))).toEqual([79, 51, 34, 34]);
  expect(bytes('totem.join', { proc: [0, 1, 2], failed: [2] })).toBe(bytes('totem.join', { proc: [], failed: [] }) + 16);
  expect(bytes('totem.commit', { members: [0, 1, 2] })).toBe(63 + 84);
});

it('takes no detector', () => expect(() => totem.over(swim)).toThrow('heartbeat of its own'));
