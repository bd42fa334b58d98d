/** A trace as text that a person can read, a line a row: what the golden files hold. */
import { Row, causes, hows, type Trace } from '../../sim/trace.ts';
import type { Scenario } from '../../sim/scenario.ts';

const seconds = (time: number): string => (time / 1e6).toFixed(6).padStart(12);

export function readable(trace: Trace, scenario: Scenario): string {
  const name = (process: number): string => scenario.processes[process]?.name ?? `#${process}`;
  const lines: string[] = [];
  for (let i = 0; i < trace.length; i++) lines.push(`${seconds(trace.time[i]!)}  ${told(trace, i, name, scenario)}`);
  return `${lines.join('\n')}\n`;
}

function told(trace: Trace, i: number, name: (process: number) => string, scenario: Scenario): string {
  const [a, b, x, m] = [name(trace.a[i]!), name(trace.b[i]!), trace.x[i]!, trace.m[i]!];
  const kind = trace.kinds[m & 0xffff];
  const cause = causes[m >> 16];
  const initially = m === 1 ? ' at the start' : '';
  switch (trace.code[i]) {
    case Row.trusts: return `${a} trusts ${b}${initially}`;
    case Row.suspects: return `${a} SUSPECTS ${b}${initially}`;
    case Row.fails: return `${a} FAILS ${b}${initially}`;
    case Row.crashes: return `--- ${a} crashes (${hows[x]})`;
    case Row.recovers: return `--- ${a} recovers, incarnation ${x}`;
    case Row.pauses: return `--- ${a} pauses`;
    case Row.resumes: return `--- ${a} resumes`;
    case Row.cuts: return `--- ${a} -> ${b} is cut`;
    case Row.joins: return `--- ${a} -> ${b} is joined`;
    case Row.begins: return `=== fault ${scenario.faults[trace.a[i]!]!.id} begins`;
    case Row.ends: return `=== fault ${scenario.faults[trace.a[i]!]!.id} ends`;
    case Row.sends: return `${a} -> ${b}  ${kind}, arrives ${seconds(x).trim()}`;
    case Row.loses: return `${a} -x ${b}  ${kind}, ${cause}`;
    case Row.receives: return `${b} <- ${a}  ${kind}, sent ${seconds(x).trim()}`;
    case Row.drops: return `${b} x- ${a}  ${kind}, ${cause}`;
    case Row.notes: return `${a} notes ${JSON.stringify(trace.notes[x])}`;
    default: return `row of code ${trace.code[i]}`;
  }
}
