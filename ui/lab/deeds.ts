/** What a hand can do to the running cluster, each as a line of the fault script that still lacks its id and its time. */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import type { FaultLine } from '../../sim/scenario.ts';
import type { Message } from './model/message.ts';

export type NewLine = Omit<FaultLine, 'id' | 'at'>;

/** How long a pause lasts that is made by one key, and what else is offered. */
export const handPause = '4s';
export const pauses = ['500ms', '1s', '2s', '4s', '10s', '30s'] as const;
/** By how much one message is delayed. */
export const delays = ['100ms', '500ms', '1s', '2s', '5s', '10s'] as const;

export const crash = (process: ProcessId, how: 'kill' | 'hang' | 'blackhole'): NewLine => ({ kind: 'crash', how, process });
/** The end of a kill is a restart: with what was durable, and nothing else. */
export const restart = (process: ProcessId): NewLine => ({ kind: 'crash', how: 'kill', for: '2s', process });
export const pause = (process: ProcessId, length: string = handPause): NewLine => ({ kind: 'pause', for: length, process });
export const freeze = (process: ProcessId): NewLine => ({ kind: 'freeze', for: handPause, process });
/** A host that is short of processor time: it stands still for 0.3 s of each second, for ten seconds. */
export const slowHost = (process: ProcessId, at: Time): NewLine =>
  ({ kind: 'pause', for: '300ms', every: '1s', until: formatDuration(at + 10 * sec), process });
export const clockDrift = (process: ProcessId, driftPpm: number): NewLine => ({ kind: 'clock', driftPpm, process });

export const partition = (sides: readonly (readonly ProcessId[])[]): NewLine => ({ kind: 'partition', groups: sides });
export const isolate = (process: ProcessId, processes: number): NewLine => partition([[process], othersThan([process], processes)]);
export const cutBoth = (one: ProcessId, other: ProcessId): NewLine => ({ kind: 'partition', pairs: [[one, other]] });
export const cutOneWay = (from: ProcessId, to: ProcessId): NewLine => ({ kind: 'partition', from, to });
export const lossy = (one: ProcessId, other: ProcessId): NewLine =>
  ({ kind: 'link', from: one, to: other, both: true, loss: { kind: 'independent', average: 0.3 } });
export const slowLink = (one: ProcessId, other: ProcessId): NewLine => ({ kind: 'link', from: one, to: other, both: true, add: '500ms' });

export const drop = (message: Message): NewLine => ({ ...named(message), do: 'drop' });
export const delay = (message: Message, by: Duration): NewLine => ({ ...named(message), do: { delay: formatDuration(by) } });

/** What tells one message from all others. */
const named = ({ from, to, sent, kind, copy }: Message): NewLine =>
  ({ kind: 'message', from, to, sent: formatDuration(sent), message: kind, ...(copy > 0 && { copy }) });

export const othersThan = (chosen: readonly ProcessId[], processes: number): ProcessId[] =>
  Array.from({ length: processes }, (_, process) => process).filter(process => !chosen.includes(process));
