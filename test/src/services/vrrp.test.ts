import { describe, expect, it } from 'vitest';
import type { ProcessId } from '../../../src/contract.ts';
import { defaults } from '../../../src/parameters.ts';
import { vrrp, type VrrpParams, type VrrpState } from '../../../src/services/vrrp.ts';
import { swim } from '../../../src/detectors/swim.ts';
import { ms, sec } from '../../../src/time.ts';
import { MiniCluster, type MiniClusterOptions } from '../../support/miniCluster.ts';

const usual = defaults(vrrp.parameters) as VrrpParams;

/** Routers with these priorities, the first first; a packet takes 1 ms. Each watches every other. */
function routers(priorities: readonly number[], own: Partial<VrrpParams> | ((id: ProcessId) => Partial<VrrpParams>) = {}, options: Partial<MiniClusterOptions> = {}): MiniCluster {
  let next = 0;
  const inner = vrrp.over(null);
  const all = priorities.map((_, id) => id);
  // each process has a priority of its own, by the order in which they start, and keeps it
  const given = new Map<ProcessId, number>();
  const detector = {
    ...inner,
    init(start: Parameters<typeof inner.init>[0], port: Parameters<typeof inner.init>[1]) {
      if (!given.has(start.self)) given.set(start.self, priorities[next++]!);
      return inner.init({ ...start, params: { service: { ...usual, ...(typeof own === 'function' ? own(start.self) : own), priority: given.get(start.self)! }, inner: null } }, port);
    },
  };
  return new MiniCluster({ detector, params: null, roles: all.map(() => 'backup'), watches: id => all.filter(peer => peer !== id), ...options });
}

/** "at process milestone", times in ms. */
const steps = (cluster: MiniCluster, from = 0): string[] => cluster.notes('reaches').flatMap(({ at, process, note }) =>
  (note.kind === 'reaches' && at >= from ? [`${at / ms} ${process} ${note.milestone}`] : []));
const adverts = (cluster: MiniCluster, process: ProcessId, from: number, to: number): number[] => cluster.effects
  .filter(({ what, at, process: by }) => what === 'send' && by === process && at >= from && at <= to).map(({ at }) => at / ms);
const states = (cluster: MiniCluster, count: number): string[] =>
  Array.from({ length: count }, (_, id) => cluster.state<VrrpState>(id).instances[0]!.state);

describe('who answers for the address', () => {
  it('everybody waits first; the better has the shorter skew', () => {
    const cluster = routers([200, 100]).run(5 * sec);
    expect(steps(cluster)).toEqual(['3218.75 0 master']);
    expect(states(cluster, 2)).toEqual(['MASTER', 'BACKUP']);
  });

  it('the owner of the address does not wait', () => {
    expect(steps(routers([255, 100]).run(5 * sec))).toEqual(['0.001 0 master']);
  });

  it('of equals that both lead, the higher address', () => {
    const cluster = routers([100, 100]).run(5 * sec);
    expect(steps(cluster)).toEqual(['3609.375 0 master', '3609.375 1 master', '3610.375 0 backup']);
  });

  it('without a priority the role decides', () => {
    const cluster = new MiniCluster({ detector: vrrp.over(null), params: { service: usual, inner: null }, roles: vrrp.roles(usual, 2) });
    expect(steps(cluster.run(5 * sec))).toEqual(['0.001 0 master']);
  });

  it('the master says so to everybody, every interval', () => {
    const cluster = routers([200, 100, 50]).run(6 * sec);
    expect(adverts(cluster, 0, 0, 6 * sec)).toEqual([3_218.75, 3_218.75, 4_218.75, 4_218.75, 5_218.75, 5_218.75]);
    expect(adverts(cluster, 1, 0, 6 * sec)).toEqual([]);
  });
});

