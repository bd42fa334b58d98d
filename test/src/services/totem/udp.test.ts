/** A ring of processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { totem, type TotemParams } from '../../../../src/services/totem.ts';
import { sec } from '../../../../src/time.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const service: TotemParams = { ...defaults(totem.parameters) as TotemParams, token: 1 * sec, tokenCoefficient: 0 };
const reached = ({ notes }: Member, milestone: string, after = 0): number | undefined =>
  notes.find(({ note, at }) => at > after && note.kind === 'reaches' && note.milestone === milestone)?.at;
const trustsBoth = ({ opinions }: Member): boolean => new Map(opinions.map(({ peer, opinion }) => [peer, opinion])).size === 2
  && [...new Map(opinions.map(({ peer, opinion }) => [peer, opinion])).values()].every(opinion => opinion === 'trusted');

test('three nodes form a ring; one is killed, the token is missed, and the two others form another', async () => {
  fleet = await Fleet.start(3, 'totem', { service, inner: null }, totem.roles(service, 3));
  const members = fleet.members;
  await until(() => members.every(trustsBoth));
  const before = clock();
  members[2]!.signal('SIGKILL');
  await members[2]!.gone();
  const rest = members.slice(0, 2);
  await until(() => rest.every(({ opinions }) => opinions.findLast(({ peer }) => peer === 2)?.opinion === 'failed'));

  const lost = rest.map(member => reached(member, 'tokenTimeout', before)).filter(at => at !== undefined);
  const formed = rest.map(member => reached(member, 'newMembership', before)!);
  const stall = Math.max(...members.map(member => member.stall));
  expect(lost.length).toBeGreaterThan(0);
  expect(Math.min(...formed) - Math.min(...lost)).toBeGreaterThan(1.2 * sec - 50_000 - 2 * stall);
  await until(() => rest.every(({ opinions }) => opinions.findLast(({ peer }) => peer < 2)?.opinion === 'trusted'));
}, 60_000);
