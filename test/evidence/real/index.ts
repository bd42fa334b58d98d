/** Every measured system that has a model. */
import { erlangDist } from './erlangDist.ts';
import { etcd } from './etcd.ts';
import { haproxy } from './haproxy.ts';
import type { Measured } from './measured.ts';
import { nats } from './nats.ts';
import { postgresReplication } from './postgresReplication.ts';
import { redisCluster } from './redisCluster.ts';
import { redisSentinel } from './redisSentinel.ts';
import { serf } from './serf.ts';
import { zookeeper } from './zookeeper.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps the type of its configurations
export const measured: readonly Measured<any>[] = [erlangDist, nats, postgresReplication, etcd, haproxy, redisCluster, redisSentinel, zookeeper, serf];
