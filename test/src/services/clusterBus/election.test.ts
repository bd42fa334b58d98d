/** Who may stand, who gets the votes, and what survives a restart. */
import { describe, expect, test } from 'vitest';
import type { Message, Port } from '../../../../src/contract.ts';
import { clusterBus } from '../../../../src/services/clusterBus.ts';
import type { Header } from '../../../../src/services/clusterBus/messages.ts';
import { ms, sec } from '../../../../src/time.ts';
import { nodeOf, nodes, reached } from '../../../support/busCluster.ts';
import { lostWrites } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';

const detector = clusterBus.over(null);
const six = { nodes: 6 };

/** What node `to` sends when that comes from `from`. */
function told(cluster: MiniCluster, to: number, from: number, message: Message): Message[] {
  const out: Message[] = [];
  const port: Port = { random: () => 0, send: (_, said) => { out.push(said); }, close() {}, trust() {}, suspect() {}, fail() {}, note() {} };
  detector.receive(cluster.state(to), cluster.now, from, message as never, port);
  return out;
}

describe('a vote', () => {
  /** Node 3, the replica of 0, asks node 1; unless it says otherwise, with good reason. */
  const asked = (header: Partial<Header>, before: (cluster: MiniCluster) => void = () => {}): boolean => {
    const cluster = nodes({ clients: 0 }, six).run(5 * sec);
    told(cluster, 1, 2, { kind: 'clusterBus.fail', header: { epoch: 6, configEpoch: 3, shards: [2], follows: -1, offset: 0, noFailover: false }, about: 0 } as Message);
    before(cluster);
    return told(cluster, 1, 3, canvass({ epoch: 7, ...header })).some(({ kind }) => kind === 'clusterBus.vote');
  };
  const canvass = (header: Partial<Header>): Message =>
    ({ kind: 'clusterBus.canvass', header: { epoch: 7, configEpoch: 1, shards: [0], follows: 0, offset: 0, noFailover: false, ...header } }) as Message;

  test('is given to a replica of a failed master', () => expect(asked({})).toBe(true));
  test('is given once an epoch', () => {
    expect(asked({}, cluster => told(cluster, 1, 3, canvass({})))).toBe(false);
  });
  test('is not given to two replicas of one master within two node timeouts, whatever the epoch', () => {
    const again = (later: number): boolean => asked({ epoch: 8 }, cluster => {
      told(cluster, 1, 3, canvass({}));
      nodeOf(cluster, 1).known.find(({ id }) => id === 0)!.votedAt = cluster.now - later;
    });
    expect([4 * sec - 1, 4 * sec].map(again)).toEqual([false, true]);
  });
  test('is not given in an old epoch', () => expect(asked({ epoch: 5 })).toBe(false));
  test('is not given where the slots have a newer owner', () => {
    expect(asked({}, cluster => { nodeOf(cluster, 1).config = { ...nodeOf(cluster, 1).config, epochs: [2, 2, 3, 4, 5, 6] }; })).toBe(false);
  });
  test('is not given to a replica of a master that works, nor by a replica', () => {
    const cluster = nodes({ clients: 0 }, six).run(5 * sec);
    expect(told(cluster, 1, 3, canvass({}))).toEqual([]);
    told(cluster, 4, 2, { kind: 'clusterBus.fail', header: { epoch: 6, configEpoch: 3, shards: [2], follows: -1, offset: 0, noFailover: false }, about: 0 } as Message);
    expect(told(cluster, 4, 3, canvass({}))).toEqual([]);
  });
});

