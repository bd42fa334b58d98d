import type { Engine } from '../../sim/engine.ts';
import type { Registry } from '../../sim/registry.ts';
import { Row, type Trace } from '../../sim/trace.ts';
import { decisions } from '../lab/estimates.ts';
import { index } from '../lab/model/traceIndex.ts';
import { sentence } from '../lab/model/sentence.ts';
import { splitBrain } from '../lab/model/whyLeads.ts';
import type { TraceRow } from './traceRows.ts';

/** Every verdict of a finished run with its cause: the sentences that the laboratory tells. The engine is left elsewhere in time. */
export function whyRows(engine: Engine, trace: Trace, registry: Registry): TraceRow[] {
  const run = index(trace, engine.scenario, registry), rows = [...run.verdicts];
  const opines = rows.filter(row => trace.code[row] === Row.suspects || trace.code[row] === Row.fails);
  const said = decisions({ engine, registry }, opines.map(row => ({ monitor: trace.a[row]!, peer: trace.b[row]!, at: trace.time[row]! })));
  const decided = new Map(opines.map((row, i) => [row, said[i]!]));
  const told = rows.map(row => ({ time: trace.time[row]!, what: sentence(run, row, decided.get(row) ?? null) }));
  const splits = run.leadership.splitBrains.map(span => ({ time: span.from, what: splitBrain(run, span) }));
  return [...told, ...splits].sort((one, other) => one.time - other.time);
}
