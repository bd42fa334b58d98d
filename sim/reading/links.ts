import type { ProcessId } from '../../src/contract.ts';
import type { ParameterTable } from '../../src/parameters.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import type { LinkSpec, Scenario } from '../scenario.ts';
import type { Context } from './choose.ts';
import { readOption } from './kinds.ts';
import type { Place } from './place.ts';
import type { Select } from './select.ts';

/** What can be said of the network as a whole, and of one link over it. */
export const linkOptions: ParameterTable<LinkSpec> = {
  latency: {
    default: { kind: 'constant', params: { value: ms } }, kind: 'law',
    low: 'Nothing can go wrong on the way.', high: 'Every detection is late by at least this much.',
  },
  loss: {
    default: null, kind: 'loss',
    low: 'No heartbeat is ever missing: only delay is tested.', high: 'Nothing gets through, and every detector suspects.',
  },
  duplicate: {
    default: 0, kind: 'share', min: 0, max: 1,
    low: 'A detector that counts duplicates as evidence is never caught.', high: 'Every message comes twice.',
  },
  reorder: {
    default: 0, kind: 'share', min: 0, max: 1,
    low: 'Messages overtake only by latency.', high: 'All are held back alike, and nothing overtakes.',
  },
  reorderBy: {
    default: 10 * ms, kind: 'duration', min: 0,
    low: 'Shorter than the interval: no beat overtakes another.', high: 'A held beat is as good as lost.',
  },
  order: {
    default: 'free', kind: 'choice', choices: ['free', 'fifo'],
    low: 'free: a slow message is overtaken.', high: 'fifo: a slow message delays all behind it.',
  },
  bandwidth: {
    default: 0, kind: 'bandwidth',
    low: 'Heartbeats queue behind each other and congest themselves.', high: 'Load never shows.',
  },
  queue: {
    default: 64_000, kind: 'bytes',
    low: 'Bursts are dropped.', high: 'Nothing is dropped, but everything waits: a full queue only adds delay.',
  },
  background: {
    default: 0, kind: 'share', min: 0, max: 0.99,
    low: 'The link belongs to the detector alone.', high: 'Other traffic leaves no room.',
  },
  coherence: {
    default: 0, kind: 'duration', min: 0,
    low: 'Each message has luck of its own.', high: 'One bad slot outlasts every timeout.',
  },
  connectLimit: {
    default: 127 * sec, kind: 'duration', min: 1,
    low: 'One lost packet makes a peer unreachable.', high: 'An opening to a silent host hangs.',
    source: 'Linux net.ipv4.tcp_syn_retries = 6: tried for 127 s',
  },
  giveUp: {
    default: 924_600 * ms, kind: 'duration', min: 1,
    low: 'A short partition breaks connections.', high: 'A silent peer is noticed by nothing but the detector.',
    source: 'Linux net.ipv4.tcp_retries2 = 15: after 924.6 s; TCP_USER_TIMEOUT sets it',
  },
  resend: {
    default: 'timeout', kind: 'choice', choices: ['timeout', 'early'],
    low: 'timeout: a lost segment of a stream leaves again after 200, 400, 800 ms, whatever else arrives.',
    high: 'early: as Linux; also when something that left later has arrived, and once before the timeouts begin.',
    source: 'RFC 8985; Linux net.ipv4.tcp_recovery = 1, net.ipv4.tcp_early_retrans = 3',
  },
  keepaliveAfter: {
    default: NEVER, kind: 'duration', min: 1, max: NEVER,
    low: 'Kernels talk about connections that nobody uses.', high: 'never: of an idle connection no kernel finds out that the other host is gone.',
    source: 'Linux SO_KEEPALIVE, off by default; net.ipv4.tcp_keepalive_time = 7200 s where it is on',
  },
  keepaliveEvery: {
    default: 75 * sec, kind: 'duration', min: 1,
    low: 'A short disturbance ends idle connections.', high: 'Each question that stays unanswered takes that long.',
    source: 'Linux net.ipv4.tcp_keepalive_intvl = 75 s',
  },
  keepaliveProbes: {
    default: 9, kind: 'count', min: 1, max: 127,
    low: 'A lost packet ends an idle connection.', high: 'A silent host is noticed later by one interval for each.',
    source: 'Linux net.ipv4.tcp_keepalive_probes = 9',
  },
};

export function readNetwork(place: Place, context: Context): LinkSpec {
  const defaults = Object.fromEntries(Object.entries(linkOptions).map(([key, option]) => [key, option.default]));
  return { ...(defaults as unknown as LinkSpec), ...readAspects(place, 'network', [], context) };
}

function readAspects(place: Place, what: string, others: readonly string[], context: Context): Partial<LinkSpec> {
  if (!place.given) return {};
  const keys = place.keys([...others, ...Object.keys(linkOptions)], what).filter(key => key in linkOptions);
  return Object.fromEntries(keys.map(key => [key, readOption(place.at(key), key, linkOptions[key as keyof LinkSpec], context)]));
}

const mostLinks = 1_000_000;

/** The links that differ from the network. Lines may overlap: later ones lie over earlier ones, aspect by aspect. */
export function readLinks(place: Place, network: LinkSpec, context: Context & { readonly select: Select }): Scenario['links'] {
  const specs = new Map<string, { from: ProcessId; to: ProcessId; spec: LinkSpec }>();
  for (const line of place.given ? place.list('links', mostLinks) : []) {
    const over = readAspects(line, 'a link', ['from', 'to', 'both'], context);
    const laid = new Map<LinkSpec, LinkSpec>();
    for (const [from, to] of ends(line, context.select)) {
      const base = specs.get(`${from} ${to}`)?.spec ?? network;
      if (!laid.has(base)) laid.set(base, { ...base, ...over });
      specs.set(`${from} ${to}`, { from, to, spec: laid.get(base)! });
    }
    if (specs.size > mostLinks) line.fail(`makes more than ${mostLinks} links of their own: say it of the network instead`);
  }
  return [...specs.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

function ends(line: Place, select: Select): [ProcessId, ProcessId][] {
  const from = select(line.at('from'), 'from');
  const to = select(line.at('to'), 'to');
  if (from.length === 1 && to.length === 1 && from[0] === to[0]) line.at('to').fail('a link leads to another process than it comes from');
  if (from.length * to.length > mostLinks) line.fail(`makes more than ${mostLinks} links of their own: say it of the network instead`);
  const both = line.at('both').given && line.at('both').flag('both');
  const there = from.flatMap(a => to.filter(b => b !== a).map((b): [ProcessId, ProcessId] => [a, b]));
  return both ? [...there, ...there.map(([a, b]): [ProcessId, ProcessId] => [b, a])] : there;
}
