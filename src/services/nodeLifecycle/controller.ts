/**
 * The controller manager, as far as nodes go: the node lifecycle controller, the taint eviction controller, and what replaces
 * pods. It knows only what the API server tells it, and does only what the API server accepts.
 */
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import { evictionAnswered, failEvictions, tended, untended, wakeEvictions, evictionDeadline, type Eviction } from './evicting.ts';
import { firstRun } from './firstRun.ts';
import { electionAnswered, leadingDeadline, startLeading, wakeLeading, type Leading } from './leading.ts';
import { beginWatching, heard, isLoss, linkDeadline, lost, newLink, wakeLink, type Link, type Outlet } from './link.ts';
import type { Changed, NodeLifecycleMessage } from './messages.ts';
import { beginPass, failPass, passAnswered, type Health, type Pass } from './monitoring.ts';
import { isNode, zoneOf, type NodeObject, type Pod } from './objects.ts';
import type { NodeLifecycleParams } from './parameters.ts';
import { creationAnswered, replace } from './replacing.ts';
import { taintEvery } from './rules.ts';
import { taintDue, tainted, failTaint, taintNext, type Tainting } from './tainting.ts';
import type { Zone } from './zones.ts';

export interface Controller {
  readonly role: 'controller';
  readonly params: NodeLifecycleParams;
  readonly self: ProcessId;
  /** By process; '' where it is no node. */
  readonly zoneOf: readonly string[];
  readonly link: Link;
  leading: Leading;
  /** What it last heard; null: it has not listed yet. */
  nodes: Map<ProcessId, NodeObject> | null;
  pods: Map<number, Pod>;
  /** Whom it calls suspected, and of whom it has said anything at all. */
  readonly suspected: Set<ProcessId>;
  readonly heardOf: Set<ProcessId>;

  // all below is of one reign, and new in the next
  /** The nodes that it has looked after before. */
  known: Set<ProcessId>;
  health: Map<ProcessId, Health>;
  zones: Map<string, Zone>;
  pass: Pass | null;
  monitorAt: Time;
  tainting: Tainting;
  /** By instance. */
  evictions: Map<number, Eviction>;
  /** The request for a pod that is being made; 0: none. */
  creating: number;
}

const reign = () => ({
  known: new Set<ProcessId>(), health: new Map<ProcessId, Health>(), zones: new Map<string, Zone>(), pass: null, monitorAt: NEVER,
  tainting: { base: 0, request: 0, node: -1 }, evictions: new Map<number, Eviction>(), creating: 0,
});

export function startController(start: Start<NodeLifecycleParams>, server: ProcessId, port: Outlet): Controller {
  const { self, params, roles, now } = start;
  let ordinal = 0;
  return {
    role: 'controller', params, self, zoneOf: roles.map(role => (isNode(role) ? zoneOf(role, ordinal++, params.zones) : '')),
    link: newLink(server, params, false, now), leading: startLeading(now, firstRun(start, params.monitorEvery, server, port)),
    nodes: null, pods: new Map(), suspected: new Set(), heardOf: new Set(), ...reign(),
  };
}

export function controllerDeadline(state: Controller): Time {
  return Math.min(linkDeadline(state.link), leadingDeadline(state), state.monitorAt, taintDue(state), evictionDeadline(state));
}

/** Leads, and has listed everything: only then it does anything. Who stands by lists nothing. */
const isInOffice = ({ leading, nodes }: Controller): boolean => leading.isLeader && nodes !== null;

/** The first pass follows at once; the queues are looked at in a rhythm with another phase. */
function takeOffice(state: Controller, now: Time, port: Outlet): void {
  if (state.leading.isLeader) beginWatching(state.link, now);
  if (!isInOffice(state) || state.monitorAt !== NEVER || state.pass) return;
  state.monitorAt = now + 1;
  state.tainting.base = now + 1 + Math.floor(port.random() * taintEvery);
  port.note({ kind: 'reaches', milestone: 'leading', about: state.self });
  for (const node of state.nodes!.values()) tended(state, node, now);
}

