/**
 * The API server and its store: the intermediary. It judges nobody. Every write is on its disk before it is answered, and
 * told to whoever watches; what stood when it ended stands when it begins again, but nobody watches then.
 */
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { isLoss, type Outlet } from './link.ts';
import type { Answer, Create, Delete, Doubt, Lead, NodeLifecycleMessage, Remove, Request } from './messages.ts';
import { firstStore, isNode, nobody, type NodeObject, type Pod, type Store } from './objects.ts';
import type { NodeLifecycleParams } from './parameters.ts';

export interface ApiServer {
  readonly role: 'apiServer';
  store: Store;
  watchers: readonly { readonly id: ProcessId; readonly own: boolean }[];
}

export function startApiServer({ roles, params, now }: Start<NodeLifecycleParams>, store: Store | undefined): ApiServer {
  const nodes = roles.flatMap((role, id) => (isNode(role) ? [id] : []));
  return { role: 'apiServer', store: store ?? firstStore(nodes, params.established, now), watchers: [] };
}

export function receiveAsApiServer(state: ApiServer, from: ProcessId, message: NodeLifecycleMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'nodeLifecycle.ping': return port.send(from, { kind: 'nodeLifecycle.pong' }, 'stream');
    case 'nodeLifecycle.watch': return watched(state, from, message.own, port);
    case 'nodeLifecycle.answer': case 'nodeLifecycle.changed': case 'nodeLifecycle.pong': case 'transport.opened': return;
    default:
      if (isLoss(message)) state.watchers = state.watchers.filter(({ id }) => id !== from);
      else serve(state, from, message as Request, port);
  }
}

function watched(state: ApiServer, from: ProcessId, own: boolean, port: Outlet): void {
  state.watchers = [...state.watchers.filter(({ id }) => id !== from), { id: from, own }];
  const { nodes, pods } = state.store;
  port.send(from, {
    kind: 'nodeLifecycle.changed', whole: true,
    nodes: own ? nodes.filter(({ id }) => id === from) : nodes, pods: own ? pods.filter(({ node }) => node === from) : pods,
  }, 'stream');
}

/** What one request changed. */
interface Outcome { readonly accepted: boolean; readonly node?: NodeObject; readonly pod?: Pod }

const refused: Outcome = { accepted: false };

function serve(state: ApiServer, from: ProcessId, message: Request, port: Outlet): void {
  const { accepted, node, pod } = outcome(state, from, message);
  const answer: Answer = {
    kind: 'nodeLifecycle.answer', request: message.request, accepted, node: message.kind === 'nodeLifecycle.doubt' ? node ?? null : null,
    lock: message.kind === 'nodeLifecycle.lead' ? state.store.lock : null,
  };
  if (message.kind !== 'nodeLifecycle.doubt' || accepted) tell(state, node, pod, port);
  port.send(from, answer, 'stream');
}

/** Those that watch hear of it before the answer: whoever asked has seen what it did. */
function tell({ watchers }: ApiServer, node: NodeObject | undefined, pod: Pod | undefined, port: Outlet): void {
  const owner = node?.id ?? pod?.node;
  if (owner === undefined) return;
  const event = { kind: 'nodeLifecycle.changed', nodes: node ? [node] : [], pods: pod ? [pod] : [], whole: false } as const;
  for (const { id, own } of watchers) if (!own || id === owner) port.send(id, event, 'stream');
}

function outcome(state: ApiServer, from: ProcessId, message: Request): Outcome {
  switch (message.kind) {
    case 'nodeLifecycle.renew': return changed(state, from, () => ({ renewTime: message.renewTime }));
    case 'nodeLifecycle.ensure': {
      const isThere = nodeOf(state, from)?.renewTime !== null;
      return isThere ? { accepted: true } : { ...changed(state, from, () => ({ renewTime: message.renewTime })), accepted: false };
    }
    case 'nodeLifecycle.report':
      return changed(state, from, ({ version }) => ({ ready: message.ready, heartbeatAt: message.heartbeatAt, version: version + 1 }));
    case 'nodeLifecycle.doubt': return doubted(state, message);
    case 'nodeLifecycle.taint': return changed(state, message.node, ({ version }) => ({ taint: message.taint, version: version + 1 }));
    case 'nodeLifecycle.delete': return deleted(state, message);
    case 'nodeLifecycle.remove': return deleted(state, message);
    case 'nodeLifecycle.create': return created(state, message);
    case 'nodeLifecycle.lead': return led(state, from, message);
  }
}

const nodeOf = ({ store }: ApiServer, id: ProcessId): NodeObject | undefined => store.nodes.find(node => node.id === id);

function changed(state: ApiServer, id: ProcessId, by: (node: NodeObject) => Partial<NodeObject>): Outcome {
  const before = nodeOf(state, id);
  if (!before) return refused;
  const node: NodeObject = { ...before, ...by(before) };
  state.store = { ...state.store, nodes: state.store.nodes.map(one => (one === before ? node : one)) };
  return { accepted: true, node };
}

/** The optimistic lock of every object: a judgement on an older version does not count. */
function doubted(state: ApiServer, { node: id, version }: Doubt): Outcome {
  const node = nodeOf(state, id);
  if (node && node.version !== version) return { accepted: false, node };
  return changed(state, id, () => ({ ready: 'Unknown', version: version + 1 }));
}

/** Only its kubelet, or force, removes a pod that runs: until then its name is taken. */
function deleted(state: ApiServer, message: Delete | Remove): Outcome {
  const { pods } = state.store;
  const before = pods.find(({ instance }) => instance === message.instance);
  if (!before) return { accepted: true };
  const isFinal = message.kind === 'nodeLifecycle.remove' || message.forced;
  const pod: Pod = { ...before, phase: isFinal ? 'deleted' : 'terminating' };
  state.store = { ...state.store, pods: isFinal ? pods.filter(one => one !== before) : pods.map(one => (one === before ? pod : one)) };
  return { accepted: true, pod };
}

/** Two objects cannot have one name. */
function created(state: ApiServer, { identity, node }: Create): Outcome {
  const { pods, instances, identities } = state.store;
  if (identity !== null && pods.some(pod => pod.identity === identity)) return refused;
  const pod: Pod = { identity: identity ?? identities, instance: instances + 1, node, phase: 'running' };
  state.store = { ...state.store, pods: [...pods, pod], instances: instances + 1, identities: Math.max(identities, pod.identity + 1) };
  return { accepted: true, pod };
}

/** Compare and swap: whoever says that the lock has run out must have seen its last renewal. */
function led(state: ApiServer, from: ProcessId, { identity, expired }: Lead): Outcome {
  const { lock } = state.store;
  const holds = lock.holder === from && lock.identity === identity;
  if (!holds && lock.holder !== nobody && expired !== lock.version) return refused;
  state.store = { ...state.store, lock: { holder: from, identity, version: lock.version + 1 } };
  return { accepted: true };
}
