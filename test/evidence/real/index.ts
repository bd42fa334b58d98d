/** Every measured system that has a model. */
import { birdBfd } from './birdBfd.ts';
import { corosync } from './corosync.ts';
import { etcd } from './etcd.ts';
import { haproxy } from './haproxy.ts';
import { keepalived } from './keepalived.ts';
import type { Measured } from './measured.ts';
import { redisCluster } from './redisCluster.ts';
import { patroni } from './patroni.ts';
import { redisSentinel } from './redisSentinel.ts';
import { serf } from './serf.ts';
import { zookeeper } from './zookeeper.ts';
import { erlangDist } from './erlangDist.ts';
import { nats } from './nats.ts';
import { postgresReplication } from './postgresReplication.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps the type of its configurations
export const measured: readonly Measured<any>[] = [postgresReplication, nats, erlangDist, etcd, haproxy, redisCluster, patroni, redisSentinel, zookeeper, serf, birdBfd, keepalived, corosync];
