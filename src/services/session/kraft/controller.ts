/**
 * The active controller of a KRaft cluster and the sessions of its brokers: ClusterControlManager, BrokerHeartbeatManager and
 * ReplicationControlManager of Kafka 3.7. Of brokers that have gone stale it fences one at a time, the longest silent first, so that
 * what each loses is seen before the next. A broker's epoch is the place of its registration in the log; it is fenced until it has
 * read that far. What the log holds survives a crash of the controller, the times of heartbeats do not.
 *
 * One server: the quorum behind it is the service `raft`'s affair. Brokers fetch the log; here they are sent it.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Duration, type Time } from '../../../time.ts';
import type { Beat, Join } from '../messages.ts';
import type { SessionParams } from '../parameters.ts';
import { staleFrom } from '../rules.ts';
import { baseOf, nextOf, nobody, phaseOf, reach, suspect, trust, type Base, type Outlet, type Part } from '../state.ts';

interface Broker {
  readonly member: ProcessId;
  readonly instance: number;
  readonly epoch: number;
  isFenced: boolean;
  heardAt: Time;
}

export interface Controller extends Base {
  readonly part: 'controller';
  brokers: Broker[];
  /** The end of the log. */
  offset: number;
  /** NEVER where it needs no period: it looks when somebody is late. */
  checkAt: Time;
  /** By partition: who leads, and for which time. */
  leaders: ProcessId[];
  epochs: number[];
}
/** How often it looks, if not all the time. */
const periodOf = ({ checks, timeout }: SessionParams): Duration => (checks === 0 ? 0 : Math.max(1, Math.floor(timeout / checks)));

type Disk = Pick<Controller, 'brokers' | 'offset' | 'leaders' | 'epochs'>;

const find = ({ brokers }: Controller, member: ProcessId): Broker | undefined => brokers.find(each => each.member === member);
const isValid = ({ params }: Controller, { heardAt }: Broker, now: Time): boolean => now < staleFrom(heardAt, params.timeout);

function publish({ brokers, offset, leaders, epochs }: Controller, port: Outlet): void {
  for (const { member } of brokers) port.send(member, { kind: 'session.metadata', offset, leaders: [...leaders], epochs: [...epochs] });
}

/** Another life of a broker has to wait until the session of the earlier one is over: DUPLICATE_BROKER_REGISTRATION. */
function register(state: Controller, from: ProcessId, { instance, timeout }: Join, now: Time, port: Outlet): void {
  const known = find(state, from);
  const isRefused = known !== undefined && known.instance !== instance && isValid(state, known, now);
  if (known?.instance !== instance && !isRefused) {
    if (known && !known.isFenced) fence(state, known, port);
    state.offset++;
    state.brokers = [...state.brokers.filter(each => each !== known), { member: from, instance, epoch: state.offset, isFenced: true, heardAt: now }];
    reach(port, 'registered', from);
    publish(state, port);
  }
  port.send(from, { kind: 'session.joined', instance, session: isRefused ? 0 : find(state, from)!.epoch, timeout, status: isRefused ? 'refused' : 'ok' });
}

function beats(state: Controller, from: ProcessId, { epoch, offset, wantFence }: Beat, now: Time, port: Outlet): void {
  const broker = find(state, from);
  if (broker?.epoch !== epoch) return port.send(from, { kind: 'session.beaten', status: 'unknown', epoch, grants: null });
  broker.heardAt = now;
  trust(state, from, port);
  if (broker.isFenced && !wantFence && offset >= broker.epoch) unfence(state, broker, port);
  else if (offset < state.offset) port.send(from, { kind: 'session.metadata', offset: state.offset, leaders: [...state.leaders], epochs: [...state.epochs] });
  port.send(from, { kind: 'session.beaten', status: broker.isFenced ? 'fenced' : 'ok', epoch, grants: null });
}

/** Its partitions go to the next replica that is not fenced, or to nobody. */
function fence(state: Controller, broker: Broker, port: Outlet): void {
  broker.isFenced = true;
  reach(port, 'fenced', broker.member);
  suspect(state, broker.member, port);
  state.offset++;
  lead(state, leader => leader === broker.member, port);
}

function unfence(state: Controller, broker: Broker, port: Outlet): void {
  broker.isFenced = false;
  reach(port, 'unfenced', broker.member);
  state.offset++;
  lead(state, leader => leader === nobody, port);
}

function lead(state: Controller, which: (leader: ProcessId) => boolean, port: Outlet): void {
  for (const [partition, leader] of state.leaders.entries()) {
    if (!which(leader)) continue;
    const next = replicasOf(state, partition).find(member => find(state, member)?.isFenced === false) ?? nobody;
    if (next === leader) continue;
    state.leaders[partition] = next;
    state.epochs[partition]!++;
    if (next !== nobody) reach(port, 'newLeader', next);
  }
  publish(state, port);
}

/** All brokers, the preferred one first. */
const replicasOf = ({ members }: Controller, partition: number): ProcessId[] =>
  members.map((_, i) => members[(partition + i) % members.length]!);

function oldest({ brokers }: Controller): Broker | undefined {
  return brokers.filter(({ isFenced }) => !isFenced).reduce<Broker | undefined>((best, each) => (best && best.heardAt <= each.heardAt ? best : each), undefined);
}

function controllerDeadline(state: Controller): Time {
  const first = oldest(state);
  return state.checkAt !== NEVER ? state.checkAt : first ? staleFrom(first.heardAt, state.params.timeout) : NEVER;
}

export const controller: Part<Controller> = {
  start(all, port) {
    const base = baseOf(all);
    const none: Disk = { brokers: [], offset: 0, leaders: Array<ProcessId>(all.params.resources).fill(nobody), epochs: Array<number>(all.params.resources).fill(0) };
    const { brokers, offset, leaders, epochs } = (all.durable as Disk | null | undefined) ?? none;
    const period = periodOf(all.params);
    const checkAt = period === 0 ? NEVER : all.now + 1 + phaseOf(base, period, port);
    return { ...base, part: 'controller', brokers: brokers.map(each => ({ ...each, heardAt: all.now })), offset, checkAt, leaders: [...leaders], epochs: [...epochs] };
  },
  receive(state, now, from, message, port) {
    const isMine = message.kind === 'session.join' || message.kind === 'session.beat';
    if (isMine && state.self !== state.servers[0]) port.send(from, { kind: 'session.beaten', status: 'notHere', epoch: 0, grants: null });
    else if (message.kind === 'session.join') register(state, from, message, now, port);
    else if (message.kind === 'session.beat') beats(state, from, message, now, port);
  },
  wake(state, now, port) {
    if (now < controllerDeadline(state)) return;
    if (state.checkAt !== NEVER) state.checkAt = nextOf(state.checkAt, periodOf(state.params), now);
    for (let stale = oldest(state); stale && !isValid(state, stale, now); stale = oldest(state)) {
      reach(port, 'sessionExpired', stale.member);
      fence(state, stale, port);
    }
  },
  deadline: controllerDeadline,
  /** Every change of it is in the log. */
  disk: ({ brokers, offset, leaders, epochs }, before) => ((before as Disk | null)?.offset === offset ? before : {
    brokers: brokers.map(({ member, instance, epoch, isFenced }) => ({ member, instance, epoch, isFenced, heardAt: 0 })), offset, leaders: [...leaders], epochs: [...epochs],
  }),
};
