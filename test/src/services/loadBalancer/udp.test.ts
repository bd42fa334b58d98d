/** Backends, a balancer and a client as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { loadBalancer, type LoadBalancerParams } from '../../../../src/services/loadBalancer.ts';
import { NEVER, ms, sec } from '../../../../src/time.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

/** Longer than a loaded machine stands still. */
const timeout = 2 * sec;
const inner = {
  interval: 200 * ms, phase: 'uniform', pacing: 'fixedRate', clock: 'monotonic', checkEvery: 0, checkPhase: 'uniform',
  estimator: { kind: 'fixed', params: { timeout, restart: 'newest', cutoff: NEVER } },
};
const service: LoadBalancerParams = {
  ...defaults(loadBalancer.parameters) as LoadBalancerParams, panicThreshold: 0, work: 2 * ms, workLaw: 'constant', every: 20 * ms, opTimeout: 5 * sec,
};

const reached = (member: Member, milestone: string, about: number, after = 0): number | undefined =>
  member.notes.find(({ note, at }) => at > after && note.kind === 'reaches' && note.milestone === milestone && note.about === about)?.at;
const answered = ({ notes }: Member, after: number): number => notes.filter(({ note, at }) => note.kind === 'acknowledged' && at > after).length;

test.each(['SIGKILL', 'SIGSTOP'] as const)('a backend that gets %s: its requests go to the other, and the client is served', async signal => {
  fleet = await Fleet.start(4, 'loadBalancer', { service, inner }, ['backend', 'backend', 'balancer', 'client'], { inner: 'push', watches: [[], [], [0, 1], []] });
  const [backend, , balancer, client] = fleet.members as [Member, Member, Member, Member];
  const trusted = (): number => new Set(balancer.opinions.filter(({ opinion }) => opinion === 'trusted').map(({ peer }) => peer)).size;
  await until(() => trusted() === 2 && answered(client, 0) > 20);
  const before = clock();
  backend.signal(signal);
  await until(() => reached(balancer, 'excluded', 0, before) !== undefined);
  const excluded = reached(balancer, 'excluded', 0, before)!;
  // its last heartbeat was at most an interval old, or late itself
  expect(excluded).toBeGreaterThan(before + timeout - inner.interval - backend.stall - balancer.stall);
  expect(reached(balancer, 'rerouted', 1, before)).toBeLessThanOrEqual(excluded);
  await until(() => answered(client, excluded) > 20);
  expect(reached(balancer, 'routed', 0, excluded)).toBeUndefined();
  if (signal === 'SIGKILL') return;
  backend.signal('SIGCONT');
  await until(() => reached(balancer, 'included', 0, excluded) !== undefined);
  await until(() => reached(balancer, 'routed', 0, excluded) !== undefined);
});
