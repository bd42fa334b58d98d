import type { Time } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import type { Portrayed, Watched } from '../protocol.ts';
import { number } from '../quantities.ts';
import { sinceHeard } from './arrivals.ts';
import { fateOf } from './packets.ts';
import type { Pair } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';
import { beliefAt, truthAt } from './truth.ts';
import { counted } from './whyDecided.ts';
import { instant, inWords, plural } from './words.ts';

/** What one believes of another, and what is true. */
export function watching(index: TraceIndex, { monitor, peer }: Pair, watched: Watched | null, cursor: Time): string {
  const [self, other] = [index.names[monitor]!, index.names[peer]!];
  if (truthAt(index, monitor, cursor) === 'crashed') return `${self} has crashed, and believes nothing.`;
  const belief = beliefAt(index, monitor, peer, cursor);
  const words = { none: 'does not watch', unheard: 'has not heard of', trusted: 'trusts', suspected: 'suspects', failed: 'has declared failed' }[belief];
  const truth = { running: `${other} runs`, paused: `${other} is paused`, crashed: `${other} has crashed` }[truthAt(index, peer, cursor)];
  return `${self} ${words} ${other}. In truth ${truth}.${belief === 'trusted' ? ifCrashed(index, { monitor, peer }, watched, cursor) : ''}`;
}

/** How fast it would be noticed if it crashed now; what is still on its way would put that off. */
function ifCrashed(index: TraceIndex, { monitor, peer }: Pair, watched: Watched | null, cursor: Time): string {
  if (!watched || watched.decides <= cursor || watched.decides >= NEVER) return '';
  const noticed = inWords(watched.decides - cursor), coming = sinceHeard(index, { monitor, peer }, cursor).filter(row => fateOf(index, row) === null && index.trace.x[row]! > cursor);
  if (truthAt(index, peer, cursor) === 'crashed') return ` If nothing more is heard, it suspects in ${noticed}.`;
  const later = coming.length > 0 ? `; ${plural(coming.length, 'beat')} under way may put that off` : '';
  return ` If it crashed now, it would be suspected in ${noticed}${later}.`;
}

/** Already in the rows of the portrait. */
const told = new Set(['elapsed', 'timeout', 'phi', 'threshold', 'suspicion', 'share', 'missed', 'k', 'samples', 'margin', 'mean']);
/** Explanations that are no lengths of time. */
const plain = /samples$/i;

/** The state of an estimator, name by name, each with its unit. */
export function watchRows(watched: Watched): [string, string][] {
  const { portrait, explained, level, deadline } = watched;
  const others = Object.entries(explained).filter(([name]) => !portrait || !told.has(name));
  return [
    ['estimator', watched.estimator],
    ['level, as a share of the threshold', level > 1_000 ? 'over 1,000' : number(level)],
    ...(portrait ? portraitRows(portrait, level) : []),
    ['decides at (if silent)', deadline >= NEVER ? 'never' : instant(deadline)],
    ...(watched.decides > deadline && watched.decides < NEVER ? [['but looks only at', instant(watched.decides)] satisfies [string, string]] : []),
    ...others.map(([name, value]): [string, string] => [name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`), plain.test(name) ? number(value) : inWords(value)]),
  ];
}

function portraitRows(portrait: Portrayed, level: number): [string, string][] {
  const { name, threshold, parts, samples, assumed } = portrait, whole = parts.reduce((sum, { length }) => sum + length, 0);
  return [
    [`${name} now`, `${counted(portrait, level * threshold)} of ${counted(portrait, threshold)}`],
    ...(parts.length > 1 ? [...parts.map((part, i): [string, string] => [`${i > 0 ? '+ ' : ''}${part.name}`, inWords(part.length)]), ['= silence at which it decides', inWords(whole)] satisfies [string, string]] : []),
    ...(samples.length > 0 ? [['intervals remembered', `${samples.length}${assumed > 0 ? `, ${assumed} of them assumed` : ''}`] satisfies [string, string]] : []),
  ];
}
