/**
 * The timers of hashicorp/raft (raft.go and replication.go at 00112c55df92). A follower's timer is not set back by what it
 * hears: every one to two heartbeat timeouts it looks back, and stands for election if the last contact is older than one.
 * So a leader is missed after one to three of them. A leader looks at its lease, counted from the answers, and steps back
 * without a quorum; it sends heartbeats every tenth to fifth of the heartbeat timeout.
 */
import { ms, type Time } from '../../time.ts';
import { stand } from './election.ts';
import { becomeFollower } from './following.ts';
import type { RaftParams } from './parameters.ts';
import { beat } from './replicating.ts';
import { quorumOf, randomisedTimeout } from './rules.ts';
import { doubt, elapsedBy, nobody, sendLater, type Office, type Outlet, type Server } from './state.ts';

/** minCheckInterval */
const leastCheck = 10 * ms;

/** No ticks, and all timeouts between one and two times theirs. */
export const exact = (params: RaftParams): RaftParams => ({ ...params, tick: 0, spread: 1 });

export function lookBack(state: Server, now: Time, port: Outlet): void {
  if (!state.office) return follow(state, now, port);
  if (now >= state.lookAt && !keepsLease(state, state.office, now, port)) return;
  if (now < state.sendAt) return;
  beat(state, state.office, now, port);
  sendLater(state, now, port);
}

/** A candidate's timer begins another election. */
function follow(state: Server, now: Time, port: Outlet): void {
  const { election } = state.limits;
  state.timeout = randomisedTimeout(state.limits, port.random());
  state.lookAt = now + state.timeout;
  if (state.stance === 'follower' && elapsedBy(state, now) < election) return;
  stand(state, now, port);
}

/** checkLeaderLease: the next look comes when the oldest answer that still counts would be too old. */
function keepsLease(state: Server, office: Office, now: Time, port: Outlet): boolean {
  const { lease } = state.params;
  const ages = state.servers.map((id, place) => (id === state.self ? 0 : now - office.heardAt[place]!));
  state.servers.forEach((id, place) => { if (ages[place]! > lease) doubt(state, id, port); });
  const counted = ages.filter(age => age <= lease);
  state.lookAt = now + Math.max(leastCheck, lease - Math.max(...counted));
  if (counted.length >= quorumOf(state.servers.length)) return true;
  becomeFollower(state, now, state.term, nobody, port);
  return false;
}
