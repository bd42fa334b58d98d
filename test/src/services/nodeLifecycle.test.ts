import { describe, expect, test } from 'vitest';
import { services } from '../../../src/services/index.ts';
import { nodeLifecycle, type NodeLifecycleParams } from '../../../src/services/nodeLifecycle.ts';
import { ms, sec } from '../../../src/time.ts';
import type { MiniCluster } from '../../support/miniCluster.ts';
import { apiServer, controller, kubelet, milestones, nodes, sent } from '../../support/nodeCluster.ts';
import { plainBeats } from '../../support/plainBeats.ts';

/** The instants at which that milestone was reached of that node, in ms. */
const when = (cluster: MiniCluster, milestone: string, about: number): number[] =>
  milestones(cluster, milestone).flatMap(([at, text]) => (text === `${milestone} ${about}` ? [at] : []));
const runs = (cluster: MiniCluster, kind: 'acts' | 'yields'): string[] => cluster.notes(kind).flatMap(({ at, process, note }) =>
  ('epoch' in note && at > sec ? [`${Math.floor(at / ms)} ${process} ${note.resource}/${note.epoch}`] : []));

describe('the service', () => {
  test('is registered; an API server and controllers stand behind the nodes', () => {
    expect(services.nodeLifecycle).toBe(nodeLifecycle);
    const roles = (controllers: number): readonly string[] => nodeLifecycle.roles({ controllers } as NodeLifecycleParams, 2);
    expect(roles(2)).toEqual(['node', 'node', 'apiServer', 'controller', 'controller']);
    expect(roles(0)).toEqual(['node', 'node']);
  });

  test('takes no detector inside, and says why', () => {
    expect(() => nodeLifecycle.over(plainBeats)).toThrow('a heartbeat of its own');
  });

  test('every option tells what is too low and what is too high', () => {
    for (const [name, option] of Object.entries(nodeLifecycle.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
    }
  });
});

describe('the heartbeat', () => {
  test('is a renewal each ten seconds after the answer to the last, after one look whether there is a lease', () => {
    const cluster = nodes(1).run(45 * sec);
    expect(sent(cluster, 'ensure', 0)).toEqual([0.001]);
    // an answer takes two milliseconds
    expect(sent(cluster, 'renew', 0)).toEqual([2.001, 10_004.001, 20_006.001, 30_008.001, 40_010.001]);
    const slow = nodes(1, {}, { random: 0.5 }).run(25 * sec);
    expect(sent(slow, 'renew', 0)).toEqual([2.001, 10_204.001, 20_406.001]);
  });

  test('the status is posted once, then when it has changed, or after five minutes', () => {
    const cluster = nodes(1).run(700 * sec);
    const posts = sent(cluster, 'report', 0);
    expect(posts).toHaveLength(3);
    expect(posts[1]! - posts[0]!).toBeGreaterThanOrEqual(300_000);
    expect(posts[1]! - posts[0]!).toBeLessThan(311_000);
  });

  test('five updates that fail, then a look for the lease after 0.2, 0.4 … 6.4, 7, 7 s', () => {
    const cluster = nodes(1, { statusEvery: 1 * sec }).run(5 * sec);
    cluster.cut([0], [1]);
    // after 30 s of silence it pings, after 15 more it gives the connection up, and asks again at once
    cluster.run(52 * sec);
    const renewals = sent(cluster, 'renew', 0).filter(at => at > 5_000);
    const looks = sent(cluster, 'ensure', 0).filter(at => at > 5_000);
    expect(renewals).toEqual([10_004.001, 11_004.001, 12_004.001, 13_004.001, 14_004.001]);
    const gaps = looks.slice(1).map((at, i) => Math.round(at - looks[i]! - 1_000));
    expect(gaps.slice(0, 6)).toEqual([200, 400, 800, 1_600, 3_200, 6_400]);
    expect(sent(cluster, 'ping', 0)).toHaveLength(1);
  });

  test('the first thing heard after that is followed by a renewal', () => {
    const cluster = nodes(1, { statusEvery: 1 * sec }).run(5 * sec);
    cluster.cut([0], [1]);
    cluster.run(20 * sec);
    cluster.heal();
    cluster.run(25 * sec);
    const looks = sent(cluster, 'ensure', 0);
    expect(sent(cluster, 'renew', 0).find(at => at > 15_000)).toBeCloseTo(looks.at(-1)! + 2, 3);
    expect(kubelet(cluster, 0).leasing.stage).toBe('resting');
  });
});

describe('a node that is lost', () => {
  const cluster = nodes(4, { unreachableToleration: 30 * sec }).run(100 * sec);
  cluster.kill(0);
  cluster.run(300 * sec);

  test('is marked by the first pass that is strictly more than the grace after the one that saw its last renewal', () => {
    // renewed at 90 018, seen by the pass at 95 004; it is judged by that at 150 004, and an answer takes two milliseconds
    expect(when(cluster, 'notReady', 0)).toEqual([150_006.003]);
    const calls = cluster.effects.filter(({ what, at }) => at > sec && (what === 'suspect' || what === 'trust'));
    expect(calls.map(({ what, process, detail }) => [what, process, detail])).toEqual([['suspect', 5, 0]]);
  });

  test('is tainted one pass later, and its pods are evicted when they tolerate it no more', () => {
    // its queue is looked at every 100 ms, and an answer takes two
    const [at] = when(cluster, 'tainted', 0);
    expect(at).toBeGreaterThanOrEqual(155_006);
    expect(at).toBeLessThan(155_112);
    expect(when(cluster, 'evicted', 0)).toEqual([at! + 30_002]);
  });

  test('which replaces none of a StatefulSet: nobody has said that it does not run', () => {
    expect(milestones(cluster, 'replaced')).toEqual([]);
    expect(apiServer(cluster, 4).store.pods[0]).toMatchObject({ identity: 0, node: 0, phase: 'terminating' });
  });

  test('comes back: it says that the old pod is gone, is ready at once, and loses the taint in the next pass', () => {
    cluster.restart(0);
    cluster.run(310 * sec);
    expect(when(cluster, 'ready', 0)).toEqual([300_002.001]);
    expect(when(cluster, 'replaced', 1)).toHaveLength(1);
    expect(runs(cluster, 'acts')).toEqual([expect.stringMatching(/ 1 0\/5$/)]);
    const [untainted] = when(cluster, 'untainted', 0);
    expect(untainted).toBeGreaterThan(300_002);
    expect(untainted).toBeLessThan(305_010);
    expect(controller(cluster, 5).suspected.size).toBe(0);
  });
});

describe('a node that is cut off, and comes back', () => {
  const cut = (params: Partial<NodeLifecycleParams>, length: number): MiniCluster => {
    const cluster = nodes(3, { unreachableToleration: 20 * sec, ...params }).run(20 * sec);
    cluster.cut([0], [1, 2, 3, 4]);
    cluster.run(20 * sec + length);
    cluster.heal();
    return cluster.run(220 * sec);
  };

  test('before the grace has run out: nothing has happened', () => {
    expect(milestones(cut({}, 35 * sec)).map(([, text]) => text)).toEqual(['leading 4', 'zoneNormal 4']);
  });

  test('before its pods were evicted: nothing is moved', () => {
    const cluster = cut({ unreachableToleration: 60 * sec }, 70 * sec);
    expect(milestones(cluster).map(([, text]) => text)).toEqual(['leading 4', 'zoneNormal 4', 'notReady 0', 'tainted 0', 'ready 0', 'untainted 0']);
    expect(runs(cluster, 'yields')).toEqual([]);
  });

  test('of a StatefulSet, the pod runs on until its kubelet hears of it, and is then started elsewhere', () => {
    const cluster = cut({}, 120 * sec);
    const [stopped] = runs(cluster, 'yields');
    const [started] = runs(cluster, 'acts');
    expect(stopped).toMatch(/ 0 0\/1$/);
    expect(started).toMatch(/ [12] 0\/4$/);
    expect(Number(stopped!.split(' ')[0])).toBeGreaterThan(140_000);
    expect(Number(started!.split(' ')[0]) - Number(stopped!.split(' ')[0])).toBeLessThan(10);
  });

  test('of a Deployment, another is started at once: two run, but they are not one', () => {
    const cluster = cut({ workload: 'deployment' }, 120 * sec);
    const [evicted] = when(cluster, 'evicted', 0);
    const [started] = runs(cluster, 'acts');
    expect(started).toMatch(/ [12] 3\/4$/);
    expect(Number(started!.split(' ')[0])).toBeLessThan(evicted! + 10);
    expect(apiServer(cluster, 3).store.pods).toHaveLength(3);
  });

  test('deleted by force, one identity runs twice', () => {
    const cluster = cut({ workload: 'forced' }, 120 * sec);
    const [started] = runs(cluster, 'acts');
    const [stopped] = runs(cluster, 'yields');
    expect(started).toMatch(/ [12] 0\/4$/);
    expect(stopped).toMatch(/ 0 0\/1$/);
    expect(Number(stopped!.split(' ')[0]) - Number(started!.split(' ')[0])).toBeGreaterThan(30_000);
  });

  test('that tolerates it for ever keeps its pods', () => {
    const cluster = cut({ unreachableToleration: Number.MAX_SAFE_INTEGER }, 150 * sec);
    expect(when(cluster, 'tainted', 0)).toHaveLength(1);
    expect(when(cluster, 'evicted', 0)).toEqual([]);
  });

  test('a node that takes long to be ready has its taint changed at once, and its pods keep their time', () => {
    const cluster = nodes(3, { unreachableToleration: 60 * sec, notReadyToleration: 600 * sec, becomesReady: 30 * sec }).run(20 * sec);
    cluster.kill(0);
    cluster.run(90 * sec);
    cluster.restart(0);
    cluster.run(100 * sec);
    expect(controller(cluster, 4).nodes!.get(0)).toMatchObject({ ready: 'False', taint: 'notReady' });
    expect(when(cluster, 'ready', 0)).toEqual([]);
    cluster.run(200 * sec);
    expect(when(cluster, 'ready', 0)).toEqual([120_002]);
    expect(when(cluster, 'evicted', 0)).toEqual([]);
    expect(controller(cluster, 4).nodes!.get(0)).toMatchObject({ ready: 'True', taint: 'none' });
  });
});

describe('the rate limit', () => {
  const lose = (count: number, of: number, params: Partial<NodeLifecycleParams> = {}, seconds = 250): MiniCluster => {
    const cluster = nodes(of, params).run(20 * sec);
    for (let node = 0; node < count; node++) cluster.kill(node);
    return cluster.run(seconds * sec);
  };

  test('taints one node of a zone at once, and the others ten seconds apart', () => {
    const cluster = lose(3, 8);
    expect(milestones(cluster, 'notReady').map(([at]) => at)).toHaveLength(3);
    const tainted = milestones(cluster, 'tainted').map(([at]) => at);
    expect(tainted.slice(1).map((at, i) => at - tainted[i]!)).toEqual([10_000, 10_000]);
  });

  test('each zone has its own', () => {
    const cluster = lose(4, 12, { zones: 4 });
    const tainted = milestones(cluster, 'tainted').map(([at]) => at);
    expect(tainted).toHaveLength(4);
    expect(tainted[3]! - tainted[0]!).toBeLessThan(200);
  });

  test('most nodes of a small zone: nothing is tainted as long as it lasts', () => {
    const cluster = lose(5, 9);
    expect(milestones(cluster, 'zonePartialDisruption')).toHaveLength(1);
    expect(milestones(cluster, 'tainted')).toEqual([]);
    for (const node of [0, 1]) cluster.restart(node);
    cluster.run(400 * sec);
    // three of nine are still lost: it goes on at the usual rate, and the first token takes its time
    const back = milestones(cluster, 'zoneNormal').at(-1)![0];
    const tainted = milestones(cluster, 'tainted').map(([at]) => at);
    expect(tainted).toHaveLength(3);
    expect(tainted[0]! - back).toBeGreaterThan(9_900);
    expect(tainted[0]! - back).toBeLessThan(10_110);
  });

  test('most nodes of a large zone: one in a hundred seconds', () => {
    const cluster = lose(30, 52, {}, 400);
    const tainted = milestones(cluster, 'tainted').map(([at]) => at);
    expect(tainted.length).toBeGreaterThanOrEqual(3);
    // one got the token that was there before the zone was judged
    expect(tainted.slice(2).map((at, i) => Math.round(at - tainted[i + 1]!))).toEqual(tainted.slice(2).map(() => 100_000));
  });

  test('a zone that is wholly lost, beside one that is not: at the usual rate', () => {
    const cluster = nodes(6, { zones: 2 }).run(20 * sec);
    for (const node of [0, 2, 4]) cluster.kill(node);
    cluster.run(200 * sec);
    expect(milestones(cluster, 'zoneFullDisruption')).toHaveLength(1);
    expect(milestones(cluster, 'tainted').map(([, text]) => text)).toEqual(['tainted 0', 'tainted 2', 'tainted 4']);
    expect(milestones(cluster, 'masterDisruption')).toEqual([]);
  });

  test('a node that is ready again costs its token', () => {
    const cluster = lose(2, 6, {}, 85);
    // the second waits in the queue
    expect(milestones(cluster, 'tainted').map(([, text]) => text)).toEqual(['tainted 0']);
    cluster.restart(1);
    cluster.run(200 * sec);
    expect(milestones(cluster, 'tainted')).toHaveLength(1);
    expect(when(cluster, 'ready', 1)).toHaveLength(1);
  });
});

describe('when nobody can be heard', () => {
  const dark = (params: Partial<NodeLifecycleParams> = {}): MiniCluster => {
    const cluster = nodes(4, { unreachableToleration: 10 * sec, zones: 2, ...params }).run(20 * sec);
    cluster.cut([4, 5], [0, 1, 2, 3]);
    cluster.run(300 * sec);
    return cluster;
  };

  test('every node is marked, and nothing is done about it', () => {
    const cluster = dark();
    expect(milestones(cluster, 'notReady')).toHaveLength(4);
    expect(milestones(cluster, 'masterDisruption')).toHaveLength(1);
    expect(milestones(cluster, 'evicted')).toEqual([]);
    expect([...controller(cluster, 5).nodes!.values()].map(({ taint }) => taint)).toEqual(['none', 'none', 'none', 'none']);
  });

  test('when the first is heard again all get a new grace, and the rest is tainted only after it', () => {
    const cluster = dark();
    cluster.heal();
    for (const node of [1, 2, 3]) cluster.kill(node);
    cluster.run(400 * sec);
    const [end] = milestones(cluster, 'masterDisruptionEnds').map(([at]) => at);
    const tainted = milestones(cluster, 'tainted').map(([at]) => at);
    expect(end).toBeGreaterThan(300_000);
    expect(tainted).not.toEqual([]);
    expect(tainted[0]! - end!).toBeGreaterThan(9_900);
  });

  test('zone after zone: taints that were put before go as well', () => {
    const cluster = nodes(4, { zones: 2, unreachableToleration: 60 * sec }).run(20 * sec);
    for (const node of [0, 2]) cluster.kill(node);
    cluster.run(95 * sec);
    const before = milestones(cluster, 'tainted').length;
    expect(before).toBeGreaterThan(0);
    for (const node of [1, 3]) cluster.kill(node);
    cluster.run(300 * sec);
    expect(milestones(cluster, 'masterDisruption')).toHaveLength(1);
    expect([...controller(cluster, 5).nodes!.values()].filter(({ taint }) => taint !== 'none')).toEqual([]);
  });
});

describe('a controller', () => {
  test('that begins anew takes all taints off, puts them on again, and counts tolerations from there', () => {
    const cluster = nodes(4, { unreachableToleration: 100 * sec, leaderElect: false }).run(20 * sec);
    cluster.kill(0);
    cluster.run(120 * sec);
    const [first] = when(cluster, 'tainted', 0);
    cluster.kill(5);
    cluster.restart(5);
    cluster.run(300 * sec);
    expect(when(cluster, 'untainted', 0)).toHaveLength(1);
    const again = when(cluster, 'tainted', 0)[1]!;
    expect(again).toBeGreaterThan(120_000);
    expect(again).toBeLessThan(120_300);
    // it would have been at 100 s after the first
    expect(when(cluster, 'evicted', 0)).toEqual([again + 100_002]);
    expect(again + 100_002).toBeGreaterThan(first! + 100_100);
  });

  test('stands by while another renews, and takes over when that one has been silent for the lease', () => {
    const cluster = nodes(2, { controllers: 2 }).run(60 * sec);
    expect(milestones(cluster, 'leading').map(([, text]) => text)).toEqual(['leading 3']);
    const last = sent(cluster, 'lead', 3).at(-1)!;
    cluster.kill(3);
    cluster.run(100 * sec);
    const [, [at, who]] = milestones(cluster, 'leading') as [unknown, readonly [number, string]];
    expect(who).toBe('leading 4');
    expect(at - last).toBeGreaterThan(15_000);
    expect(at - last).toBeLessThan(15_000 + 2 * 2_010);
  });

  test('that is cut off ends after its deadline, before another can lead', () => {
    const cluster = nodes(2, { controllers: 2 }).run(60 * sec);
    cluster.cut([3], [0, 1, 2, 4]);
    cluster.run(100 * sec);
    const [lost, leads] = [milestones(cluster, 'leadershipLost')[0]![0], milestones(cluster, 'leading')[1]![0]];
    expect(lost).toBeGreaterThan(70_000);
    expect(lost).toBeLessThan(72_100);
    expect(leads).toBeGreaterThan(lost);
  });

  test('marks nobody on what it has not seen: an update of an older Node is refused, and looked at again', () => {
    // the kubelet's post is on its way when the pass judges
    const cluster = nodes(2, { leaderElect: false }).run(20 * sec);
    cluster.cut([0], [2]);
    cluster.run(69 * sec);
    const server = apiServer(cluster, 2);
    server.store = { ...server.store, nodes: server.store.nodes.map(node => (node.id === 0 ? { ...node, version: node.version + 1, heartbeatAt: 69 * sec } : node)) };
    cluster.run(90 * sec);
    expect(sent(cluster, 'doubt', 3)).toHaveLength(1);
    expect(when(cluster, 'notReady', 0)).toEqual([]);
  });
});

describe('the startup grace', () => {
  test('a node of a new cluster that never posts is marked after it, and not before', () => {
    const cluster = nodes(3, { established: false });
    cluster.kill(0);
    cluster.run(100 * sec);
    const [at] = when(cluster, 'notReady', 0);
    expect(at).toBeGreaterThan(60_000);
    expect(at).toBeLessThan(65_010);
    expect(when(cluster, 'ready', 1)).toEqual([]);
  });
});

describe('the contract', () => {
  const untied = (process: number): number => (0.37 * process + 0.123_457) % 1;
  const eventful = (options: Parameters<typeof nodes>[2]): MiniCluster => {
    const params = { controllers: 2, zones: 2, unreachableToleration: 20 * sec, phase: 'uniform', becomesReady: 7 * sec, readIdle: 8 * sec } as const;
    const cluster = nodes(6, params, { random: untied, ...options });
    // no two things fall on one instant
    let sends = 0;
    cluster.weather = () => 1_000 + (sends++ * 7_919) % 4_999;
    cluster.run(30 * sec);
    cluster.kill(0);
    cluster.cut([1, 2], [6]);
    cluster.run(140 * sec);
    cluster.heal();
    cluster.restart(0);
    cluster.run(170 * sec);
    cluster.kill(7);
    cluster.cut([0, 1, 2, 3, 4, 5], [6]);
    cluster.run(300 * sec);
    cluster.heal();
    cluster.restart(7);
    return cluster.run(420 * sec);
  };
  const plain = eventful({});

  test('a state is plain data: cloned after every step, it does the same', () => {
    expect(plain.effects.length).toBeGreaterThan(1_500);
    expect(milestones(plain, 'masterDisruption', 'evicted', 'replaced').length).toBeGreaterThan(2);
    expect(eventful({ cloning: true }).effects).toEqual(plain.effects);
  });

  test('waking early does nothing', () => {
    expect(eventful({ restless: true }).effects).toEqual(plain.effects);
  });

  test('every message that it sends is listed, with bytes', () => {
    const { messages } = nodeLifecycle.over(null);
    const kinds = new Set<string>();
    for (const { what, detail } of plain.effects) {
      if (what !== 'send') continue;
      const message = detail as { kind: string };
      kinds.add(message.kind);
      const { bytes } = messages[message.kind]!;
      expect(typeof bytes === 'number' ? bytes : bytes(message)).toBeGreaterThan(0);
    }
    expect([...kinds].sort()).toEqual(Object.keys(messages).sort());
  });

  test('what is durable survives: the API server knows what it knew, and nobody watches', () => {
    const cluster = nodes(2).run(30 * sec);
    const { store } = apiServer(cluster, 2);
    cluster.kill(2);
    cluster.restart(2);
    expect(apiServer(cluster, 2)).toMatchObject({ store, watchers: [] });
    expect(store.lock.holder).toBe(3);
  });

  test('a process of another role does nothing, and nobody does without an API server', () => {
    const strange = nodes(0, {}, { roles: ['node', 'apiServer', 'controller', 'witness', 'apiServer'], watches: () => [] }).run(3 * sec);
    for (const process of [3, 4]) expect(strange.effects.filter(effect => effect.process === process)).toEqual([]);
    const lonely = nodes(0, {}, { roles: ['node', 'controller'], watches: () => [] }).run(100 * sec);
    expect(lonely.effects).toEqual([]);
  });
});
