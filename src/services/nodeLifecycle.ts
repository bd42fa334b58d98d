/**
 * Kubernetes' node lifecycle as 1.32 behaves: kubelets renew a Lease each at the API server; a controller there looks at all
 * of them every node-monitor-period, marks whoever was silent for the grace (Ready = Unknown), taints it at a limited rate
 * (NoExecute), and evicts its pods when their toleration has run out. The Lease is the heartbeat, so it takes no detector.
 *
 * The controller never hears a node. It counts from the instant at which *it* sees a newer renewal, so no clocks need agree,
 * and leaseDurationSeconds is read by nobody. When the API server is away it knows nothing and does nothing; when no node
 * at all is heard it takes that for its own fault, and takes all taints away.
 *
 * Nothing fences: the pods of a node that is only cut off run on. An identity of a StatefulSet has one instance all the same,
 * since its object stays, Terminating, until its own kubelet says that it has stopped; `forced` is what happens when somebody
 * does not wait for that. Who *acts* (on a resource, the identity) is a node that runs an instance.
 *
 * HTTP/2 over TCP, by client-go: streams. A node is its kubelet and its pods: killing it ends both. Not here: conditions other
 * than Ready, NoSchedule taints, labels, DaemonSets, disruption budgets, several API servers and their etcd, and the time
 * that scheduling and starting a pod takes.
 *
 * Milestones, as the leading controller sees them: notReady, ready, tainted, untainted, evicted (of a node), replaced (onto a
 * node), zoneNormal, zonePartialDisruption, zoneFullDisruption, masterDisruption, masterDisruptionEnds, leading, leadershipLost.
 */
import { NEVER, type Time } from '../time.ts';
import type { AnyDetector, Detector, Port, ProcessId, Service, ServiceParams, Signal, Start } from '../contract.ts';
import { receiveAsApiServer, startApiServer, type ApiServer } from './nodeLifecycle/apiServer.ts';
import { controllerDeadline, receiveAsController, startController, wakeController, type Controller } from './nodeLifecycle/controller.ts';
import { kubeletDeadline, receiveAsKubelet, startKubelet, wakeKubelet, type Kubelet } from './nodeLifecycle/kubelet.ts';
import { nodeLifecycleMessages, type NodeLifecycleMessage } from './nodeLifecycle/messages.ts';
import { isNode, type Store } from './nodeLifecycle/objects.ts';
import { nodeLifecycleParameters, type NodeLifecycleParams } from './nodeLifecycle/parameters.ts';

export type { NodeLifecycleParams };

type Part = Kubelet | ApiServer | Controller;
type Params = ServiceParams<NodeLifecycleParams>;

/** null on a process of another role. */
export interface NodeLifecycleState { readonly part: Part | null }

function begin(all: Start<NodeLifecycleParams>, store: Store | undefined, port: Port<NodeLifecycleMessage>): Part | null {
  const role = all.roles[all.self]!;
  const server: ProcessId = all.roles.indexOf('apiServer');
  if (isNode(role)) return startKubelet(all, server, port);
  if (role === 'controller') return startController(all, server, port);
  // there is one: any other would be another cluster
  return all.self === server ? startApiServer(all, store) : null;
}

function receive(part: Part | null, now: Time, from: ProcessId, message: NodeLifecycleMessage | Signal, port: Port<NodeLifecycleMessage>): void {
  if (part?.role === 'node') receiveAsKubelet(part, now, from, message, port);
  else if (part?.role === 'controller') receiveAsController(part, now, from, message, port);
  else if (part) receiveAsApiServer(part, from, message, port);
}

const detector: Detector<Params, NodeLifecycleState, NodeLifecycleMessage> = {
  name: 'nodeLifecycle',
  // they are `nodeLifecycle.parameters`
  parameters: {} as Detector<Params, NodeLifecycleState, NodeLifecycleMessage>['parameters'],
  messages: nodeLifecycleMessages,
  init: (all, port) => ({ part: begin({ ...all, params: all.params.service }, all.durable as Store | undefined, port) }),
  receive: ({ part }, now, from, message, port) => receive(part, now, from, message, port),
  wake({ part }, now, port) {
    if (part?.role === 'node') wakeKubelet(part, now, port);
    else if (part?.role === 'controller') wakeController(part, now, port);
  },
  deadline({ part }) {
    if (part?.role === 'node') return kubeletDeadline(part);
    return part?.role === 'controller' ? controllerDeadline(part) : NEVER;
  },
  opinion: ({ part }, peer) => (part?.role === 'controller' && part.suspected.has(peer) ? 'suspected' : 'trusted'),
  durable: ({ part }) => (part?.role === 'apiServer' ? part.store : undefined),
};

/** @throws with a detector inside: a kubelet renews, and the controller looks, by rules of their own. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('nodeLifecycle has a heartbeat of its own, so it takes no detector');
  return detector;
}

export const nodeLifecycle: Service<NodeLifecycleParams> = {
  name: 'nodeLifecycle',
  summary: 'Kubernetes nodes: kubelets renew leases at an API server, and a controller there marks, taints and evicts the silent ones.',
  parameters: nodeLifecycleParameters,
  inner: 'none',
  /** The scenario counts the nodes; an API server and the controllers stand behind them, unless it names all by role. */
  roles: ({ controllers }, count) => [
    ...Array<string>(count).fill('node'), ...(controllers > 0 ? ['apiServer', ...Array<string>(controllers).fill('controller')] : []),
  ],
  over,
};