describe('a master that is gone', () => {
  it('is followed after three intervals and the skew since its last word, by the best backup alone', () => {
    const cluster = routers([200, 100, 50]).run(10 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    // its last word came at 9219.75
    expect(steps(cluster, 10 * sec)).toEqual([`${9_219.75 + 3_000 + 609.375} 1 master`]);
    expect(cluster.effects.filter(({ what, at }) => what === 'suspect' && at > 10 * sec)).toMatchObject([{ process: 1, detail: 0 }]);
  });

  it('when it stops of its own will says so, and is followed after the skew', () => {
    const cluster = routers([200, 100], id => (id === 0 ? { stopsAt: 10 * sec } : {})).run(20 * sec);
    expect(steps(cluster, 9 * sec)).toEqual(['10000 0 stopped', '10610.375 1 master']);
    expect(states(cluster, 2)).toEqual(['stopped', 'MASTER']);
    // it begins afresh when it is started again, and is not told again to stop
    cluster.restart(0);
    cluster.run(30 * sec);
    expect(steps(cluster, 20 * sec)).toEqual(['23218.75 0 master', '23219.75 1 backup']);
  });

  it('that returns waits as backup, and then takes the address back; the other yields at its first word', () => {
    const cluster = routers([200, 100]).run(10 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    cluster.restart(0);
    cluster.run(30 * sec);
    expect(steps(cluster, 20 * sec)).toEqual(['23218.75 0 master', '23219.75 1 backup']);
  });

  it('stays backup where preemption is off', () => {
    const cluster = routers([200, 100], { preempt: false }).run(10 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    cluster.restart(0);
    cluster.run(40 * sec);
    expect(steps(cluster, 20 * sec)).toEqual([]);
    expect(states(cluster, 2)).toEqual(['BACKUP', 'MASTER']);
  });

  it('with a delay takes the address back only when it has borne the other for so long', () => {
    const cluster = routers([200, 100], { preemptDelay: 10 * sec }).run(10 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    cluster.restart(0);
    cluster.run(60 * sec);
    const back = cluster.notes('reaches', 0).at(-1)!.at;
    // borne since its first word after 20 s; from the first word after 10 s of that on, the down timer runs
    expect(back).toBeGreaterThan(30 * sec);
    expect(back).toBeLessThan(20 * sec + 1 * sec + 10 * sec + 3_218_750 + 2 * ms);
  });

  it('waits longer with a delayed start', () => {
    expect(steps(routers([200, 100], { startDelay: 5 * sec }).run(10 * sec))).toEqual(['8218.75 0 master']);
    // everybody draws a half
    expect(steps(routers([200, 100], { startDelay: 5 * sec, startSpread: 1 * sec }).run(10 * sec))).toEqual(['8718.75 0 master']);
  });
});

describe('routers that do not hear each other', () => {
  it('are all master, by design, until they hear each other again', () => {
    const cluster = routers([200, 100]).run(10 * sec);
    cluster.cut([0], [1]);
    cluster.run(20 * sec);
    expect(states(cluster, 2)).toEqual(['MASTER', 'MASTER']);
    cluster.heal();
    cluster.run(22 * sec);
    expect(states(cluster, 2)).toEqual(['MASTER', 'BACKUP']);
    const acts = cluster.notes('acts').map(({ process }) => process);
    expect(acts).toEqual([0, 1]);
    expect(cluster.notes('yields').map(({ process }) => process)).toEqual([1]);
  });

  it('the better one answers the worse one\'s word at once', () => {
    const cluster = routers([200, 100]).run(10 * sec);
    cluster.cut([0], [1]);
    cluster.run(20 * sec);
    cluster.heal();
    cluster.run(22 * sec);
    const [yields] = cluster.notes('yields');
    // whoever speaks first: the worse one at …, whose word takes 1 ms, as does the answer
    const first = Math.min(...adverts(cluster, 0, 20 * sec, 22 * sec), ...adverts(cluster, 1, 20 * sec, 22 * sec));
    expect(yields!.at / ms - first).toBeLessThanOrEqual(2);
  });

  it('a master that hears a worse one puts its next word off; without answering it does neither', () => {
    const silent = routers([200, 100], { answersLower: false }).run(10 * sec);
    silent.cutOneWay(0, 1);
    silent.run(20 * sec);
    expect(adverts(silent, 0, 10 * sec, 12_500 * ms)).toEqual([10_218.75, 11_218.75, 12_218.75]);
    expect(adverts(silent, 0, 14 * sec, 16 * sec)).toEqual([14_218.75, 15_218.75]);
    const loud = routers([200, 100]).run(10 * sec);
    loud.cutOneWay(0, 1);
    loud.run(20 * sec);
    // its last word that came was at 9219.75, so the other leads from 12829.125 on
    expect(adverts(loud, 0, 12_500 * ms, 14 * sec)).toEqual([12_830.125, 13_830.125]);
  });
});

describe('versions', () => {
  it('in version 3 a backup learns the master\'s interval, skew and all', () => {
    const cluster = routers([200, 100], { version: '3', advertInterval: 100 * ms }).run(10 * sec);
    cluster.kill(0);
    cluster.run(20 * sec);
    const [last] = steps(cluster, 10 * sec);
    const at = Number(last!.split(' ')[0]);
    // 3 × 100 ms and 156/256 of 100 ms, since its last word
    expect(at).toBeGreaterThan(10_000 + 360.937 - 100);
    expect(at).toBeLessThanOrEqual(10_000 + 360.938 + 1);
  });

  it('in version 2 nobody listens to another interval', () => {
    const cluster = routers([200, 100]).run(10 * sec);
    const state = cluster.state<VrrpState>(1);
    const before = state.instances[0]!.sands;
    vrrp.over(null).receive(state, 10 * sec, 0, { kind: 'vrrp.advert', instance: 0, priority: 200, interval: 2 * sec, version: '2' }, null as never);
    vrrp.over(null).receive(state, 10 * sec, 0, { kind: 'vrrp.advert', instance: 0, priority: 200, interval: 1 * sec, version: '3' }, null as never);
    expect(state.instances[0]!.sands).toBe(before);
  });
});

it('each instance has a master and a resource of its own', () => {
  const cluster = routers([200, 100], { instances: 3 }).run(5 * sec);
  expect(cluster.notes('claims').map(({ process, note }) => `${process} ${note.kind === 'claims' && note.resource}`)).toEqual(['0 0', '0 1', '0 2']);
  cluster.kill(0);
  cluster.run(10 * sec);
  expect(cluster.effects.filter(({ what }) => what === 'suspect')).toHaveLength(1);
});

it('takes no detector', () => expect(() => vrrp.over(swim)).toThrow('heartbeat of its own'));