/** The process ends, and begins anew with nothing but what this program says of nodes. */
function leaveOffice(state: Controller, now: Time, port: Outlet): void {
  const { link, params } = state;
  port.close(link.server);
  Object.assign(link, { ...newLink(link.server, params, false, now), requests: link.requests });
  Object.assign(state, reign(), { leading: startLeading(now, now + 1), nodes: null, pods: new Map() });
  port.note({ kind: 'reaches', milestone: 'leadershipLost', about: state.self });
}

export function receiveAsController(state: Controller, now: Time, from: ProcessId, message: NodeLifecycleMessage | Signal, port: Outlet): void {
  if (from !== state.link.server) return;
  if (isLoss(message)) {
    lost(state.link, now, port);
    return failAll(state, now, port);
  }
  heard(state.link, now);
  if (message.kind === 'nodeLifecycle.changed') changed(state, message, now, port);
  if (message.kind !== 'nodeLifecycle.answer') return;
  if (message.node) learn(state, message.node, now, port);
  electionAnswered(state, message, now);
  takeOffice(state, now, port);
  passAnswered(state, message, now, port);
  tainted(state, message);
  evictionAnswered(state, message);
  creationAnswered(state, message);
  replace(state, now, port);
}

function failAll(state: Controller, now: Time, port: Outlet): void {
  failPass(state, now, port);
  failTaint(state, now);
  failEvictions(state, now);
  state.creating = 0;
}

function changed(state: Controller, { nodes, pods, whole }: Changed, now: Time, port: Outlet): void {
  if (whole) {
    state.nodes ??= new Map();
    for (const { instance } of state.pods.values()) if (!pods.some(pod => pod.instance === instance)) state.pods.delete(instance);
  }
  if (!state.nodes) return;
  for (const pod of pods) learnPod(state, pod, now, port);
  for (const node of nodes) learn(state, node, now, port);
  takeOffice(state, now, port);
  replace(state, now, port);
}

function learnPod(state: Controller, pod: Pod, now: Time, port: Outlet): void {
  const before = state.pods.get(pod.instance);
  if (pod.phase === 'deleted') state.pods.delete(pod.instance);
  else state.pods.set(pod.instance, pod);
  if (pod.phase !== 'running') untended(state, pod);
  if (before?.phase === 'running' && pod.phase !== 'running' && isInOffice(state)) port.note({ kind: 'reaches', milestone: 'evicted', about: pod.node });
  const node = state.nodes!.get(pod.node);
  if (node && isInOffice(state)) tended(state, node, now);
}

/** What it hears of a node is its opinion of it, and its log. */
function learn(state: Controller, node: NodeObject, now: Time, port: Outlet): void {
  const before = state.nodes!.get(node.id);
  if (before && before.version > node.version) return;
  state.nodes!.set(node.id, node);
  const says = (milestone: string): void => { if (isInOffice(state)) port.note({ kind: 'reaches', milestone, about: node.id }); };
  opine(state, node, says, port);
  if (before && before.taint === 'none' && node.taint !== 'none') says('tainted');
  if (before && before.taint !== 'none' && node.taint === 'none') says('untainted');
  if (isInOffice(state)) tended(state, node, now);
}

function opine({ suspected, heardOf }: Controller, { id, ready }: NodeObject, says: (milestone: string) => void, port: Outlet): void {
  if (ready === null) return;
  const doubts = ready !== 'True';
  if (doubts === suspected.has(id) && heardOf.has(id)) return;
  if (doubts) {
    suspected.add(id);
    port.suspect(id);
    says('notReady');
  } else {
    if (suspected.delete(id)) says('ready');
    port.trust(id);
  }
  heardOf.add(id);
}

export function wakeController(state: Controller, now: Time, port: Outlet): void {
  if (now < controllerDeadline(state)) return;
  if (!wakeLink(state.link, now, port)) failAll(state, now, port);
  if (!wakeLeading(state, now, port)) leaveOffice(state, now, port);
  takeOffice(state, now, port);
  if (now >= state.monitorAt) beginPass(state, now, port);
  if (now >= taintDue(state)) taintNext(state, now, port);
  wakeEvictions(state, now, port);
  replace(state, now, port);
}
