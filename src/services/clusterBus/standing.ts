/** The state of the cluster, as one node sees it, and so whether it serves what it owns. */
import { NEVER, type Time } from '../../time.ts';
import { majority, rejoinDelay, writableDelay } from './rules.ts';
import { hasFailed, isMaster, knownOf, nobody, voices, type ClusterNode, type Outlet } from './state.ts';

/** A minority serves nothing; nor, where every slot must be covered, does anybody while one is not. */
export function judgeCluster(state: ClusterNode, now: Time, port: Outlet): void {
  state.isStateDue = false;
  state.firstJudgedAt ??= now;
  const mayBeStale = isMaster(state, state.self) && !state.isOk;
  if (mayBeStale && now - state.firstJudgedAt < writableDelay) return;
  const masters = voices(state);
  const isAmongFew = masters.filter(id => isReachable(state, id)).length < majority(masters.length);
  if (isAmongFew) state.minorityAt = now;
  const isOk = !isAmongFew && (isCovered(state) || !state.params.requireFullCoverage);
  if (isOk === state.isOk) return;
  if (mayBeStale && state.minorityAt !== null && now - state.minorityAt < rejoinDelay(state.params.nodeTimeout)) return;
  state.isOk = isOk;
  port.note({ kind: 'reaches', milestone: isOk ? 'stateOk' : 'stateFail', about: state.self });
}

const isReachable = (state: ClusterNode, id: number): boolean => !hasFailed(state, id) && !knownOf(state, id)?.isPfail;
const isCovered = (state: ClusterNode): boolean => state.config.owners.every(owner => owner !== nobody && !hasFailed(state, owner));

/** Says of each shard what has changed: whether it is claimed, in which epoch, and whether it is served. */
export function declare(state: ClusterNode, now: Time, port: Outlet): void {
  const { self, config, told } = state;
  for (const [resource, before] of told.entries()) {
    const epoch = config.owners[resource] === self && isMaster(state, self) ? config.epochs[self]! : null;
    const serves = epoch !== null && state.isOk;
    if (epoch !== before.epoch) {
      if (before.epoch !== null) port.note({ kind: 'yields', resource, epoch: before.epoch });
      if (epoch !== null) port.note({ kind: 'claims', resource, epoch });
    }
    if (epoch !== null && (serves !== before.serves || (serves && epoch !== before.epoch))) {
      port.note({ kind: 'acts', resource, epoch, until: serves ? NEVER : now });
    }
    told[resource] = { epoch, serves };
  }
}
