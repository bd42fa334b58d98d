/** Kubelets, an API server and a controller as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { nodeLifecycle, type NodeLifecycleParams } from '../../../../src/services/nodeLifecycle.ts';
import { ms, sec } from '../../../../src/time.ts';
import { usual } from '../../../support/nodeCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const renewal = 200 * ms;
const service: NodeLifecycleParams = {
  ...usual, leaseDuration: 4 * renewal, statusEvery: 500 * ms, monitorEvery: 200 * ms, grace: 2 * sec, unreachableToleration: 500 * ms, evictionRate: 5, stopping: 10 * ms,
};

const reached = (member: Member, milestone: string, about: number, after: number): number | undefined =>
  member.notes.find(({ note, at }) => at > after && note.kind === 'reaches' && note.milestone === milestone && note.about === about)?.at;
/** Instances of the first identity that this node has begun to run, or has stopped. */
const ran = ({ notes }: Member, kind: 'acts' | 'yields'): readonly { at: number; epoch: number }[] =>
  notes.flatMap(({ at, note }) => (note.kind === kind && note.resource === 0 ? [{ at, epoch: note.epoch }] : []));

test('a node that is stopped is marked, tainted and evicted; its pod starts elsewhere when it goes on and has said that it stopped', async () => {
  fleet = await Fleet.start(5, 'nodeLifecycle', { service, inner: null }, nodeLifecycle.roles(service, 3));
  const [node, ...others] = fleet.members.slice(0, 3) as [Member, Member, Member];
  const controller = fleet.members[4]!;
  const trusted = (): number => new Set(controller.opinions.filter(({ opinion }) => opinion === 'trusted').map(({ peer }) => peer)).size;
  await until(() => trusted() === 3 && [node, ...others].every(({ notes }) => notes.some(({ note }) => note.kind === 'acts')));
  await until(() => reached(controller, 'leading', 4, 0) !== undefined);

  const stopped = clock();
  node.signal('SIGSTOP');
  await until(() => reached(controller, 'evicted', 0, stopped) !== undefined);
  const [marked, tainted, evicted] = ['notReady', 'tainted', 'evicted'].map(milestone => reached(controller, milestone, 0, stopped)!) as [number, number, number];
  // its last renewal was at most one, and 4 %, before; or it was itself late
  expect(marked).toBeGreaterThan(stopped + service.grace - 1.04 * renewal - node.stall - controller.stall);
  expect(tainted).toBeGreaterThan(marked);
  expect(evicted).toBeGreaterThan(tainted + service.unreachableToleration - 50 * ms);
  expect(others.flatMap(other => ran(other, 'acts'))).toEqual([]);

  const resumed = clock();
  node.signal('SIGCONT');
  await until(() => others.some(other => ran(other, 'acts').length > 0) || ran(node, 'acts').length > 1);
  await until(() => reached(controller, 'untainted', 0, resumed) !== undefined);
  expect(reached(controller, 'ready', 0, resumed)).toBeGreaterThan(resumed);
  const [end] = ran(node, 'yields');
  expect(end!.at).toBeGreaterThan(resumed);
  const [begin] = [node, ...others].flatMap(member => ran(member, 'acts')).filter(({ epoch }) => epoch > 3);
  expect(begin!.at).toBeGreaterThan(end!.at);
});

test('when the API server is killed nobody is marked: a controller that cannot renew its lock ends', async () => {
  const quick = { ...service, renewDeadline: 1 * sec, retryPeriod: 300 * ms, electionLease: 2 * sec };
  fleet = await Fleet.start(4, 'nodeLifecycle', { service: quick, inner: null }, nodeLifecycle.roles(service, 2));
  const [server, controller] = fleet.members.slice(2) as [Member, Member];
  await until(() => reached(controller, 'leading', 3, 0) !== undefined);
  const before = clock();
  server.signal('SIGKILL');
  await server.gone();
  await until(() => reached(controller, 'leadershipLost', 3, before) !== undefined);
  await until(() => clock() > before + 2 * service.grace);
  expect(controller.opinions.filter(({ opinion, at }) => opinion !== 'trusted' && at > before)).toEqual([]);
});
