import { NEVER, sec, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';

export interface NodeLifecycleParams {
  readonly leaseDuration: Duration;
  readonly statusEvery: Duration;
  readonly reportEvery: Duration;
  readonly monitorEvery: Duration;
  readonly grace: Duration;
  readonly startupGrace: Duration;
  readonly unreachableToleration: Duration;
  readonly notReadyToleration: Duration;
  readonly evictionRate: number;
  readonly secondaryEvictionRate: number;
  readonly largeClusterSize: number;
  readonly unhealthyZone: number;
  readonly readIdle: Duration;
  readonly pingTimeout: Duration;
  readonly leaderElect: boolean;
  readonly electionLease: Duration;
  readonly renewDeadline: Duration;
  readonly retryPeriod: Duration;
  readonly workload: 'statefulSet' | 'deployment' | 'forced';
  readonly stopping: Duration;
  readonly becomesReady: Duration;
  readonly established: boolean;
  readonly phase: 'uniform' | 'zero';
  readonly zones: number;
  readonly controllers: number;
}

const kubelet = 'kubelet configuration, Kubernetes 1.32';
const controller = 'kube-controller-manager, Kubernetes 1.32';

export const nodeLifecycleParameters: ParameterTable<NodeLifecycleParams> = {
  leaseDuration: {
    kind: 'duration', default: 40 * sec, min: 4,
    low: 'A quarter of it is the interval of heartbeats: more writes to the store.',
    high: 'Above four times the grace a node that runs is marked between two heartbeats. Nobody waits for the lease itself to expire.',
    source: `nodeLeaseDurationSeconds: ${kubelet}; renewed every quarter of it, and 0 to 4 %`,
  },
  statusEvery: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'Also how long a request may take: below some seconds a busy API server fails every heartbeat.',
    high: 'A node that was marked stays so for this long after it has come back.',
    source: `nodeStatusUpdateFrequency: ${kubelet}`,
  },
  reportEvery: {
    kind: 'duration', default: 300 * sec, min: 1,
    low: 'The status is posted though nothing has changed: it is large.',
    high: 'Nothing: the lease is the heartbeat.',
    source: `nodeStatusReportFrequency: ${kubelet}`,
  },
  monitorEvery: {
    kind: 'duration', default: 5 * sec, min: 1,
    low: 'The controller goes through all nodes more often.',
    high: 'A heartbeat is seen this much late, and so is the end of the grace; and a lost node is tainted one such period after it was marked.',
    source: `node-monitor-period: ${controller}`,
  },
  grace: {
    kind: 'duration', default: 50 * sec, min: 1,
    low: 'Below 45 s a connection that died silently marks the node before the kubelet has noticed and opened another.',
    high: 'A lost node goes on getting traffic and new pods for this long.',
    source: `node-monitor-grace-period: ${controller}; 40 s before 1.32 (kubernetes pull request 126287)`,
  },
  startupGrace: {
    kind: 'duration', default: 60 * sec, min: 1,
    low: 'A node that takes long to start is marked before it has posted anything.',
    high: 'A node that never starts is not noticed.',
    source: `node-startup-grace-period: ${controller}`,
  },
  unreachableToleration: {
    kind: 'duration', default: 300 * sec, min: 0, max: NEVER,
    low: 'A short cut of the network moves pods, and starts second instances of those that still run.',
    high: 'Pods of a lost node are not replaced for this long.',
    source: 'default-unreachable-toleration-seconds: kube-apiserver, Kubernetes 1.32',
  },
  notReadyToleration: {
    kind: 'duration', default: 300 * sec, min: 0, max: NEVER,
    low: 'A kubelet that starts slowly loses its pods.',
    high: 'Pods of a node that says that it is not ready are not replaced for this long.',
    source: 'default-not-ready-toleration-seconds: kube-apiserver, Kubernetes 1.32',
  },
  evictionRate: {
    kind: 'number', default: 0.1, min: 0.0001, max: 1_000,
    low: 'Nodes a second and zone: of several lost together, the last is tainted late.',
    high: 'A mistake about many nodes moves everything at once.',
    source: `node-eviction-rate: ${controller}`,
  },
  secondaryEvictionRate: {
    kind: 'number', default: 0.01, min: 0, max: 1_000,
    low: '0: while most nodes of a zone are lost nothing of it is moved.',
    high: 'What may be a fault of the network moves everything.',
    source: `secondary-node-eviction-rate: ${controller}; only above large-cluster-size-threshold, else 0`,
  },
  largeClusterSize: {
    kind: 'count', default: 50, min: 0, max: 100_000,
    low: 'Small zones are evicted, slowly, while most of their nodes are lost.',
    high: 'Large zones are not evicted either while most of their nodes are lost.',
    source: `large-cluster-size-threshold: ${controller}; more nodes than that are many`,
  },
  unhealthyZone: {
    kind: 'share', default: 0.55, min: 0, max: 1,
    low: 'The loss of a few nodes, of three at least, slows or stops all evictions of their zone.',
    high: 'When most nodes of a zone vanish at once, the rest of it is flooded with their pods.',
    source: `unhealthy-zone-threshold: ${controller}`,
  },
  readIdle: {
    kind: 'duration', default: 30 * sec, min: 1, max: NEVER,
    low: 'More pings on idle connections.',
    high: 'With pingTimeout: how long a connection that died silently is trusted; for ever: until TCP gives up.',
    source: 'HTTP2_READ_IDLE_TIMEOUT_SECONDS: client-go',
  },
  pingTimeout: {
    kind: 'duration', default: 15 * sec, min: 1, max: NEVER,
    low: 'A short stall of the API server breaks all connections.',
    high: 'As with readIdle.',
    source: 'HTTP2_PING_TIMEOUT_SECONDS: client-go',
  },
  leaderElect: {
    kind: 'flag', default: true,
    low: 'Off: a controller that was cut off goes on counting, and marks every node as soon as it reaches the API server again.',
    high: 'On: one that cannot renew its lock ends and begins anew, and all nodes get a new grace.',
    source: `leader-elect: ${controller}`,
  },
  electionLease: {
    kind: 'duration', default: 15 * sec, min: 1,
    low: 'Not above renewDeadline and a retry, two controllers may lead at once.',
    high: 'After a crash of the leader no node is judged for so long.',
    source: `leader-elect-lease-duration: ${controller}`,
  },
  renewDeadline: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'A short stall of the API server ends the leader.',
    high: 'At electionLease or above: as there.',
    source: `leader-elect-renew-deadline: ${controller}`,
  },
  retryPeriod: {
    kind: 'duration', default: 2 * sec, min: 1,
    low: 'More writes.',
    high: 'Few attempts fit into renewDeadline.',
    source: `leader-elect-retry-period: ${controller}`,
  },
  workload: {
    kind: 'choice', default: 'statefulSet', choices: ['statefulSet', 'deployment', 'forced'],
    low: 'statefulSet: an identity is started elsewhere only when its kubelet says that it has stopped. deployment: pods without identity, replaced at once.',
    high: 'forced: as if somebody deleted evicted pods by force: the identity is started elsewhere while the old one may still run.',
    source: 'Kubernetes 1.32: StatefulSet and ReplicaSet controllers; kubectl delete --force',
  },
  stopping: {
    kind: 'duration', default: 1 * sec, min: 0,
    low: 'How long a pod takes to stop.',
    high: 'At most 30 s, where it would be killed.',
    source: 'terminationGracePeriodSeconds 30 is the limit; 1 s is ours',
  },
  becomesReady: {
    kind: 'duration', default: 0, min: 0,
    low: 'A node is ready as soon as its kubelet starts.',
    high: 'A node that restarted says for this long that it is not ready: its taint is changed for not-ready.',
    source: 'ours: the runtime and the network of a node take some seconds',
  },
  established: {
    kind: 'flag', default: true,
    low: 'Off: a new cluster. No node has posted anything, and each has the startup grace to do so; the first pass finds all of them lost.',
    high: 'On: all nodes have run, ready, before the scenario begins.',
  },
  phase: {
    kind: 'choice', default: 'uniform', choices: ['uniform', 'zero'],
    low: 'zero: all loops of the first life begin at their process\'s start.',
    high: 'uniform: they begin at random within their periods.',
  },
  zones: {
    kind: 'count', default: 1, min: 1, max: 1_000,
    low: '1: all nodes are in one zone. A role such as node@east says it for a node by itself.',
    high: 'Nodes go round so many zones, each with a rate limit of its own.',
  },
  controllers: {
    kind: 'count', default: 1, min: 0, max: 10,
    low: '0: none is added, and no API server: the scenario names its nodes, apiServer and controllers by role.',
    high: 'One leads, the others stand by.',
  },
};
