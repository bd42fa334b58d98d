/** What a message carries, field by field, in the words of the detector or the service that made it. */
import type { Message } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { listed, inWords, instant } from './words.ts';

type Row = [name: string, value: string];

/** Fields that say who: all messages name a process by its number. */
const who = new Set(['leader', 'member', 'client', 'master', 'node', 'about', 'askedBy', 'peer', 'target', 'standby', 'owner', 'subject', 'who', 'whom', 'by', 'candidate', 'holder', 'follows', 'voter',
  'others', 'members', 'servers', 'nodes', 'unreachable', 'suspected', 'successors', 'joiners', 'failed', 'voters', 'observer', 'observers']);
/** An instant by the clock of whoever wrote it, and a length of time. */
const when = /At$|^renewTime$/, long = /^(desiredMinTx|requiredMinRx|duration)$/;

/** More parts than this of a list are no longer told one by one. */
const mostParts = 6;

/** "seq 12", "sent at 20.000 s (by its own clock)". Nothing for a message that is only its kind. */
export function carriedRows(message: Message, names: readonly string[]): Row[] {
  return Object.entries(message).filter(([field]) => field !== 'kind').map(([field, value]) => [spaced(field), valueOf(field, value, names) + (when.test(field) && value !== NEVER ? ', by its own clock' : '')]);
}

/** "sentAt" → "sent at". */
const spaced = (field: string): string => field.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

function valueOf(field: string, value: unknown, names: readonly string[]): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberOf(field, value, names);
  if (ArrayBuffer.isView(value)) return partsOf(field, Array.from(value as Float64Array), names);
  if (Array.isArray(value)) return partsOf(field, value, names);
  if (value instanceof Map || value instanceof Set) return partsOf(field, [...value] as unknown[], names);
  if (typeof value !== 'object') return String(value);
  return Object.entries(value).map(([part, inner]) => `${spaced(part)} ${valueOf(part, inner, names)}`).join(', ') || 'none';
}

function numberOf(field: string, value: number, names: readonly string[]): string {
  if (value === NEVER) return 'never';
  if (who.has(field)) return names[value] ?? 'nobody';
  if (when.test(field)) return instant(value);
  return long.test(field) ? inWords(value) : value.toLocaleString('en');
}

/** Plain parts in one line; those that have parts of their own apart from each other. */
function partsOf(field: string, parts: readonly unknown[], names: readonly string[]): string {
  if (parts.length === 0) return 'none';
  const words = parts.slice(0, mostParts).map(part => valueOf(field, part, names)), more = parts.length - words.length;
  if (parts.every(part => typeof part !== 'object')) return more > 0 ? `${words.join(', ')} and ${more} more` : field === 'counters' ? words.join(', ') : listed(words);
  return `${parts.length}: ${words.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
