import { comparePaired } from '../../sim/statistics.ts';
import { compareCsv } from './compareCsv.ts';
import { compareText, type Compared } from './compareText.ts';
import { endedText } from './ended.ts';
import { exits, usage } from './failure.ts';
import { allWarnings, exitOf, maySeveral, outcomes, type Outcome, type Outcomes } from './measuring.ts';
import { withDetector, withForms, withPatience, withQuiet, withRuns, withScenario, withStopping } from './options.ts';
import { plan, type Plan } from './plan.ts';
import { detectorText, ranLines } from './spelling.ts';
import { boldFor, type Answer, type Request, type Verb, type Work } from './verb.ts';

/** Enough for intervals, and for most scenarios a matter of seconds. */
const usualRuns = 30;

/** What was run, but for the detector, which differs. */
const shared = new Set(['Detector']);

function compared(all: readonly Outcome[], { registry }: Plan): Compared {
  const [first, ...rest] = all;
  return {
    reports: all.map(({ report }) => report), paired: rest.map(({ measured }) => comparePaired(first!.measured, measured)),
    ran: ranLines(first!.scenario, registry).filter(([name]) => !shared.has(name)),
    detectors: all.map(({ scenario }) => detectorText(scenario, registry)),
  };
}

const json = ({ reports, paired }: Compared, ended: Outcomes['ended']): string => JSON.stringify({
  reports, paired: paired.map((each, i) => ({ a: reports[0]!.detector, b: reports[i + 1]!.detector, ...each })), ended,
}, null, 2);

async function answer(request: Request, work: Work): Promise<Answer> {
  const planned = await plan(request, work.pulse);
  if (planned.entries.length < 2) throw usage(`compare needs two detectors: name them with --detector, or list "detectors" in the scenario`);
  const made = outcomes(planned, request, work, usualRuns);
  const { all, ended } = made;
  const result = compared(all, planned);
  const out = request.form === 'json' ? json(result, ended) : request.form === 'csv' ? compareCsv(result)
    : compareText(result, request.columns, boldFor(request.paints));
  return { out, said: [...allWarnings(all), ...(ended ? [`flatline: ${endedText(ended)}`] : [])], exit: exitOf(made, exits.ok) };
}

export const compare: Verb = {
  name: 'compare',
  reads: 'scenario',
  lasts: request => maySeveral(request, usualRuns),
  define: command => withQuiet(withPatience(withForms(withStopping(withRuns(withDetector(withScenario(command
    .description('Run several detectors under the same weather, and say what differs')
    .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input'))), ` (default: ${usualRuns})`))))),
  answer,
};
