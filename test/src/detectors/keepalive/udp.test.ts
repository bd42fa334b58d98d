/** Two processes of the operating system that keep a connection, over real sockets: what kills it, and what only silence ends. */
import { afterEach, expect, test } from 'vitest';
import { keepalive, type KeepaliveParams } from '../../../../src/detectors/keepalive.ts';
import { defaults } from '../../../../src/parameters.ts';
import { ms } from '../../../../src/time.ts';
import { Fleet, pause, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const interval = 300 * ms;

async function pair(own: Partial<KeepaliveParams>): Promise<[Member, Member]> {
  const params = { ...defaults(keepalive.parameters, own), interval, redial: 100 * ms, ...own };
  fleet = await Fleet.start(2, 'keepalive', params);
  const [one, two] = fleet.members as [Member, Member];
  await until(() => [one, two].every(member => milestones(member).includes('connected')));
  return [one, two];
}

const milestones = ({ notes }: Member): string[] => notes.flatMap(({ note }) => (note.kind === 'reaches' ? [note.milestone] : []));
const opinion = ({ opinions }: Member): string | undefined => opinions.at(-1)?.opinion;

test('a killed process is suspected by the reset of its connection, not by pings', async () => {
  const [one, two] = await pair({ flavour: 'nats', interval: 1_000 * ms });
  await until(() => milestones(one).includes('pong'));
  two.signal('SIGKILL');
  await two.gone();
  await until(() => opinion(one) === 'suspected');
  expect(milestones(one)).not.toContain('staleConnection');
}, 30_000);

test('one that stands still is given up by pings, though its kernel takes everything; and is connected anew when it goes on', async () => {
  const [one, two] = await pair({ flavour: 'nats' });
  await until(() => milestones(one).includes('pong'));
  two.signal('SIGSTOP');
  await until(() => opinion(one) === 'suspected');
  const told = milestones(one);
  const stale = told.indexOf('staleConnection');
  expect(stale).toBeGreaterThan(0);
  expect(told.slice(told.lastIndexOf('pong', stale) + 1, stale).filter(word => word === 'ping')).toHaveLength(2);
  two.signal('SIGCONT');
  await until(() => opinion(one) === 'trusted' && opinion(two) === 'trusted' && milestones(one).lastIndexOf('connected') > stale);
}, 30_000);

test('ticks keep an idle connection, by datagrams too', async () => {
  const [one, two] = await pair({ flavour: 'erlang', interval: 1_200 * ms, transport: 'datagram' });
  await pause(2_700);
  // unless this machine stood still for most of that time
  const stall = Math.max(one.stall, two.stall);
  if (stall < 500 * ms) expect([opinion(one), opinion(two)]).toEqual(['trusted', 'trusted']);
  two.signal('SIGSTOP');
  await until(() => milestones(one).includes('netTickTimeout'));
  expect(opinion(one)).toBe('suspected');
}, 30_000);
