import { lease } from '../../../src/services/lease.ts';
import { sessionLife } from '../../../src/services/lease/rules.ts';
import { adjusted, watchdogSlack, watchdogTimeout } from '../../../src/services/patroni/rules.ts';
import { ms, sec } from '../../../src/time.ts';
import { leaseCluster, placesOf } from '../../support/leaseCluster.ts';
import type { Units } from '../vector.ts';

interface Timeouts { readonly ttl: number; readonly loop_wait: number; readonly retry_timeout: number }

function patroniAdjusts({ ttl, loop_wait, retry_timeout }: Timeouts): Timeouts {
  const fit = adjusted({ ttl: ttl * sec, loopWait: loop_wait * sec, retryTimeout: retry_timeout * sec });
  return { ttl: fit.ttl / sec, loop_wait: fit.loopWait / sec, retry_timeout: fit.retryTimeout / sec };
}

/** A session whose owner falls silent after its first renewal: how long the store keeps it, in seconds. */
function sessionEnds(ttl: number): number {
  const cluster = leaseCluster({ flavour: 'consul', duration: ttl * sec, clients: 0 }, { candidates: 1 }).run(500 * ms);
  cluster.kill(0);
  cluster.run(500 * ms + 3 * ttl * sec);
  const { store } = placesOf(1);
  const opened = cluster.effects.find(({ process, what }) => process === store && what === 'trust')!.at;
  const ended = cluster.effects.find(({ process, what }) => process === store && what === 'suspect')!.at;
  return (ended - opened) / sec;
}

/** The last holder ends, and the store begins anew with so much left of its lease: how long until that is given to the next, at most, in seconds. */
function etcdRefreshes({ ttl }: { ttl: number }): number {
  const cluster = leaseCluster({ flavour: 'etcd', duration: ttl * sec, clients: 0 }).run(10 * sec);
  cluster.kill(0);
  const { store } = placesOf();
  cluster.kill(store);
  cluster.restart(store);
  cluster.run(10 * sec + 3 * ttl * sec);
  const released = cluster.notes('reaches', store).find(({ note }) => note.kind === 'reaches' && note.milestone === 'released')!.at;
  // it looks every half second
  return Math.floor((released - 10 * sec) / sec);
}

interface Watchdog { readonly ttl: number; readonly loop_wait: number; readonly safety_margin: number }

export const patroniUnits: Units = {
  'misc-timeouts/patroni-enforces-loop-wait-2-retry': patroniAdjusts,
  'misc-timeouts/watchdog-timeout-ttl-safety-margin-or': ({ ttl, loop_wait, safety_margin }: Watchdog) => ({
    timeout: watchdogTimeout(ttl * sec, safety_margin * sec) / sec, slack: watchdogSlack(ttl * sec, safety_margin * sec, loop_wait * sec) / sec,
  }),
  'misc-timeouts/consul-session-ttl-invalidated-at-2': ({ ttlS }: { ttlS: readonly number[] }) =>
    ttlS.map(ttl => (sessionEnds(ttl) === sessionLife(ttl * sec) / sec ? sessionEnds(ttl) : `the ${lease.name} service and its rule differ`)),
  'raft/lease-expiry-after-leader-change': etcdRefreshes,
};
