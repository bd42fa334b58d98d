import { judge, type Judgement } from '../../sim/report.ts';
import { reportCsv } from './csv.ts';
import { exits } from './failure.ts';
import { endedText } from './ended.ts';
import { allWarnings, exitOf, maySeveral, outcomes, type Outcome, type Outcomes } from './measuring.ts';
import { withDetector, withForms, withPatience, withQuiet, withRuns, withScenario, withStopping } from './options.ts';
import { plan, type Plan } from './plan.ts';
import { runText } from './runText.ts';
import { ranLines } from './spelling.ts';
import { boldFor, type Answer, type Request, type Verb, type Work } from './verb.ts';

interface Judged { readonly outcome: Outcome; readonly judged: readonly Judgement[] }

/** What to try after this: the first ideas that have not been followed yet. */
export function nextSteps({ input, detectors, settings }: Request, { report, scenario }: Outcome): [string, string][] {
  if (input.name === 'standard input') return [];
  const file = input.name.includes(' ') ? `'${input.name}'` : input.name;
  const quorum = scenario.service?.params.quorum === false && (report.pooled.splitBrain?.count ?? 0) > 0;
  const steps: [boolean, string, string][] = [
    [quorum, `npx flatline run ${file} --set service.quorum=true`, 'would a quorum have prevented it?'],
    [report.runs < 30, `npx flatline run ${file} --runs 30`, 'thirty kinds of weather instead of one, with intervals'],
    [detectors.length === 0 && !scenario.service, `npx flatline compare ${file} --detector push:fixed --detector push:phi`,
      'which detector does better under the same weather?'],
    [settings.length === 0, `npx flatline describe ${file}`, 'every setting that --set can change'],
  ];
  return steps.filter(([applies]) => applies).map(([, command, why]): [string, string] => [command, why]).slice(0, 2);
}

function text(all: readonly Judged[], request: Request, { registry }: Plan): string {
  const bold = boldFor(request.paints);
  return all.map(({ outcome, judged }, i) => runText({
    report: outcome.report, story: i === 0 ? outcome.scenario.story : '', ran: ranLines(outcome.scenario, registry),
    judged, next: i === all.length - 1 ? nextSteps(request, outcome) : [],
  }, request.columns, bold)).join(`\n\n${'─'.repeat(request.columns)}\n\n`);
}

/** The report, and whether what the scenario states of it holds. */
function json(all: readonly Judged[], ended: Outcomes['ended']): string {
  const plain = all.map(({ outcome, judged }) => {
    const expect = judged.map(({ expectation, holds, measured, why }) => ({ assertion: expectation.text, holds, measured, why }));
    return Object.assign({}, outcome.report, { expect }, ended && { ended });
  });
  return JSON.stringify(plain.length === 1 ? plain[0] : plain, null, 2);
}

async function answer(request: Request, work: Work): Promise<Answer> {
  const planned = await plan(request, work.pulse);
  const made = outcomes(planned, request, work);
  const { all: ran, ended } = made;
  const all = ran.map((outcome): Judged => ({ outcome, judged: judge(outcome.report, outcome.scenario.expect) }));
  const unmet = all.flatMap(({ judged }) => judged).filter(({ holds }) => !holds);
  const out = request.form === 'json' ? json(all, ended) : request.form === 'csv' ? reportCsv(ran.map(({ report }) => report)) : text(all, request, planned);
  const said = unmet.map(({ expectation, why }) => `flatline: not as stated: ${expectation.text}${why ? `: ${why}` : ''}`);
  return {
    out, said: [...allWarnings(ran), ...said, ...(ended ? [`flatline: ${endedText(ended)}`] : [])],
    exit: exitOf(made, unmet.length > 0 ? exits.unmet : exits.ok),
  };
}

export const run: Verb = {
  name: 'run',
  reads: 'scenario',
  lasts: request => maySeveral(request, 1),
  define: command => withQuiet(withPatience(withForms(withStopping(withRuns(withDetector(withScenario(command
    .description('Run a scenario and say how well its detector did')
    .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input'))), ' (default: 1)'))))),
  answer,
};
