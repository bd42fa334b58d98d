/** Every named system, by the name that the command takes. */
import { nearestName } from '../../sim/reading/nearestName.ts';
import { amqp } from './amqp.ts';
import { erlangDist } from './erlangDist.ts';
import { etcd } from './etcd.ts';
import { grpcKeepalive } from './grpcKeepalive.ts';
import { haproxy } from './haproxy.ts';
import { nats } from './nats.ts';
import { SystemError } from './options.ts';
import { postgresReplication } from './postgresReplication.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redisCluster } from './redisCluster.ts';
import { redisSentinel } from './redisSentinel.ts';
import type { System } from './system.ts';
import { tcpKeepalive } from './tcpKeepalive.ts';

export const systems: readonly System[] = [amqp, erlangDist, grpcKeepalive, nats, postgresReplication, rabbitmq, tcpKeepalive, etcd, haproxy, redisCluster, redisSentinel];

/** The system of that name, however it is cased and joined. @throws SystemError */
export function systemNamed(name: string): System {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = systems.find(system => [system.name, ...system.aliases ?? []].some(each => plain(each) === plain(name)));
  if (found) return found;
  throw new SystemError(`no system is called "${name}"${nearestName(name, systems.map(each => each.name))}`);
}
