/** Routers that share an address, as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { vrrp, type VrrpParams } from '../../../../src/services/vrrp.ts';
import { masterSilence } from '../../../../src/services/vrrp/rules.ts';
import { ms } from '../../../../src/time.ts';
import { clock, Fleet, pause, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const interval = 300 * ms;
const service: VrrpParams = { ...defaults(vrrp.parameters) as VrrpParams, version: '3', advertInterval: interval };
const isMaster = ({ notes }: Member): boolean => notes.findLast(({ note }) => note.kind === 'claims' || note.kind === 'yields')?.note.kind === 'claims';

test('the owner is master at once; when it is killed the backups follow, and of two equals one yields', async () => {
  fleet = await Fleet.start(3, 'vrrp', { service, inner: null }, vrrp.roles(service, 3));
  const [owner, ...backups] = fleet.members as [Member, Member, Member];
  await until(() => isMaster(owner));
  await until(() => backups.every(({ opinions }) => opinions.some(({ peer, opinion }) => peer === 0 && opinion === 'trusted')));
  await pause(2_000);
  const before = clock();
  owner.signal('SIGKILL');
  await owner.gone();
  await until(() => backups.filter(isMaster).length > 0);
  await pause(1_000);

  const stall = Math.max(...fleet.members.map(member => member.stall));
  const claims = backups.flatMap(({ notes }) => notes.filter(({ note, at }) => note.kind === 'claims' && at > before));
  const down = masterSilence('keepalived', '3', 100, interval);
  const first = Math.min(...claims.map(({ at }) => at));
  expect(first).toBeGreaterThan(before + down - interval - 50 * ms - 2 * stall);
  expect(first).toBeLessThan(owner.ended + down + 50 * ms + 2 * stall);
  await until(() => backups.filter(isMaster).length === 1);
  // who hears the other before its own time is up stays a backup; where both began, the higher address goes on
  const claimed = backups.filter(({ notes }) => notes.some(({ note, at }) => note.kind === 'claims' && at > before));
  expect(backups.filter(isMaster)).toEqual([claimed.length === 2 ? backups[1] : claimed[0]]);
}, 60_000);
