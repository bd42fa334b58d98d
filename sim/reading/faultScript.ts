import type { Time } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import type { Fault, When } from '../scenario.ts';
import { isKernelPacket } from '../transportKinds.ts';
import { entryNamed, named, readLaw, type Context } from './choose.ts';
import { nearestName } from './nearestName.ts';
import { readOptions } from './options.ts';
import type { Place } from './place.ts';
import { printed } from './printed.ts';
import type { Select } from './select.ts';

const mostFaults = 100_000;
const mostOccurrences = 1_000_000;
const timing = ['at', 'for', 'every', 'until'] as const;

interface Around extends Context {
  readonly select: Select;
  /** The kinds of messages that this scenario's processes send. */
  readonly messages: readonly string[];
}

export function readFaults(place: Place, horizon: Time, context: Around): readonly Fault[] {
  const seen = new Map<string, number>();
  const lines = place.given ? place.list('faults', mostFaults) : [];
  return lines.map((line, i) => {
    const fault = readFault(line, horizon, context);
    if (seen.has(fault.id)) line.at('id').fail(`"${fault.id}" is the id of faults[${seen.get(fault.id)}] already: each fault has its own`);
    seen.set(fault.id, i);
    return fault;
  });
}

function readFault(line: Place, horizon: Time, context: Around): Fault {
  line.record('a fault');
  const { kind, entry } = entryNamed(line, 'fault', context.registry.faults);
  const id = line.at('id');
  if (!id.given) id.fail('a fault needs an id of its own: its random times are keyed by it');
  // a fault on one message is timed by when that was sent
  const once = 'sent' in entry.parameters;
  const params = readOptions(named(line, kind, entry, ['id', 'kind', ...(once ? [] : timing)]), entry, kind, context);
  const fault = { id: idOf(id), kind, params };
  if (once) {
    checkMessage(line, params, context.messages);
    return { ...fault, at: params['sent'] as Time, lasts: null, every: null, until: NEVER };
  }
  if (!line.at('at').given) line.fail(`${kind} needs "at": a duration after the start such as "3s", or a law`);
  const at = readWhen(line.at('at'), 'at', context);
  const every = optional(line.at('every'), 'every', context);
  const until = optional(line.at('until'), 'until', context) ?? NEVER;
  checkOccurrences(line, at, every, until, horizon);
  return { ...fault, at, lasts: optional(line.at('for'), 'for', context), every, until };
}

function checkMessage(line: Place, params: Fault['params'], kinds: readonly string[]): void {
  const kind = params['message'] as string;
  if (!kinds.includes(kind) && !isKernelPacket(kind)) line.at('message').fail(`no message of this scenario is called ${printed(kind)}${nearestName(kind, kinds)}`);
  if (params['from'] === params['to']) line.at('to').fail('to must name another process than from');
}

function idOf(place: Place): string {
  const id = place.text('id', 200);
  return id === '' ? place.fail('id must not be empty') : id;
}

/** Fixed times stay plain durations, so that they can be read and edited; the others are laws. */
function readWhen(place: Place, what: string, context: Context): When {
  const law = readLaw(place, what, context);
  return law.kind === 'constant' ? law.params.value as Time : law;
}

function optional(place: Place, what: string, context: Context): When | null {
  return place.given && place.value !== null && place.value !== 'never' ? readWhen(place, what, context) : null;
}

function checkOccurrences(line: Place, at: When, every: When | null, until: When, horizon: Time): void {
  if (typeof at === 'number' && typeof until === 'number' && until <= at) {
    line.at('until').fail(`until (${formatDuration(until)}) leaves nothing of a fault that begins at ${formatDuration(at)}`);
  }
  if (typeof every !== 'number') return;
  if (every < 1) line.at('every').fail('every must be at least 1us');
  const end = Math.min(horizon, typeof until === 'number' ? until : horizon);
  const times = (end - (typeof at === 'number' ? at : 0)) / every;
  if (times > mostOccurrences) line.at('every').fail(`makes the fault begin ${Math.ceil(times)} times, and at most ${mostOccurrences} are allowed`);
}
