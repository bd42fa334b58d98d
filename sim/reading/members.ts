import type { Choice, Host, Process } from '../scenario.ts';
import type { Registry } from '../registry.ts';
import { named, type Context } from './choose.ts';
import { nearestName } from './nearestName.ts';
import { overlaidOptions } from './options.ts';
import type { Place } from './place.ts';
import { selector, type Named, type Select } from './select.ts';

export const mostProcesses = 200_000;
const usualProcesses = 5;
const longestName = 80;

/** The processes that the file counts, and behind them those that the service adds (its clients). */
export interface Members {
  readonly processes: readonly Process[];
  readonly hostNames: readonly string[];
  readonly counted: number;
  readonly select: Select;
}

interface Draft extends Named { readonly place?: Place }

export function readMembers(place: Place, detector: Choice | null, service: Choice | null, context: Context): Members {
  const drafts = place.given && typeof place.value !== 'number' ? listed(place) : numbered(place);
  const counted = drafts.length;
  const members = withRoles(place, drafts, service, context.registry);
  checkNames(place, members);
  const hostNames = [...new Set(members.map(member => member.host))];
  const hosts = new Map(hostNames.map((name, i) => [name, i]));
  const shared = whole(detector, service, detector?.params, service?.params);
  const processes = members.map(({ name, role, host, place: own }) => ({
    name, role, host: hosts.get(host)!, params: own?.at('params').given ? ownParams(own.at('params'), detector, service, context) : shared,
  }));
  return { processes, hostNames, counted, select: selector(members) };
}

function numbered(place: Place): Draft[] {
  const count = place.given ? place.count('processes', { min: 1, max: mostProcesses }) : usualProcesses;
  return Array.from({ length: count }, (_, id) => ({ name: `n${id}`, role: '', host: `n${id}`, group: '' }));
}

function listed(place: Place): Draft[] {
  const entries = place.list('processes', mostProcesses);
  if (entries.length === 0) place.fail('processes must hold at least one');
  return entries.map((entry, id) => {
    entry.keys(['name', 'role', 'host', 'group', 'params'], 'a process');
    const word = (key: string, otherwise: string): string => {
      const text = entry.at(key).given ? entry.at(key).text(key, longestName) : otherwise;
      return entry.at(key).given && text === '' ? entry.at(key).fail(`${key} must not be empty`) : text;
    };
    const name = word('name', `n${id}`);
    return { name, role: word('role', ''), host: word('host', name), group: word('group', ''), place: entry };
  });
}

function withRoles(place: Place, drafts: Draft[], service: Choice | null, registry: Registry): Draft[] {
  if (!service) return drafts;
  const roles = registry.services[service.kind]!.roles(service.params, drafts.length);
  if (roles.length > mostProcesses) place.fail(`with what the service adds there are ${roles.length} processes, and at most ${mostProcesses} are allowed`);
  const added = new Map<string, number>();
  return roles.map((role, id) => {
    const draft = drafts[id];
    if (draft) return draft.role === '' ? { ...draft, role } : draft;
    const ordinal = added.get(role) ?? 0;
    added.set(role, ordinal + 1);
    const name = `${role === '' ? 'n' : role}${role === '' ? id : ordinal}`;
    return { name, role, host: name, group: '' };
  });
}

function checkNames(place: Place, members: readonly Draft[]): void {
  const seen = new Map<string, Draft>();
  for (const member of members) {
    const other = seen.get(member.name);
    if (other) (member.place ?? other.place ?? place).at('name').fail(`two processes are called "${member.name}"`);
    seen.set(member.name, member);
  }
}

/** A service's detector takes its own parameters and those of the detector inside (ServiceParams). */
function whole(detector: Choice | null, service: Choice | null, inner: unknown, outer: unknown): unknown {
  return service ? { service: outer, inner: detector ? inner : null } : inner;
}

/** A process's own options go to the detector where it has them, else to the service. */
function ownParams(place: Place, detector: Choice | null, service: Choice | null, context: Context): unknown {
  const { detectors, services } = context.registry;
  const inner = detector ? detectors[detector.kind]! : { parameters: {} };
  const outer = service ? services[service.kind]! : { parameters: {} };
  const allowed = [...Object.keys(inner.parameters), ...Object.keys(outer.parameters)];
  const keys = Object.keys(place.record('params'));
  const stranger = keys.find(key => !allowed.includes(key));
  if (stranger !== undefined) place.at(stranger).fail(`neither detector nor service has "${stranger}"${nearestName(stranger, allowed)}`);
  const toInner = keys.filter(key => key in inner.parameters);
  const toOuter = keys.filter(key => !toInner.includes(key));
  return whole(detector, service,
    detector && overlaidOptions(named(place, detector.kind, inner, toOuter), inner, detector.params, context),
    service && overlaidOptions(named(place, service.kind, outer, toInner), outer, service.params, context));
}

const usualHost = { offset: 0, driftPpm: 0, serviceTime: 0, buffer: 10_000 };

/** Later lines lie over earlier ones. A line names a host, or processes: then it is about the hosts that they are on. */
export function readHosts(place: Place, members: Members): readonly Host[] {
  const hosts: Host[] = members.hostNames.map(name => ({ name, ...usualHost }));
  for (const line of place.given ? place.list('hosts', mostProcesses) : []) {
    line.keys(['process', 'host', 'clock', 'serviceTime', 'buffer'], 'a line of hosts');
    for (const index of hostsOf(line, members)) hosts[index] = { ...hosts[index]!, ...hostOptions(line) };
  }
  return hosts;
}

function hostsOf(line: Place, members: Members): ReadonlySet<number> {
  const [process, host] = [line.at('process'), line.at('host')];
  if (process.given === host.given) line.fail('a line of hosts names either a "process" or a "host"');
  if (process.given) return new Set(members.select(process, 'process').map(id => members.processes[id]!.host));
  const index = members.hostNames.indexOf(host.text('host', longestName));
  if (index < 0) host.fail(`no process runs on a host of that name${nearestName(host.value as string, members.hostNames.slice(0, 12))}`);
  return new Set([index]);
}

function hostOptions(line: Place): Partial<Host> {
  const clock = line.at('clock');
  if (clock.given) clock.keys(['offset', 'driftPpm'], 'a clock');
  const [offset, drift, service, buffer] = [clock.at('offset'), clock.at('driftPpm'), line.at('serviceTime'), line.at('buffer')];
  return {
    ...(offset.given && { offset: offset.duration('offset') }),
    ...(drift.given && { driftPpm: drift.number('driftPpm', { min: -500_000, max: 500_000 }) }),
    ...(service.given && { serviceTime: service.duration('serviceTime', { min: 0 }) }),
    ...(buffer.given && { buffer: buffer.count('buffer') }),
  };
}
