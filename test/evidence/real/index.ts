/** Every measured system that has a model. */
import { etcd } from './etcd.ts';
import { haproxy } from './haproxy.ts';
import type { Measured } from './measured.ts';
import { redisCluster } from './redisCluster.ts';
import { redisSentinel } from './redisSentinel.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps the type of its configurations
export const measured: readonly Measured<any>[] = [etcd, haproxy, redisCluster, redisSentinel];
