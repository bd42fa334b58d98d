/** What happened in a run, as milestones read it: the notes, opinions and truths of a trace in their order. */
import type { Note, ProcessId, Time } from '../../src/contract.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { Row, type RowCode, type Trace } from '../../sim/trace.ts';

export interface Step {
  readonly at: Time;
  readonly by: ProcessId;
  /** A milestone's own name; else the note's kind, or what a process did: trusts, suspects, fails, crashes, recovers, pauses, resumes. */
  readonly name: string;
  /** Of whom; −1 where it is of nobody. */
  readonly about: ProcessId;
  readonly note: Note | null;
}

export interface History {
  readonly scenario: Scenario;
  readonly steps: readonly Step[];
  /** Whom the fault hits; nobody under `loss` and `none`. */
  readonly targets: readonly ProcessId[];
  /** Without a fault: from when on things count. */
  readonly faultAt: Time;
  /** null: it does not end. */
  readonly healedAt: Time | null;
  readonly end: Time;
}

const names: Readonly<Partial<Record<number, string>>> = {
  [Row.trusts]: 'trusts', [Row.suspects]: 'suspects', [Row.fails]: 'fails', [Row.crashes]: 'crashes',
  [Row.recovers]: 'recovers', [Row.pauses]: 'pauses', [Row.resumes]: 'resumes',
};
const opinions: readonly RowCode[] = [Row.trusts, Row.suspects, Row.fails];

export function stepsOf(trace: Trace): Step[] {
  const steps: Step[] = [];
  for (let row = 0; row < trace.length; row++) {
    const [at, by, code] = [trace.time[row]!, trace.a[row]!, trace.code[row]! as RowCode];
    if (code === Row.notes) steps.push(noted(at, by, trace.notes[trace.x[row]!]!));
    const name = names[code];
    if (name !== undefined) steps.push({ at, by, name, about: opinions.includes(code) ? trace.b[row]! : -1, note: null });
  }
  return steps;
}

const noted = (at: Time, by: ProcessId, note: Note): Step =>
  note.kind === 'reaches' ? { at, by, name: note.milestone, about: note.about, note } : { at, by, name: note.kind, about: -1, note };

/** Of the processes that a role is played by. */
export const playing = ({ scenario }: History, ...roles: readonly string[]): ProcessId[] =>
  scenario.processes.flatMap(({ role }, id) => (roles.includes(role) ? [id] : []));

/** Of the fault's end or beginning on. */
export const after = ({ steps }: History, from: Time): readonly Step[] => steps.filter(({ at }) => at >= from);
