/**
 * The other side of the page: fetches what a scenario is made of, and has one question answered after the other. Most
 * of what can be chosen is not needed for the run that is shown first, so it comes by itself once that run is there.
 */
import { pushWith } from '../../src/detectors/pushWith.ts';
import { fixed } from '../../src/estimators/fixed.ts';
import { DetectorError } from '../../sim/detectorError.ts';
import { faults } from '../../sim/faults/index.ts';
import { constant } from '../../sim/latencies/constant.ts';
import { lognormal } from '../../sim/latencies/lognormal.ts';
import { independent } from '../../sim/losses/independent.ts';
import type { Registry } from '../../sim/registry.ts';
import { ScenarioError, type ScenarioFile } from '../../sim/scenario.ts';
import type { measures } from './measures.ts';
import { instant } from './model/words.ts';
import type { Answers, FromWorker, Question, Shown, ToWorker } from './protocol.ts';
import { reply } from './replies.ts';
import { entryIn, families, fileOf, kindsIn } from './shelf.ts';
import type { Failure } from './state.ts';
import { tablesOf } from './tables.ts';

/** What is here already. */
let registry: Registry = {
  detectors: { push: pushWith({ fixed }) }, services: {}, estimators: { fixed }, latencies: { constant, lognormal }, losses: { independent }, faults,
};
let complete = false;
let measured: typeof measures | null = null;
let last: Promise<void> = Promise.resolve();

const post = (message: FromWorker, handedOver: Transferable[] = []): void => self.postMessage(message, { transfer: handedOver });

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  const queue = (): void => { last = last.then(() => settle(data)); };
  // nobody waits for what is fetched to measure
  if (data.ask === 'measures') void fetchMeasures().then(queue, queue);
  else queue();
};

async function settle({ serial, ...question }: ToWorker): Promise<void> {
  try {
    const answer = await answered(question, share => post({ serial, progress: share }));
    post({ serial, answer }, question.ask === 'run' ? columnsOf((answer as Shown).index) : question.ask === 'beside' ? columnsOf(answer) : []);
  } catch (error) {
    post({ serial, failure: failureOf(error) });
  }
  // not awaited: no question waits for it; if it fails, the next run tries again
  if (question.ask === 'run') fetchRest().catch(() => {});
}

async function answered(question: Question, progress: (share: number) => void): Promise<Answers[Question['ask']]> {
  if (question.ask === 'system') return (await import('./systems/sheet.ts')).sheetOf(question.choice);
  if (question.ask === 'measures') await fetchMeasures();
  if (question.ask === 'run' && !question.hasty) await fetchMeasures().catch(() => {});
  if (!('file' in question) || complete) return reply(question, registry, progress, measured);
  await fetchNamed(question.file);
  try {
    return reply(question, registry, progress, measured);
  } catch {
    // what is wrong, if anything is, is said by whoever knows everything that could have been chosen
    await fetchRest();
    return reply(question, registry, progress, measured);
  }
}

async function fetchNamed(file: ScenarioFile): Promise<void> {
  for (const kind of kindsIn(file).filter(unknown)) {
    for (const family of families) {
      const entry = entryIn(await fileOf(family, kind)?.(), kind);
      if (entry && !complete) registry = { ...registry, [family]: { ...registry[family], [kind]: entry } };
    }
    if (unknown(kind)) await fetchStock();
  }
  if (!complete) post({ tables: tablesOf(registry), complete });
}

const unknown = (kind: string): boolean => !Object.values(registry).some(entries => Object.hasOwn(entries, kind));

async function fetchStock(): Promise<void> {
  const { estimators, latencies, losses } = await import('./stock.ts');
  if (!complete) registry = { ...registry, detectors: { ...registry.detectors, push: pushWith(estimators) }, estimators, latencies, losses };
}

async function fetchMeasures(): Promise<void> {
  ({ measures: measured } = await import('./measures.ts'));
}

async function fetchRest(): Promise<void> {
  if (complete) return;
  const [{ detectors }, { services }] = await Promise.all([import('../../src/detectors/index.ts'), import('../../src/services/index.ts'), fetchStock()]);
  if (complete) return;
  registry = { ...registry, detectors, services };
  complete = true;
  post({ tables: tablesOf(registry), complete });
}

function failureOf(error: unknown): Failure {
  if (error instanceof ScenarioError) return { path: error.path, problem: error.problem };
  if (error instanceof DetectorError) return { path: '', problem: `the run stopped at ${instant(error.at)}, in process ${error.process}: ${error.problem}` };
  return { path: '', problem: error instanceof Error ? error.message : String(error) };
}

/** The memory of all columns: it is handed over, not copied. */
function columnsOf(value: unknown, found = new Set<ArrayBufferLike>()): Transferable[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) for (const part of Object.values(value)) columnsOf(part, found);
  return [...found] as ArrayBuffer[];
}
