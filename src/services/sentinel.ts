/**
 * Redis Sentinel as 7.0 behaves (src/sentinel.c; replication as far as it matters to it): sentinels ping a master, its
 * replicas and each other, ask each other about a silent master, elect one of themselves by epochs and majority, and that
 * one promotes a replica. Its own pings are the heartbeat, so it takes no detector inside.
 *
 * The quorum decides only that a failover may begin; the majority of all known sentinels decides who carries it out. A
 * master that was cut off goes on accepting writes, and acts, until a sentinel reaches it again and makes it a replica;
 * what it alone had accepted is then discarded. `minReplicasToWrite` bounds that by the lag, and prevents nothing.
 *
 * Redis speaks TCP: `transport: 'stream'`. By datagrams, the default, a lost ping is asked again after half a period instead
 * of coming late; a killed server is noticed by the next thing sent to it (at most a ping period later), and not by the
 * reset of its connections at once; and connections never have to be opened. One connection stands for the two that a
 * sentinel keeps (commands, and hellos). Sentinels know each other and the replicas from the beginning, as after discovery.
 * A server's disk keeps every write. Scripts, `SENTINEL RESET`, failovers by command and `master-reboot-down-after-period`
 * are not there.
 *
 * Milestones: sdown and odown (of the master), tryFailover, elected, promoted, switchMaster (each sentinel for itself),
 * demoted, aborted, tilt.
 */
import { NEVER } from '../time.ts';
import type { AnyDetector, Detector, Message, Port, Service, ServiceParams, Start } from '../contract.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { sentinelMessages, type SentinelMessage } from './sentinel/messages.ts';
import { sentinelParameters, type SentinelParams } from './sentinel/parameters.ts';
import { receiveAsSentinel, sentinelDisk, startSentinel, wakeSentinel } from './sentinel/sentinel.ts';
import { receiveAsServer, serverDisk, startServer, wakeServer, type Server, type ServerDisk } from './sentinel/server.ts';
import { instanceOf, type Sentinel, type SentinelDisk } from './sentinel/state.ts';
import { transported } from './transported.ts';

export type { SentinelParams };

type Part = Sentinel | Server | Client;
type Disk = SentinelDisk | ServerDisk | ClientDisk;
type Params = ServiceParams<SentinelParams>;

export interface SentinelState {
  /** null on a process of another role. */
  readonly part: Part | null;
  readonly transport: SentinelParams['transport'];
  disk: Disk | null;
}

const outlet = transported();

function begin(all: Start<Params>, port: Port): Part | null {
  const mine = { ...all, params: all.params.service };
  const disk = all.durable as Disk | null | undefined;
  switch (all.roles[all.self]) {
    case 'sentinel': return startSentinel(mine, (disk ?? undefined) as SentinelDisk | undefined, port);
    case 'master': case 'replica': return startServer(mine, (disk ?? undefined) as ServerDisk | undefined, port);
    case 'client': return startClient(asReplicas(mine), (disk ?? undefined) as ClientDisk | undefined, port, 'sentinel');
    default: return null;
  }
}

/** To a client of `primaryBackup` every server is a replica. */
const asReplicas = (all: Start<SentinelParams>): Start<SentinelParams> =>
  ({ ...all, roles: all.roles.map(role => (role === 'master' ? 'replica' : role)) });

function written(part: Part | null, before: Disk | null): Disk | null {
  if (part === null) return null;
  if (part.role === 'sentinel') return sentinelDisk(part, before);
  if (part.role === 'server') return serverDisk(part, before);
  return clientDisk(part, before);
}

function receive(part: Part | null, now: number, from: number, message: SentinelMessage, port: Port): void {
  if (part?.role === 'sentinel') {
    receiveAsSentinel(part, now, from, message, port);
    if (now < part.previousAt) wakeSentinel(part, now, port);
  } else if (part?.role === 'server') receiveAsServer(part, now, from, message, port);
  else if (part) receiveAsClient(part, ...toClient(from, message), port);
}

/** A sentinel's word that another leads is to a client as that other's own. */
function toClient(from: number, message: SentinelMessage): [from: number, message: Message] {
  if (message.kind !== 'sentinel.switched') return [from, message];
  return [message.master, { ...message, kind: 'sentinel.lead' }];
}

const detector: Detector<Params, SentinelState, SentinelMessage> = {
  name: 'sentinel',
  // they are `sentinel.parameters`
  parameters: {} as Detector<Params, SentinelState, SentinelMessage>['parameters'],
  // mstime() reads the clock that can be set: hence TILT
  clock: 'wall',
  messages: sentinelMessages,
  init(all, port) {
    const { transport } = all.params.service;
    const part = begin(all, outlet(transport, port));
    return { part, transport, disk: written(part, (all.durable as Disk | undefined) ?? null) };
  },
  receive(state, now, from, message, port) {
    receive(state.part, now, from, message as SentinelMessage, outlet(state.transport, port));
    state.disk = written(state.part, state.disk);
  },
  wake(state, now, to) {
    const { part } = state;
    const port = outlet(state.transport, to);
    if (part?.role === 'sentinel') wakeSentinel(part, now, port);
    else if (part?.role === 'server') wakeServer(part, now, port);
    else if (part) wakeClient(part, now, port);
    state.disk = written(part, state.disk);
  },
  deadline({ part }) {
    if (part === null) return NEVER;
    return part.role === 'sentinel' ? part.nextAt : part.role === 'server' ? part.cronAt : clientDeadline(part);
  },
  opinion: ({ part }, peer) => (part?.role === 'sentinel' && instanceOf(part, peer)?.isSuspected ? 'suspected' : 'trusted'),
  durable: state => state.disk,
};

/** @throws with a detector inside: a sentinel pings by a rule of its own. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('sentinel pings by a rule of its own, so it takes no detector');
  return detector;
}

export const sentinel: Service<SentinelParams> = {
  name: 'sentinel',
  summary: 'Redis Sentinel: watchers that agree on a silent master and promote a replica, while the old master may still write.',
  parameters: sentinelParameters,
  inner: 'none',
  /** The scenario counts the sentinels; servers and clients stand behind them, unless it names all but the clients by role. */
  roles: ({ servers, clients }, count) => [
    ...Array<string>(count).fill('sentinel'),
    ...Array.from({ length: servers }, (_, i) => (i === 0 ? 'master' : 'replica')),
    ...Array<string>(clients).fill('client'),
  ],
  over,
};
