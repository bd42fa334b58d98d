import type { Units } from '../vector.ts';
import { adaptive } from './adaptive.ts';
import { akkaSbr } from './akkaSbr.ts';
import { bfd } from './bfd.ts';
import { chenNfd } from './chenNfd.ts';
import { corosync } from './corosync.ts';
import { elasticsearchCheckers } from './elasticsearchCheckers.ts';
import { envoy } from './envoy.ts';
import { eureka } from './eureka.ts';
import { haproxy } from './haproxy.ts';
import { keepaliveUnits } from './keepalive.ts';
import { kubernetes } from './kubernetes.ts';
import { memberlist } from './memberlist.ts';
import { patroniUnits } from './patroni.ts';
import { mongodb } from './mongodb.ts';
import { phiAkka } from './phiAkka.ts';
import { phiCassandra } from './phiCassandra.ts';
import { phiPairs } from './phiPairs.ts';
import { qosMetrics } from './qosMetrics.ts';
import { raftUnits } from './raft.ts';
import { rapidUnits } from './rapid.ts';
import { redisCluster } from './redisCluster.ts';
import { redisSentinel } from './redisSentinel.ts';
import { swimGossip } from './swimGossip.ts';
import { vrrp } from './vrrp.ts';
import { zookeeper } from './zookeeper.ts';

/** Every unit that this code covers, by its key in the vectors: one file for each file of vectors. */
export const units: Units = { ...phiAkka, ...mongodb, ...phiCassandra, ...phiPairs, ...chenNfd, ...adaptive, ...akkaSbr, ...bfd, ...corosync, ...elasticsearchCheckers, ...envoy, ...haproxy, ...keepaliveUnits, ...kubernetes, ...patroniUnits, ...qosMetrics, ...raftUnits, ...rapidUnits, ...redisCluster, ...redisSentinel, ...memberlist, ...swimGossip, ...vrrp, ...zookeeper, ...eureka };
