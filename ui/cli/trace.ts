import { finished } from '../../sim/finished.ts';
import { begin } from '../../sim/run.ts';
import { csv } from './csv.ts';
import { usage } from './failure.ts';
import { withDetector, withForms, withPatience, withQuiet, withScenario } from './options.ts';
import { plan } from './plan.ts';
import { traceRows, type TraceRow } from './traceRows.ts';
import type { Answer, Request, Verb, Work } from './verb.ts';
import { whyRows } from './whyRows.ts';

/** "  40.000000 s  n3 pauses". */
export const traceText = (rows: readonly TraceRow[]): string =>
  rows.map(({ time, what }) => `${(time / 1_000_000).toFixed(6).padStart(12)} s  ${what}`).join('\n');

async function answer(request: Request, work: Work): Promise<Answer> {
  const { registry, entries } = await plan(request, work.pulse);
  if (entries.length > 1) throw usage(`trace shows one run, and ${request.input.name} holds ${entries.length} detectors: choose with --detector`);
  const engine = begin(entries[0]!.scenario, { registry, trace: request.full || request.why ? 'full' : 'verdicts', seekable: request.why === true });
  engine.advance(engine.scenario.horizon);
  const run = finished(engine);
  const rows = request.why ? whyRows(engine, run.trace, registry) : traceRows(run);
  if (request.form === 'json') return { out: JSON.stringify({ scenario: run.scenario.title, seed: run.seed, digest: run.digest, rows }, null, 1) };
  if (request.form === 'csv') return { out: csv([['time_us', 'what'], ...rows.map(({ time, what }) => [time, what])]) };
  return { out: traceText(rows) };
}

export const trace: Verb = {
  name: 'trace',
  reads: 'scenario',
  define: command => withQuiet(withPatience(withForms(withDetector(withScenario(command
    .description('Print what happened, one line an event: truth, opinions and what a service did')
    .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input')
    .option('--full', 'every packet too')
    .option('--why', 'suspicions, trust, leaders and split-brains only, each with its cause')))))),
  answer,
};
