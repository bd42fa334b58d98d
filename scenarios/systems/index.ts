/** Every named system, by the name that the command takes. */
import { nearestName } from '../../sim/reading/nearestName.ts';
import { etcd } from './etcd.ts';
import { haproxy } from './haproxy.ts';
import { SystemError } from './options.ts';
import { redisCluster } from './redisCluster.ts';
import { redisSentinel } from './redisSentinel.ts';
import type { System } from './system.ts';

export const systems: readonly System[] = [etcd, haproxy, redisCluster, redisSentinel];

/** The system of that name, however it is cased and joined. @throws SystemError */
export function systemNamed(name: string): System {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = systems.find(system => [system.name, ...system.aliases ?? []].some(each => plain(each) === plain(name)));
  if (found) return found;
  throw new SystemError(`no system is called "${name}"${nearestName(name, systems.map(each => each.name))}`);
}
