/** Which scenarios need no event queue. */
import type { PushParams } from '../../src/detectors/pushWith.ts';
import { NEVER } from '../../src/time.ts';
import type { Fault, LinkSpec, Scenario } from '../scenario.ts';

/** `why`: a sentence without its full stop, for "…, because {why}". */
export type Walkable = { readonly walks: true } | { readonly walks: false; readonly why: string };

/**
 * Whether each link of this scenario can be walked alone. It can where no two links touch: heartbeats are pushed on a fixed
 * schedule, each pair is judged by what its own link brought, no link's traffic queues, no host serves at a finite rate,
 * and the only faults are processes that end or hang for good.
 */
export function walkable(scenario: Scenario): Walkable {
  const why = unlike(scenario) ?? scenario.faults.map(faultProblem).find(found => found !== undefined);
  return why === undefined ? { walks: true } : { walks: false, why };
}

function unlike({ detector, service, network, links, hosts, processes }: Scenario): string | undefined {
  if (service !== null) return `the service "${service.kind}" sends messages of its own`;
  if (detector?.kind !== 'push') return `only "push" beats on a schedule that nothing it hears can change, not "${detector?.kind}"`;
  if (hosts.some(host => host.serviceTime > 0)) return 'a host of finite service rate makes links wait for each other';
  if ([network, ...links.map(link => link.spec)].some(queues)) return 'on a link of finite bandwidth messages wait for each other';
  const late = processes.find(({ params }) => (params as PushParams).maxLocalPause < NEVER);
  return late && 'a monitor that guards against pauses of its own looks at all its links at once';
}

const queues = ({ bandwidth, background }: LinkSpec): boolean => bandwidth * (1 - background) > 0;

function faultProblem({ id, kind, lasts, params }: Fault): string | undefined {
  if (kind !== 'crash') return `the fault "${id}" is a ${kind}, and only crashes leave the other links as they are`;
  if (params.how === 'blackhole') return `the fault "${id}" is a blackhole, in which processes run on`;
  return lasts === null ? undefined : `the fault "${id}" ends, and a process that comes back beats on another schedule`;
}
