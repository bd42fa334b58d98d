/** BFD sessions between processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { bfd, type BfdParams } from '../../../../src/detectors/bfd.ts';
import { defaults } from '../../../../src/parameters.ts';
import { ms } from '../../../../src/time.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const params: BfdParams = { ...defaults(bfd.parameters) as BfdParams, desiredMinTx: 100 * ms, requiredMinRx: 100 * ms, multiplier: 5, idleTx: 200 * ms };
const latest = ({ opinions }: Member, peer: number): string | undefined => opinions.findLast(one => one.peer === peer)?.opinion;

test('three routers have a session with each other; one is killed, and its sessions alone go down after the detection time', async () => {
  fleet = await Fleet.start(3, 'bfd', params);
  const members = fleet.members;
  const [a, victim, b] = members as [Member, Member, Member];
  await until(() => members.every((member, self) => [0, 1, 2].every(peer => peer === self || latest(member, peer) === 'trusted')));
  const before = clock();
  victim.signal('SIGKILL');
  await victim.gone();
  await until(() => latest(a, 1) === 'suspected' && latest(b, 1) === 'suspected');

  const stall = Math.max(...members.map(member => member.stall));
  for (const member of [a, b]) {
    const at = member.notes.findLast(({ note }) => note.kind === 'reaches' && note.milestone === 'down' && note.about === 1)!.at;
    // five intervals since the last packet, which is an interval old at most
    expect(at).toBeGreaterThan(before + 400 * ms - 50 * ms - 2 * stall);
    expect(at).toBeLessThan(victim.ended + 500 * ms + 50 * ms + 2 * stall);
  }
  if (stall < 300 * ms) expect([latest(a, 2), latest(b, 0)]).toEqual(['trusted', 'trusted']);
}, 60_000);
