/**
 * Requests spread over backends that a detector trusts: what is done about a suspicion is to send them elsewhere. Nobody
 * leads, nobody agrees, and nothing is fenced; two balancers may differ about a backend, which costs nothing where requests
 * have no state. What a mistake costs is load on the others, and what hides a mistake is `panicThreshold`: when too few are
 * trusted the detector is not believed any more.
 *
 * Whatever a backend sends to a balancer for the detector inside carries the number of its requests, so a heartbeat says how
 * it does and not only that it runs.
 *
 * A balancer *acts* while there is anybody whom it would send a request to. Milestones, by balancers: balances (at the
 * start, each backend), routed and rerouted (to a backend), excluded, included, panic, panicEnds, rejected (a client).
 */
import { NEVER, type Time } from '../time.ts';
import { overhear, type AnyDetector, type Detector, type Message, type Port, type ProcessId, type Service, type ServiceParams, type Signal, type Start } from '../contract.ts';
import { brokenOff, judged, receiveAsBalancer, settleIn, startBalancer, told, wakeBalancer, type Balancer } from './loadBalancer/balancer.ts';
import { loadAt, receiveAsBackend, startBackend, wakeBackend, type Backend } from './loadBalancer/backend.ts';
import { receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './loadBalancer/client.ts';
import { isOwn, loadOf, messagesOver, type LoadBalancerMessage } from './loadBalancer/messages.ts';
import { loadBalancerParameters, type LoadBalancerParams } from './loadBalancer/parameters.ts';
import { transported } from './transported.ts';

export type { LoadBalancerParams };

type Params = ServiceParams<LoadBalancerParams>;
/** null on a process of another role. */
type Part = Balancer | Backend | Client | null;

interface Disk { readonly inner: unknown; readonly client: ClientDisk | null }
export interface LoadBalancerState {
  readonly inner: unknown;
  readonly part: Part;
  readonly transport: LoadBalancerParams['transport'];
  /** By process: whether it is a balancer. */
  readonly balancers: readonly boolean[];
  disk: Disk;
}

const outgoing = transported();
const own = ({ transport }: LoadBalancerState, port: Port): Port => outgoing(transport, port);

function begin(all: Start<LoadBalancerParams>, disk: Disk | undefined, port: Port): Part {
  switch (all.roles[all.self]) {
    case 'balancer': return startBalancer(all);
    case 'backend': return startBackend(all);
    case 'client': return startClient(all, disk?.client ?? undefined, port);
    default: return null;
  }
}

function written(inner: AnyDetector, { inner: within, part, disk }: LoadBalancerState): Disk {
  const kept: unknown = inner.durable?.(within);
  const issued = part?.role === 'client' ? part.issued : 0;
  if (kept === disk.inner && issued === (disk.client?.issued ?? 0)) return disk;
  return { inner: kept, client: part?.role === 'client' ? { issued } : null };
}

/** The port of the detector inside, of a backend: what goes to a balancer says how much there is to do. Reused, never kept. */
function laden(): (state: LoadBalancerState, backend: Backend, to: Port) => Port {
  let [out, state, load]: [Port, LoadBalancerState, number] = [undefined!, undefined!, 0];
  const port: Port = {
    random: () => out.random(), close: to => out.close(to), note: event => out.note(event),
    send: (to, message, via) => out.send(to, state.balancers[to] ? ({ ...message, load } as Message) : message, via),
    trust: peer => out.trust(peer), suspect: peer => out.suspect(peer), fail: peer => out.fail(peer),
  };
  return (of, backend, to) => {
    [out, state, load] = [to, of, loadAt(backend)];
    return port;
  };
}

/** The port of the detector inside, by what this process is. */
function inward(): (state: LoadBalancerState, now: Time, port: Port) => Port {
  const [ear, load] = [overhear(), laden()];
  let [listener, at, out]: [Balancer, Time, Port] = [undefined!, 0, undefined!];
  return (state, now, port) => {
    const { part } = state;
    if (part?.role === 'backend' && part.params.carriesLoad) return load(state, part, port);
    if (part?.role !== 'balancer') return port;
    [listener, at, out] = [part, now, own(state, port)];
    return ear.through(port, (opinion, peer) => judged(listener, peer, opinion === 'trust', at, out));
  };
}

const deadlineOf = (part: Part): Time =>
  part?.role === 'balancer' ? part.checkAt : part?.role === 'backend' ? part.doneAt : part ? part.nextAt : NEVER;

function receive(part: Part, now: Time, from: ProcessId, message: LoadBalancerMessage, port: Port): void {
  if (part?.role === 'balancer') receiveAsBalancer(part, now, from, message, port);
  else if (part?.role === 'backend') receiveAsBackend(part, now, from, message, port);
  else if (part) receiveAsClient(part, now, message, port);
}

function wake(part: Part, now: Time, port: Port): void {
  if (part?.role === 'balancer') wakeBalancer(part, now, port);
  else if (part?.role === 'backend') wakeBackend(part, now, port);
  else if (part) wakeClient(part, now, port);
}

/** @throws without a detector inside: it routes by what that one says. */
function over(inner: AnyDetector | null): AnyDetector {
  if (!inner) throw new Error('loadBalancer routes by what a detector trusts, so it needs one');
  const within = inward();
  const detector: Detector<Params, LoadBalancerState, LoadBalancerMessage> = {
    name: `loadBalancer(${inner.name})`,
    // its own are `loadBalancer.parameters`, those inside are `inner.parameters`
    parameters: {} as Detector<Params, LoadBalancerState, LoadBalancerMessage>['parameters'],
    clock: params => (typeof inner.clock === 'function' ? inner.clock(params.inner) : inner.clock ?? 'monotonic'),
    messages: messagesOver(inner) as Detector<Params, LoadBalancerState, LoadBalancerMessage>['messages'],
    init(all, port) {
      const { service } = all.params;
      const disk = all.durable as Disk | undefined;
      const part = begin({ ...all, params: service }, disk, port);
      const shell: LoadBalancerState = {
        inner: null, part, transport: service.transport, balancers: all.roles.map(role => role === 'balancer'), disk: disk ?? { inner: undefined, client: null },
      };
      const state = { ...shell, inner: inner.init({ ...all, params: all.params.inner, durable: disk?.inner }, within(shell, all.now, port)) as unknown };
      if (part?.role === 'balancer') settleIn(part, id => inner.opinion(state.inner, id) === 'trusted', port);
      state.disk = written(inner, state);
      return state;
    },
    receive(state, now, from, message: Message, port) {
      const { part } = state;
      if (isOwn(message)) receive(part, now, from, message as LoadBalancerMessage, own(state, port));
      else {
        const load = part?.role === 'balancer' ? loadOf(message) : undefined;
        if (load !== undefined) told(part as Balancer, from, load);
        if (part?.role === 'balancer' && message.kind.startsWith('transport.')) brokenOff(part, now, from, message as Signal, own(state, port));
        inner.receive(state.inner, now, from, message, within(state, now, port));
      }
      state.disk = written(inner, state);
    },
    wake(state, now, port) {
      inner.wake(state.inner, now, within(state, now, port));
      wake(state.part, now, own(state, port));
      state.disk = written(inner, state);
    },
    deadline: ({ inner: state, part }) => Math.min(deadlineOf(part), inner.deadline(state)),
    opinion: (state, peer) => inner.opinion(state.inner, peer),
    watch: (state, peer) => inner.watch?.(state.inner, peer),
    durable: state => state.disk,
  };
  return detector;
}

export const loadBalancer: Service<LoadBalancerParams> = {
  name: 'loadBalancer',
  summary: 'Requests spread over the backends that a detector trusts, by the load that their heartbeats carry; fails open when too few are left.',
  parameters: loadBalancerParameters,
  /** The scenario counts the backends and, last, one balancer: `"watches": "star"`. Clients stand behind them. */
  roles: ({ clients }, count) => [
    ...Array<string>(Math.max(0, count - 1)).fill('backend'), ...Array<string>(Math.min(1, count)).fill('balancer'), ...Array<string>(clients).fill('client'),
  ],
  over,
};