describe('of two replicas', () => {
  /** Masters 0 to 2; 3 and 6 follow 0. */
  const nine = { nodes: 9 };

  test('the one with more of the history goes first: the other waits a second longer', () => {
    const cluster = nodes({}, nine).run(5 * sec);
    expect(nodeOf(cluster, 6).config.masters[6]).toBe(0);
    cluster.cut([0], [3]);
    cluster.run(6 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    expect(reached(cluster, 'electionDelayed').map(({ process }) => process).sort()).toEqual([3, 6]);
    expect(reached(cluster, 'elected').map(({ process }) => process)).toEqual([6]);
    expect(nodeOf(cluster, 3).candidacy.rank).toBe(1);
    expect(lostWrites(cluster)).toEqual([]);
    expect(nodeOf(cluster, 3).config.masters[3]).toBe(6);
  });

  test('with as much, who draws the shorter delay wins, and the other follows', () => {
    const cluster = nodes({ clients: 0 }, nine).run(5 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    // 0.65 and 0.35 of half a second
    expect(reached(cluster, 'elected').map(({ process }) => process)).toEqual([6]);
    expect(reached(cluster, 'refollows').map(({ process, about }) => [process, about])).toEqual([[3, 6]]);
  });

  test('that draw the same, both may get a vote in epochs of their own; then nobody wins until they try again', () => {
    const cluster = nodes({ clients: 0 }, { ...nine, random: id => (id === 3 || id === 6 ? 0.5 : 0.1 * id) }).run(5 * sec);
    // each is heard by one of the masters first
    cluster.weather = (from, to) => ((from === 3 && to === 2) || (from === 6 && to === 1) ? 5 * ms : 1 * ms);
    cluster.kill(0);
    cluster.run(12 * sec);
    expect(reached(cluster, 'electionStart').map(({ process }) => process).sort()).toEqual([3, 6]);
    expect(reached(cluster, 'voted').map(({ process, about }) => [process, about]).sort()).toEqual([[1, 3], [2, 6]]);
    expect(reached(cluster, 'elected')).toEqual([]);
    // eight seconds after they meant to begin
    cluster.run(40 * sec);
    const starts = reached(cluster, 'electionStart');
    expect(starts.length).toBeGreaterThan(2);
    expect(starts[2]!.at - starts[0]!.at).toBeGreaterThan(8 * sec);
  });

  test('one moves over to a master that lost its only one, after five seconds, and only from the one that has most', () => {
    const cluster = nodes({ clients: 0 }, { nodes: 7 }).run(5 * sec);
    cluster.kill(4);
    cluster.run(30 * sec);
    const moved = reached(cluster, 'refollows');
    expect(moved.map(({ process, about }) => [process, about])).toEqual([[3, 1]]);
    expect(moved[0]!.at - reached(cluster, 'fail')[0]!.at).toBeGreaterThan(5 * sec);
    expect(nodeOf(cluster, 3).shard).toBe(1);
    expect([0, 2, 6].map(id => nodeOf(cluster, id).config.masters[3])).toEqual([1, 1, 1]);
    const still = (params: object): number => {
      const other = nodes({ clients: 0, ...params }, { nodes: 7 }).run(5 * sec);
      other.kill(4);
      return reached(other.run(30 * sec), 'refollows').length;
    };
    expect([still({ migration: false }), still({ migrationBarrier: 2 })]).toEqual([0, 0]);
  });
});

describe('a replica does not stand', () => {
  /** Cut off from its master for so long before that is killed. */
  const after = (seconds: number, params: object): number => {
    const cluster = nodes({ clients: 0, validityFactor: 1, pingReplicas: 1 * sec, linkTimeout: 2 * sec, nodeTimeout: 1 * sec, ...params }, six).run(5 * sec);
    cluster.cut([0], [3]);
    cluster.run((5 + seconds) * sec);
    cluster.kill(0);
    return reached(cluster.run((20 + seconds) * sec), 'elected').length;
  };
  // its data may be two seconds old and one more, at the node timeout and a second after the kill
  test('with data too old', () => expect([after(0, {}), after(6, {})]).toEqual([1, 0]));
  test('unless their age is no matter', () => expect(after(6, { validityFactor: 0 })).toBe(1));
  test('where it is told not to', () => expect(after(0, { noFailover: true })).toBe(0));

  test('if it was restarted and found no master: it does not know how old its data are', () => {
    const cluster = nodes({ clients: 0 }, six).run(5 * sec);
    cluster.kill(0);
    cluster.kill(3);
    cluster.run(6 * sec);
    cluster.restart(3);
    expect(reached(cluster.run(30 * sec), 'fail').length).toBeGreaterThan(0);
    expect(reached(cluster, 'electionDelayed')).toEqual([]);
  });
});

describe('a restart', () => {
  test('keeps what was on disk: epochs, owners, failures, the vote, and the data', () => {
    const cluster = nodes({}, six).run(10 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    const before = structuredClone(nodeOf(cluster, 1));
    cluster.kill(1);
    cluster.restart(1);
    const { config, epoch, votedEpoch, log, known } = nodeOf(cluster, 1);
    expect({ config, epoch, votedEpoch, log }).toEqual({ config: before.config, epoch: 7, votedEpoch: 7, log: before.log });
    expect(config.failed).toEqual([0]);
    expect(detector.opinion(cluster.state(1), 0)).toBe('failed');
    expect(known.every(({ pingSentAt }) => pingSentAt === null)).toBe(true);
  });

  test('of a master: it serves nothing for two seconds', () => {
    const cluster = nodes({}, six).run(10 * sec);
    cluster.kill(0);
    cluster.run(11 * sec);
    cluster.restart(0);
    cluster.run(20 * sec);
    const [, again] = cluster.notes('acts', 0);
    expect(again!.at).toBeGreaterThan(13 * sec);
    expect(again!.at).toBeLessThan(13_300 * ms);
    expect(reached(cluster, 'pfail', 'demoted')).toEqual([]);
  });
});

test('two masters of one epoch part: the lower one moves on', () => {
  const cluster = nodes({ clients: 0 }, six).run(5 * sec);
  told(cluster, 1, 2, { kind: 'clusterBus.pong', header: { epoch: 6, configEpoch: 2, shards: [2], follows: -1, offset: 0, noFailover: false }, gossip: [], isAnswer: false } as Message);
  expect(nodeOf(cluster, 1).config.epochs[1]).toBe(7);
  told(cluster, 2, 1, { kind: 'clusterBus.pong', header: { epoch: 6, configEpoch: 3, shards: [1], follows: -1, offset: 0, noFailover: false }, gossip: [], isAnswer: false } as Message);
  expect(nodeOf(cluster, 2).config.epochs[2]).toBe(3);
});

test('who claims what another has newer is told so, by anybody', () => {
  const cluster = nodes({ clients: 0 }, six).run(10 * sec);
  cluster.kill(0);
  cluster.run(20 * sec);
  const claim: Message = { kind: 'clusterBus.ping', header: { epoch: 6, configEpoch: 1, shards: [0], follows: -1, offset: 0, noFailover: false }, gossip: [] } as Message;
  const said = told(cluster, 2, 0, claim);
  expect(said.map(({ kind }) => kind)).toEqual(['clusterBus.pong', 'clusterBus.update']);
  expect(said[1]).toMatchObject({ about: 3, configEpoch: 7, shards: [0] });
});
