/** Every service, by the name that scenarios use. */
import type { Service } from '../contract.ts';
import { clusterBus } from './clusterBus.ts';
import { downing } from './downing.ts';
import { kraft } from './kraft.ts';
import { lease } from './lease.ts';
import { loadBalancer } from './loadBalancer.ts';
import { masterFollowers } from './masterFollowers.ts';
import { nodeLifecycle } from './nodeLifecycle.ts';
import { patroni } from './patroni.ts';
import { primaryBackup } from './primaryBackup.ts';
import { raft } from './raft.ts';
import { replicaSet } from './replicaSet.ts';
import { sentinel } from './sentinel.ts';
import { session } from './session.ts';
import { totem } from './totem.ts';
import { vrrp } from './vrrp.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameters
export const services = { clusterBus, downing, kraft, lease, loadBalancer, masterFollowers, nodeLifecycle, patroni, primaryBackup, raft, replicaSet, sentinel, session, totem, vrrp } satisfies Record<string, Service<any>>;
