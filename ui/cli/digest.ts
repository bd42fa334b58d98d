import { replicate } from '../../sim/run.ts';
import { csv } from './csv.ts';
import { withDetector, withForms, withPatience, withQuiet, withRuns, withScenario } from './options.ts';
import { plan, type Plan } from './plan.ts';
import type { Answer, Request, Verb, Work } from './verb.ts';

export interface Digested { readonly detector: string; readonly seed: string; readonly digest: string }

function digests({ registry, entries }: Plan, runs: number, work: Work): Digested[] {
  const share = 1 / (entries.length * runs);
  let done = 0;
  return entries.flatMap(({ label, scenario }) => {
    const onProgress = (part: number) => work.progressed((done + part) * share);
    return Array.from(replicate(scenario, runs, { registry, onProgress }), ({ seed, digest }) => {
      done++;
      return { detector: label, seed, digest };
    });
  });
}

/** The bare digest where there is one; beside what tells it apart where there are several. */
export function digestText(all: readonly Digested[]): string {
  if (all.length === 1) return all[0]!.digest;
  return all.map(({ detector, seed, digest }) => `${digest}  ${seed}  ${detector}`).join('\n');
}

async function answer(request: Request, work: Work): Promise<Answer> {
  const all = digests(await plan(request, work.pulse), request.runs ?? 1, work);
  if (request.form === 'json') return { out: JSON.stringify(all, null, 2) };
  if (request.form === 'csv') return { out: csv([['detector', 'seed', 'digest'], ...all.map(each => [each.detector, each.seed, each.digest])]) };
  return { out: digestText(all) };
}

export const digest: Verb = {
  name: 'digest',
  reads: 'scenario',
  define: command => withQuiet(withPatience(withForms(withRuns(withDetector(withScenario(command
    .description('Print the digest of a run: equal digests, equal runs, on any machine and in the browser')
    .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input'))), '')))),
  answer,
};
