/** Every named system, by the name that the command takes. */
import { nearestName } from '../../sim/reading/nearestName.ts';
import { mongodb } from './mongodb.ts';
import { elasticsearch } from './elasticsearch.ts';
import { etcd } from './etcd.ts';
import { haproxy } from './haproxy.ts';
import { amqp } from './amqp.ts';
import { grpcKeepalive } from './grpcKeepalive.ts';
import { kubernetesNode } from './kubernetesNode.ts';
import { kubernetesProbe } from './kubernetesProbe.ts';
import { rabbitmq } from './rabbitmq.ts';
import { tcpKeepalive } from './tcpKeepalive.ts';
import { SystemError } from './options.ts';
import { redisCluster } from './redisCluster.ts';
import { redisSentinel } from './redisSentinel.ts';
import { cassandra } from './cassandra.ts';
import { envoy } from './envoy.ts';
import { hazelcast } from './hazelcast.ts';
import { awsLoadBalancer } from './awsLoadBalancer.ts';
import { akka } from './akka.ts';
import { serf } from './serf.ts';
import type { System } from './system.ts';
import { eureka } from './eureka.ts';
import { kafkaConsumer } from './kafkaConsumer.ts';
import { kafkaController } from './kafkaController.ts';
import { kafkaKraft } from './kafkaKraft.ts';
import { bfd } from './bfd.ts';
import { birdBfd } from './birdBfd.ts';
import { corosync } from './corosync.ts';
import { keepalived } from './keepalived.ts';
import { zookeeper } from './zookeeper.ts';
import { erlangDist } from './erlangDist.ts';
import { nats } from './nats.ts';
import { consul } from './consul.ts';
import { consulSession } from './consulSession.ts';
import { etcdLease } from './etcdLease.ts';
import { kubernetesLeaderElection } from './kubernetesLeaderElection.ts';
import { patroni } from './patroni.ts';
import { postgresReplication } from './postgresReplication.ts';

export const systems: readonly System[] = [cassandra, envoy, hazelcast, awsLoadBalancer, kubernetesNode, kubernetesProbe, akka, tcpKeepalive, rabbitmq, grpcKeepalive, amqp, consul, consulSession, etcdLease, kubernetesLeaderElection, patroni, postgresReplication, nats, erlangDist, elasticsearch, mongodb, etcd, haproxy, redisCluster, redisSentinel, zookeeper, eureka, kafkaConsumer, kafkaController, kafkaKraft, serf, bfd, birdBfd, keepalived, corosync];

/** The system of that name, however it is cased and joined. @throws SystemError */
export function systemNamed(name: string): System {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = systems.find(system => [system.name, ...system.aliases ?? []].some(each => plain(each) === plain(name)));
  if (found) return found;
  throw new SystemError(`no system is called "${name}"${nearestName(name, systems.map(each => each.name))}`);
}
