import { appendFileSync, writeFileSync } from 'node:fs';
import { verdicts, type Checked } from '../../sim/verdicts.ts';
import { pool } from '../../sim/statistics.ts';
import { version } from '../../sim/version.ts';
import { checkMarkdown } from './checkMarkdown.ts';
import { checkText, tally } from './checkText.ts';
import { asFailure, badInput, exits } from './failure.ts';
import { allWarnings, outcomes, type Outcome } from './measuring.ts';
import { withQuiet, withRuns, withScenario } from './options.ts';
import { plan } from './plan.ts';
import { boldFor, type Answer, type Input, type Request, type Verb, type Work } from './verb.ts';

/** Enough for intervals, and for most scenarios a matter of seconds. */
const usualRuns = 30;

/** One detector of one file, and what became of each bound that the file states. */
export interface CheckedOutcome { readonly file: string; readonly outcome: Outcome; readonly checked: readonly Checked[] }

/** What one file comes to. @throws Failure that names it */
async function checkFile(input: Input, request: Request, work: Work): Promise<CheckedOutcome[]> {
  try {
    const planned = await plan({ ...request, input }, work.pulse);
    return outcomes(planned, request, work, usualRuns).all.map(outcome => {
      const { scenario, measured, report, label } = outcome;
      const checked = verdicts(measured, report, run => pool([run], { scenario, version, detector: label }), scenario.expect);
      return { file: input.name, outcome, checked };
    });
  } catch (error) {
    throw asFailure(error, input.name);
  }
}

function json(all: readonly CheckedOutcome[]): string {
  const { holds, broken, undecided } = tally(all);
  const checks = all.map(({ file, outcome: { report }, checked }) => ({
    file, scenario: report.scenario, detector: report.detector, seed: report.seed, runs: report.runs, warnings: report.warnings,
    bounds: checked.map(({ expectation, ...rest }) => ({ assertion: expectation.text, ...rest })),
  }));
  return JSON.stringify({ version, holds, broken, undecided, checks }, null, 2);
}

/** The file that GitHub shows as the summary of a job is added to; any other is written anew. */
function writeMarkdown(path: string, text: string): void {
  try {
    if (path === process.env['GITHUB_STEP_SUMMARY']) appendFileSync(path, `${text}\n`);
    else writeFileSync(path, `${text}\n`);
  } catch (error) {
    throw badInput(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

/** A file at a time. */
async function answer(request: Request, work: Work): Promise<Answer> {
  const { inputs } = request.check!;
  const all: CheckedOutcome[] = [];
  for (const [i, input] of inputs.entries()) {
    const share = (part: number): number => (i + part) / inputs.length;
    try {
      all.push(...await checkFile(input, request, { ...work, progressed: part => work.progressed(share(part)) }));
    } catch (error) {
      if (all.length === 0 || !work.stopped?.()) throw error;
    }
    if (work.stopped?.()) return interrupted(all, request);
  }
  return told(all, request);
}

/** What there is, of the files so far. */
function interrupted(all: readonly CheckedOutcome[], request: Request): Answer {
  const { out, said = [] } = told(all, request);
  return { out, said: [...said, 'flatline: interrupted: not every file, or not every run of it, is in this'], exit: exits.interrupted };
}

/** The answer, of whatever was checked. */
function told(all: readonly CheckedOutcome[], request: Request): Answer {
  const { inputs, markdown, strict } = request.check!;
  const { stated, broken, undecided } = tally(all);
  if (stated === 0) throw badInput(`${inputs.map(({ name }) => name).join(', ')}: nothing is stated under "expect", so there is nothing to check`);
  if (markdown !== undefined) writeMarkdown(markdown, checkMarkdown(all));
  const silent = all.filter(({ checked }) => checked.length === 0).map(({ file }) => `flatline: warning: ${file} states nothing under "expect"`);
  const open = undecided > 0 && !strict ? [`flatline: warning: ${undecided} of ${stated} bounds ${undecided === 1 ? 'is' : 'are'} undecided; --strict would fail`] : [];
  return {
    out: request.form === 'json' ? json(all) : checkText(all, request.columns, boldFor(request.paints)),
    said: [...allWarnings(all.map(({ outcome }) => outcome)), ...new Set(silent), ...open],
    exit: broken > 0 || (strict && undecided > 0) ? exits.unmet : exits.ok,
  };
}

export const check: Verb = {
  name: 'check',
  reads: 'scenarios',
  lasts: () => true,
  define: command => withQuiet(withRuns(withScenario(command
    .description('Hold scenarios to the bounds that they state, each by its interval: for a CI pipeline')
    .argument('<files...>', 'scenarios: files, or names of shipped ones')), ` (default: ${usualRuns})`)
    .option('--strict', 'fail also where the runs do not decide')
    .option('--markdown <file>', 'write a summary there, such as "$GITHUB_STEP_SUMMARY"')
    .option('--json', 'write JSON')),
  answer,
};
