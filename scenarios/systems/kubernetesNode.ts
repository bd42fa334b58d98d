import { formatDuration } from '../../src/parameters.ts';
import { ms, NEVER, sec } from '../../src/time.ts';
import type { History, Step } from './history.ts';
import { between, matching, reached, reachedAfter, spells, times } from './milestones.ts';
import type { Milestone, Option, System, Value } from './system.ts';

const flagged = (meaning: string, usual: number, more: Partial<Option> = {}): Option =>
  ({ kind: 'duration', default: usual, min: ms, meaning, source: 'kube-controller-manager', ...more });
const rate = (meaning: string, usual: number, min: number): Option => ({ kind: 'number', default: usual, min, max: 1_000, meaning, source: 'kube-controller-manager' });
const seconds = (meaning: string, usual: number, source: string): Option => ({ kind: 'duration', unit: 's', default: usual * sec, max: NEVER, meaning, source });

const isNode = (history: History, id: number): boolean => history.scenario.processes[id]?.role === 'node';
/** Of the nodes that the fault hits; of any node, where it hits none. */
const hit = ({ about }: Step, history: History): boolean =>
  history.targets.includes(about) || !history.targets.some(id => isNode(history, id));

const ofNode = (meaning: string, name: string, which: 'first' | 'last' = 'first'): Milestone => reached(meaning, name, which, { where: hit });

/** An instance that was made after the fault, wherever it is; one that goes on after a restart is none. */
const replaced: Milestone = {
  meaning: 'another instance of what ran on the lost node begins: of the same identity, or with workload deployment in its place',
  of(history) {
    const instance = ({ note }: Step): number => (note?.kind === 'claims' ? note.epoch : 0);
    const before = Math.max(0, ...matching(history, 'claims', 0).filter(({ at }) => at < history.faultAt).map(instance));
    const first = matching(history, 'claims', history.faultAt).find(step => instance(step) > before);
    return first && first.at - history.faultAt;
  },
};

/** The last time that a pod stops on a target, because it was told to. */
const stopped: Milestone = {
  meaning: 'the pods of the lost node stop, because it has heard that they should',
  of(history) {
    const last = matching(history, 'yields', history.faultAt, { byTarget: true }).at(-1);
    return last && last.at - history.faultAt;
  },
};

const overlap = between('from the start of the other instance to the stop of the first, where it came first', replaced, stopped);

const flag = (value: Value | undefined): boolean => value === true;
const least = (options: Readonly<Record<string, Value>>, ...keys: string[]): number => Math.max(...keys.map(key => options[key] as number));

