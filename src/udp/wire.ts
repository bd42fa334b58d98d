/** What real processes write to each other: an envelope a datagram; on a stream, a JSON text a line. */
import type { AnyDetector, Message, ProcessId } from '../contract.ts';

export interface Envelope { readonly from: ProcessId; readonly incarnation: number; readonly message: Message }

/** The first line of a connection, from whoever opened it. */
export interface Opening {
  /** The connection's name, its opener's choice. */
  readonly opens: string;
  readonly from: ProcessId;
  readonly to: ProcessId;
  readonly incarnation: number;
  /** The last connection of the other end that the opener agreed to: if that one is still held there, it is over. */
  readonly after: string | null;
}

/** The first line that comes back, from the process that took the connection. */
export interface Agreement {
  readonly agrees: string;
  readonly from: ProcessId;
  readonly incarnation: number;
  /** Its own opening, which it has given up for this one. */
  readonly instead: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const version = 1;
const longestName = 64;

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= longestName;

function fieldsIn(text: string): Fields | undefined {
  let value: unknown;
  try { value = JSON.parse(text); } catch { return undefined; }
  return typeof value === 'object' && value !== null ? value as Fields : undefined;
}

export const written = (parts: Envelope | Opening | Agreement): string => JSON.stringify({ flatline: version, ...parts });

/** Undefined unless it is of a kind that the detector knows. What its fields hold is the detector's own affair. */
function messageOf(value: unknown, { messages }: AnyDetector): Message | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind } = value as Fields;
  return typeof kind === 'string' && Object.hasOwn(messages, kind) ? { ...value, kind } : undefined;
}

export const messageIn = (text: string, detector: AnyDetector): Message | undefined => messageOf(fieldsIn(text), detector);

/** Undefined unless it is what this version sends. */
export function envelopeIn(text: string, detector: AnyDetector): Envelope | undefined {
  const { flatline, from, incarnation, message: value } = fieldsIn(text) ?? {};
  const message = messageOf(value, detector);
  return flatline === version && isWhole(from) && isWhole(incarnation) && message ? { from, incarnation, message } : undefined;
}

export function openingIn(text: string): Opening | undefined {
  const { flatline, opens, from, to, incarnation, after } = fieldsIn(text) ?? {};
  if (flatline !== version || !isName(opens) || !isWhole(from) || !isWhole(to) || !isWhole(incarnation)) return undefined;
  return after === null || isName(after) ? { opens, from, to, incarnation, after } : undefined;
}

export function agreementIn(text: string): Agreement | undefined {
  const { flatline, agrees, from, incarnation, instead } = fieldsIn(text) ?? {};
  if (flatline !== version || !isName(agrees) || !isWhole(from) || !isWhole(incarnation)) return undefined;
  return instead === null || isName(instead) ? { agrees, from, incarnation, instead } : undefined;
}
