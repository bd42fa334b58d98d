import { builtIn } from '../../sim/builtIn.ts';
import { firstPair, rare as rareMistakes, type RareReport } from '../../sim/rare/rare.ts';
import { rareByLength, stratifiable, type StrataReport } from '../../sim/rare/strata.ts';
import type { Registry } from '../../sim/registry.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { version } from '../../sim/version.ts';
import { exits, usage } from './failure.ts';
import { withDetector, withForms, withPatience, withQuiet, withRarity, withScenario } from './options.ts';
import { plan } from './plan.ts';
import { rareText, strataText } from './rareText.ts';
import { ranLines } from './spelling.ts';
import { boldFor, type Answer, type Request, type Verb, type Work } from './verb.ts';

/** One detector, by whichever of the two ways fits the scenario. */
export type Rarity =
  | { readonly label: string; readonly scenario: Scenario; readonly method: 'splitting'; readonly report: RareReport }
  | { readonly label: string; readonly scenario: Scenario; readonly method: 'strata'; readonly report: StrataReport };

/** "0>1", ids or names. @throws Failure where nobody of that name watches the other */
function readPair(text: string, { processes, watches }: Scenario): RareReport['pair'] {
  const [monitor, monitored] = text.split('>').map(each => each.trim()).map(each =>
    processes.findIndex(({ name }, id) => name === each || String(id) === each));
  if (monitor === undefined || monitored === undefined || text.split('>').length !== 2) throw usage(`--pair ${text}: write who watches whom, such as '0>1'`);
  if (!watches[monitor]?.includes(monitored)) {
    const { monitor: q, monitored: p } = firstPair({ processes, watches } as Scenario);
    throw usage(`--pair ${text}: there is no such pair; '${processes[q]!.name}>${processes[p]!.name}' is one`);
  }
  return { monitor, monitored };
}

function one(label: string, scenario: Scenario, registry: Registry, { rarity }: Request, onProgress: (share: number) => void): Rarity {
  const fault = stratifiable(scenario, registry);
  const error = rarity?.error !== undefined && rarity.error > 0 ? { error: rarity.error } : {};
  if (fault !== undefined) {
    if (rarity?.pair !== undefined || rarity?.roots !== undefined) throw usage(`--pair and --roots are for splitting; here the length of fault "${fault.id}" is random, and counts for all pairs`);
    return { label, scenario, method: 'strata', report: rareByLength(scenario, fault, { registry, onProgress, ...error }) };
  }
  const pair = rarity?.pair === undefined ? {} : { pair: readPair(rarity.pair, scenario) };
  const roots = rarity?.roots === undefined ? {} : { roots: rarity.roots };
  return { label, scenario, method: 'splitting', report: rareMistakes(scenario, { registry, onProgress, ...error, ...pair, ...roots }) };
}

const json = (all: readonly Rarity[]): string => {
  const plain = all.map(({ label, scenario, method, report }) => ({ scenario: scenario.title, version, seed: scenario.seed, detector: label, method, ...report }));
  return JSON.stringify(plain.length === 1 ? plain[0] : plain, null, 2);
};

function text(rarity: Rarity, request: Request, registry: Registry): string {
  const told = { scenario: rarity.scenario, ran: ranLines(rarity.scenario, registry), columns: request.columns, bold: boldFor(request.paints) };
  return rarity.method === 'splitting' ? rareText(rarity.report, told) : strataText(rarity.report, told);
}

async function answer(request: Request, work: Work): Promise<Answer> {
  if (request.form === 'csv') throw usage('--csv: rare answers as a table or as --json');
  const { registry, entries } = await plan(request, work.pulse);
  const all = entries.map(({ label, scenario }, i) =>
    one(label, scenario, registry ?? builtIn, request, share => work.progressed((i + share) / entries.length)));
  const refused = all.flatMap(({ label, report: { mistakeRate: { why } } }) => (why === undefined ? [] : [`flatline: no figure for ${label}: ${why}`]));
  const out = request.form === 'json' ? json(all) : all.map(each => text(each, request, registry)).join('\n\n');
  return { out, said: refused, exit: refused.length > 0 ? exits.unmet : exits.ok };
}

export const rare: Verb = {
  name: 'rare',
  reads: 'scenario',
  define: command => withQuiet(withPatience(withForms(withRarity(withDetector(withScenario(command
    .description('Say how often mistakes happen that are too rare to wait for')
    .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input')))))))
    .addHelpText('after', `
Splits the walk of one pair at each missed beat; where one fault has a random
length ("for"), cuts that into strata and runs each. The figure is of the long
run: the horizon does not matter. Exit code 1 where no figure can be given.`),
  lasts: () => true,
  answer,
};
