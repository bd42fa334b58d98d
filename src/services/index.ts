/** Every service, by the name that scenarios use. */
import type { Service } from '../contract.ts';
import { clusterBus } from './clusterBus.ts';
import { lease } from './lease.ts';
import { nodeLifecycle } from './nodeLifecycle.ts';
import { primaryBackup } from './primaryBackup.ts';
import { raft } from './raft.ts';
import { sentinel } from './sentinel.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameters
export const services = { clusterBus, lease, nodeLifecycle, primaryBackup, raft, sentinel } satisfies Record<string, Service<any>>;
