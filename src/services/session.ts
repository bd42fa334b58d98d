/**
 * Sessions: servers keep them for members, members keep them by heartbeats, and when one expires what it held goes to another. Only a
 * server can say that a session has expired. A member that is paused or cut off still believes that it has what it had, and with `belief`
 * told it works on; a storage that checks tokens (`fencing`) is what stops it.
 *
 * Five systems: ZooKeeper 3.8 (an ensemble; sessions end in whole ticks, with their ephemeral nodes: locks), Kafka 3.7's classic consumer
 * groups, its KIP-848 groups and its KRaft brokers (partitions, leaderships), and Eureka (a registry without agreement; nothing is held).
 * Each has files of its own in `session/`; its own heartbeat is the detector, so it takes none inside.
 *
 * Milestones: connected, ping, disconnected, learnsExpired, sessionExpired, nodeDeleted, looking, newLeader, following (ZooKeeper); rebalancing,
 * rebalanced, assigned, sessionExpired, left, removed, pollTimeout, coordinatorUnknown, refused (Kafka groups); registered, duplicateRegistration,
 * running, sessionExpired, fenced, unfenced, newLeader (KRaft); registered, evicted, selfPreservation (Eureka).
 */
import { NEVER } from '../time.ts';
import type { AnyDetector, Detector, ProcessId, Service, ServiceParams } from '../contract.ts';
import { instance } from './session/eureka/instance.ts';
import { registry } from './session/eureka/registry.ts';
import { consumer } from './session/kafka/consumer.ts';
import { coordinator } from './session/kafka/coordinator.ts';
import { groupConsumer } from './session/kafka/groupConsumer.ts';
import { groupCoordinator } from './session/kafka/groupCoordinator.ts';
import { broker } from './session/kraft/broker.ts';
import { controller } from './session/kraft/controller.ts';
import { sessionMessages, type SessionMessage } from './session/messages.ts';
import { sessionParameters, type Flavour, type SessionParams } from './session/parameters.ts';
import type { Base, Part } from './session/state.ts';
import { store } from './session/store.ts';
import { zookeeperClient } from './session/zookeeper/client.ts';
import { zookeeperServer } from './session/zookeeper/server.ts';
import { transported } from './transported.ts';

export type { SessionParams };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own state
type AnyPart = Part<any>;
type Params = ServiceParams<SessionParams>;

export interface SessionState {
  /** null on a process of another role. */
  readonly part: Base | null;
  readonly role: string;
  readonly flavour: Flavour;
  readonly transport: SessionParams['transport'];
  disk: unknown;
}

const parts: Readonly<Record<Flavour, Readonly<Record<'server' | 'member', AnyPart>>>> = {
  zookeeper: { server: zookeeperServer, member: zookeeperClient },
  kafkaClassic: { server: coordinator, member: consumer },
  kafkaConsumer: { server: groupCoordinator, member: groupConsumer },
  kraft: { server: controller, member: broker },
  eureka: { server: registry, member: instance },
};

const partOf = (flavour: Flavour, role: string): AnyPart | null =>
  (role === 'store' ? store : role === 'server' || role === 'member' ? parts[flavour][role] : null);

const outlet = transported();

/** What is on the disk now; the same as before where nothing on it changed. */
const written = ({ part, role, flavour, disk }: SessionState): unknown => part && (partOf(flavour, role)!.disk?.(part, disk) ?? disk);

const detector: Detector<Params, SessionState, SessionMessage> = {
  name: 'session',
  // its own are `session.parameters`
  parameters: {} as Detector<Params, SessionState, SessionMessage>['parameters'],
  messages: sessionMessages,
  init(all, to) {
    const params = all.params.service;
    const role = all.roles[all.self]!;
    const part = partOf(params.flavour, role)?.start({ ...all, params }, outlet(params.transport, to)) as Base | undefined;
    const state: SessionState = { part: part ?? null, role, flavour: params.flavour, transport: params.transport, disk: all.durable ?? null };
    state.disk = written(state);
    return state;
  },
  receive(state, now, from, message, to) {
    if (!state.part) return;
    partOf(state.flavour, state.role)!.receive(state.part, now, from, message, outlet(state.transport, to));
    state.disk = written(state);
  },
  wake(state, now, to) {
    if (!state.part) return;
    partOf(state.flavour, state.role)!.wake(state.part, now, outlet(state.transport, to));
    state.disk = written(state);
  },
  deadline: ({ part, flavour, role }) => (part ? partOf(flavour, role)!.deadline(part) : NEVER),
  opinion: ({ part }, peer: ProcessId) => part?.opinions[peer] ?? 'trusted',
  durable: state => state.disk,
};

/** @throws with a detector inside: a session is kept by heartbeats of its own. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('session has a heartbeat of its own, so it takes no detector');
  return detector;
}

export const session: Service<SessionParams> = {
  name: 'session',
  summary: 'Sessions kept by heartbeats, as in ZooKeeper, Kafka and Eureka: an expiry takes a lock, a partition or a place in a registry from one that may still run.',
  parameters: sessionParameters,
  inner: 'none',
  /** The scenario counts the servers; members and the store stand behind them, unless it names all by role. */
  roles: ({ members, stores }, count) => [
    ...Array<string>(count).fill('server'), ...Array<string>(members).fill('member'), ...Array<string>(stores).fill('store'),
  ],
  over,
};