/** Kubernetes 1.32: pkg/controller/nodelifecycle, pkg/controller/tainteviction, component-helpers' lease controller, client-go. */
export const kubernetesNode: System = {
  name: 'kubernetes-node',
  aliases: ['kubernetes', 'k8s'],
  title: 'Kubernetes node lifecycle',
  version: '1.32',
  summary: 'Kubelets renew leases at the API server; a controller there marks silent nodes, taints them at a limited rate, and evicts their pods.',
  options: {
    nodes: { kind: 'count', default: 6, min: 1, max: 5_000, meaning: 'how many nodes there are; each runs one pod' },
    'nodes-per-host': { kind: 'count', default: 1, min: 1, max: 5_000, meaning: 'how many nodes share a host, or a rack: host, blackhole and partition hit them all' },
    zones: { kind: 'count', default: 1, min: 1, max: 100, meaning: 'over how many zones they are spread' },
    controllers: { kind: 'count', default: 1, min: 1, max: 9, meaning: 'controller managers, of which one leads; the first shares its host with the API server' },
    workload: {
      kind: 'choice', default: 'statefulSet', choices: ['statefulSet', 'deployment', 'forced'],
      meaning: 'what the pods are of; forced: evicted pods of a StatefulSet are deleted by force',
    },
    nodeStatusUpdateFrequency: {
      kind: 'duration', default: 10 * sec, min: ms, meaning: 'how often a kubelet looks at its status, and how long its requests may take', source: 'kubelet configuration',
    },
    nodeStatusReportFrequency: { kind: 'duration', default: 300 * sec, min: ms, meaning: 'how often it posts a status that has not changed', source: 'kubelet configuration' },
    nodeLeaseDurationSeconds: { ...seconds('a quarter of it is the interval of renewals; nobody waits for it to run out', 40, 'kubelet configuration'), min: sec },
    HTTP2_READ_IDLE_TIMEOUT_SECONDS: { ...seconds('a connection that is silent for so long is pinged', 30, 'client-go'), min: sec },
    HTTP2_PING_TIMEOUT_SECONDS: { ...seconds('and given up so much later', 15, 'client-go'), min: sec },
    'node-monitor-period': flagged('from the end of a pass over all nodes to the next', 5 * sec),
    'node-monitor-grace-period': flagged('silence after which a node is marked Unknown', 50 * sec, {
      history: [{ before: '1.32', default: 40 * sec }], source: 'kube-controller-manager; kubernetes pull request 126287',
    }),
    'node-startup-grace-period': flagged('the same for a node that has never posted a status', 60 * sec),
    'default-not-ready-toleration-seconds': seconds('how long pods stay on a node that says that it is not ready', 300, 'kube-apiserver'),
    'default-unreachable-toleration-seconds': seconds('how long they stay on one that says nothing', 300, 'kube-apiserver'),
    'node-eviction-rate': rate('nodes tainted a second in a zone', 0.1, 0.0001),
    'secondary-node-eviction-rate': rate('the same in a large zone of which most nodes are lost; 0 in a small one', 0.01, 0),
    'unhealthy-zone-threshold': { kind: 'number', default: 0.55, min: 0, max: 1, meaning: 'the share of lost nodes, three at least, from which most are lost', source: 'kube-controller-manager' },
    'large-cluster-size-threshold': { kind: 'count', default: 50, max: 100_000, meaning: 'more nodes than that make a large zone', source: 'kube-controller-manager' },
    'leader-elect': { kind: 'flag', default: true, meaning: 'a controller that cannot renew its lock ends, and begins anew', source: 'kube-controller-manager' },
    'leader-elect-lease-duration': flagged('silence after which another takes over', 15 * sec),
    'leader-elect-renew-deadline': flagged('how long a leader tries to renew before it ends', 10 * sec),
    'leader-elect-retry-period': flagged('from one attempt to the next', 2 * sec),
  },
  rules: [
    {
      says: 'leader-elect-lease-duration must be greater than leader-elect-renew-deadline', strength: 'refuses',
      holds: options => !flag(options['leader-elect']) || options['leader-elect-lease-duration']! > options['leader-elect-renew-deadline']!,
    },
    {
      says: 'leader-elect-renew-deadline must be greater than 1.2 times leader-elect-retry-period', strength: 'refuses',
      holds: options => !flag(options['leader-elect']) || (options['leader-elect-renew-deadline'] as number) > 1.2 * (options['leader-elect-retry-period'] as number),
    },
    {
      says: 'node-monitor-grace-period should be several times the interval of renewals, a quarter of nodeLeaseDurationSeconds', strength: 'advises',
      holds: options => (options['node-monitor-grace-period'] as number) >= (options['nodeLeaseDurationSeconds'] as number) / 2 + (options['node-monitor-period'] as number),
    },
    {
      says: 'node-monitor-grace-period should be greater than HTTP2_READ_IDLE_TIMEOUT_SECONDS and HTTP2_PING_TIMEOUT_SECONDS together: until then a kubelet trusts a connection that died silently', strength: 'advises',
      holds: options => (options['node-monitor-grace-period'] as number) > (options['HTTP2_READ_IDLE_TIMEOUT_SECONDS'] as number) + (options['HTTP2_PING_TIMEOUT_SECONDS'] as number),
    },
    { says: 'node-monitor-period should be below node-monitor-grace-period', strength: 'advises', holds: options => options['node-monitor-period']! < options['node-monitor-grace-period']! },
    { says: 'a pod deleted by force may still run: its identity then runs twice', strength: 'advises', holds: ({ workload }) => workload !== 'forced' },
  ],
  roles: {
    'node': { meaning: 'a node: its kubelet and its pods', holder: 'node0' },
    'api-server': { meaning: 'the API server, on the host of the first controller manager', holder: 'apiServer' },
    'controller': {
      meaning: 'the controller manager that leads',
      holder: ({ steps }) => steps.filter(({ name }) => name === 'leading').at(-1)?.by,
    },
  },
  milestones: {
    notReady: ofNode('the controller has marked the node (Ready = Unknown); where the fault hits no node, the first of all', 'notReady'),
    notReadyLast: ofNode('the last of the nodes that it hits is marked', 'notReady', 'last'),
    tainted: ofNode('the node has the NoExecute taint', 'tainted'),
    taintedLast: ofNode('the last of the nodes that it hits has', 'tainted', 'last'),
    evicted: ofNode('its first pod is deleted', 'evicted'),
    replaced,
    stopped,
    runsTwice: {
      ...overlap,
      of(history) {
        const length = overlap.of(history);
        return length !== undefined && length > 0 ? length : undefined;
      },
    },
    partialDisruption: reached('most nodes of a zone are lost: its evictions slow down, or stop where it is small', 'zonePartialDisruption'),
    fullDisruption: reached('all nodes of a zone are lost, and not all of the cluster', 'zoneFullDisruption'),
    masterDisruption: reached('no node at all is heard: all evictions stop', 'masterDisruption'),
    leadershipLost: reached('a controller manager ends, because it could not renew its lock', 'leadershipLost'),
    leading: reached('a controller manager leads anew', 'leading'),
    ready: reachedAfter('the node is ready again', 'ready', 'first', { where: hit }),
    readyLast: reachedAfter('the last node is', 'ready', 'last', { where: hit }),
    untainted: reachedAfter('its taint is gone', 'untainted', 'first', { where: hit }),
  },
  counts: {
    marked: times('nodes marked', 'notReady'),
    taints: times('taints put on', 'tainted'),
    evictions: times('pods evicted', 'evicted'),
  },
  falseVerdicts: { notReady: spells('a node that runs, and that the API server can reach, is held to be not ready', 'suspects', 'trusts') },
  differences: [
    'killing a node ends its kubelet and its pods; where only the kubelet ends, the pods run on.',
    'scheduling and starting a pod take no time beyond that of the messages.',
  ],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const count = (key: string): number => options[key] as number;
    const nodes = Array.from({ length: count('nodes') }, (_, i) => ({ name: `node${i}`, role: 'node', host: `host${Math.floor(i / count('nodes-per-host'))}` }));
    const controllers = Array.from({ length: count('controllers') }, (_, i) => ({ name: `controller${i}`, role: 'controller', host: i === 0 ? 'controlPlane' : `controlPlane${i}` }));
    const slowest = Math.max(Math.ceil(count('nodeLeaseDurationSeconds') / 4), least(options, 'node-monitor-period', 'nodeStatusUpdateFrequency'));
    const tolerated = Math.min(count('default-unreachable-toleration-seconds'), 3_600 * sec);
    // one after the other, where a host has several
    const spread = Math.min(Math.ceil(count('nodes-per-host') / count('node-eviction-rate')) * sec, 3_600 * sec);
    const quiet = fault === 'none' || fault === 'loss';
    return {
      settled: 2 * slowest + 5 * sec + count('leader-elect-retry-period'), phase: slowest,
      watch: quiet ? 1_800 * sec : count('node-monitor-grace-period') + 4 * count('node-monitor-period') + 2 * slowest + tolerated + spread + 60 * sec,
      file: {
        processes: [...nodes, { name: 'apiServer', role: 'apiServer', host: 'controlPlane' }, ...controllers],
        watches: controllers.flatMap(({ name }) => nodes.map(node => [name, node.name] as const)),
        service: {
          kind: 'nodeLifecycle', controllers: 0, zones: options.zones, workload: options.workload,
          leaseDuration: text('nodeLeaseDurationSeconds'), statusEvery: text('nodeStatusUpdateFrequency'), reportEvery: text('nodeStatusReportFrequency'),
          readIdle: text('HTTP2_READ_IDLE_TIMEOUT_SECONDS'), pingTimeout: text('HTTP2_PING_TIMEOUT_SECONDS'),
          monitorEvery: text('node-monitor-period'), grace: text('node-monitor-grace-period'), startupGrace: text('node-startup-grace-period'),
          notReadyToleration: text('default-not-ready-toleration-seconds'), unreachableToleration: text('default-unreachable-toleration-seconds'),
          evictionRate: options['node-eviction-rate'], secondaryEvictionRate: options['secondary-node-eviction-rate'],
          unhealthyZone: options['unhealthy-zone-threshold'], largeClusterSize: options['large-cluster-size-threshold'],
          leaderElect: options['leader-elect'], electionLease: text('leader-elect-lease-duration'), renewDeadline: text('leader-elect-renew-deadline'),
          retryPeriod: text('leader-elect-retry-period'),
        },
      },
    };
  },
};
