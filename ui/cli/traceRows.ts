import type { Note, ProcessId, Time } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { Row, causes, hows, type RowCode, type Trace } from '../../sim/trace.ts';

/** One event, its time in microseconds. */
export interface TraceRow { readonly time: Time; readonly what: string }

interface Told { readonly scenario: Scenario; readonly trace: Trace }
type Tell = (row: { a: string; b: string; x: number; m: number; i: number }, told: Told) => string;

const byCode = new Map<number, string>(Object.entries(Row).map(([name, code]) => [code, name]));
const kindOf = (m: number, { trace }: Told): string => trace.kinds[m % 65_536] ?? '?';
const causeOf = (m: number): string => causes[Math.floor(m / 65_536)] ?? '?';

/** What a service noted, in one line. */
export function noteText(note: Note, name: (process: ProcessId) => string): string {
  switch (note.kind) {
    case 'claims': case 'yields': return `${note.kind} resource ${note.resource}, epoch ${note.epoch}`;
    case 'acts': return `acts on resource ${note.resource}, epoch ${note.epoch}${note.until === NEVER ? '' : `, until ${formatDuration(note.until)} by its clock`}`;
    case 'invokes': case 'acknowledged':
      return note.kind === 'invokes' ? `invokes ${note.access} ${note.operation}` : `has ${note.access} ${note.operation} acknowledged`;
    case 'serves': return `serves read ${note.operation}, reflecting ${note.reflects}, epoch ${note.epoch}`;
    case 'reaches': return `reaches ${note.milestone} of ${name(note.about)}`;
    default: return `${note.kind} write ${note.operation}, epoch ${note.epoch}`;
  }
}

/** An opinion that was there from the beginning is marked in the trace. */
const atStart = (m: number): string => (m === 1 ? ' from the start' : '');

const tellers: Readonly<Record<RowCode, Tell>> = {
  [Row.trusts]: ({ a, b, m }) => `${a} trusts ${b}${atStart(m)}`,
  [Row.suspects]: ({ a, b, m }) => `${a} suspects ${b}${atStart(m)}`,
  [Row.fails]: ({ a, b, m }) => `${a} declares ${b} failed${atStart(m)}`,
  [Row.crashes]: ({ a, x }) => `${a} crashes (${hows[x]})`,
  [Row.recovers]: ({ a, x }) => `${a} recovers as incarnation ${x}`,
  [Row.pauses]: ({ a }) => `${a} pauses`,
  [Row.resumes]: ({ a }) => `${a} resumes`,
  [Row.cuts]: ({ a, b }) => `${a} → ${b} is cut`,
  [Row.joins]: ({ a, b }) => `${a} → ${b} is joined`,
  [Row.begins]: (row, told) => `fault ${faultOf(row.i, told)} begins`,
  [Row.ends]: (row, told) => `fault ${faultOf(row.i, told)} ends`,
  [Row.sends]: ({ a, b, x, m }, told) => `${a} sends ${kindOf(m, told)} to ${b}, arriving at ${formatDuration(x)}`,
  [Row.loses]: ({ a, b, m }, told) => `${a} sends ${kindOf(m, told)} to ${b}: lost (${causeOf(m)})`,
  [Row.receives]: ({ a, b, x, m }, told) => `${b} receives ${kindOf(m, told)} from ${a}, sent at ${formatDuration(x)}`,
  [Row.drops]: ({ a, b, m }, told) => `${b} does not take ${kindOf(m, told)} from ${a} (${causeOf(m)})`,
  [Row.notes]: ({ a, x }, { trace, scenario }) => `${a} ${noteText(trace.notes[x]!, id => nameIn(scenario, id))}`,
};

const nameIn = (scenario: Scenario, process: number): string => scenario.processes[process]?.name ?? String(process);

function faultOf(i: number, { scenario, trace }: Told): string {
  const fault = scenario.faults[trace.a[i]!];
  return fault ? `${fault.id} (${fault.kind})` : String(trace.a[i]);
}

/** The trace, a line an event. */
export function traceRows(told: Told): TraceRow[] {
  const { trace, scenario } = told;
  return Array.from({ length: trace.length }, (_, i) => {
    const tell = tellers[trace.code[i] as RowCode] as Tell | undefined;
    const row = { a: nameIn(scenario, trace.a[i]!), b: nameIn(scenario, trace.b[i]!), x: trace.x[i]!, m: trace.m[i]!, i };
    return { time: trace.time[i]!, what: tell ? tell(row, told) : byCode.get(trace.code[i]!) ?? `row ${trace.code[i]}` };
  });
}
