/**
 * The other side of the page: fetches what a scenario is made of, and has one question answered after the other. Most
 * of what can be chosen is not needed for the run that is shown first, so it comes by itself once that run is there.
 */
import { pull } from '../../src/detectors/pull.ts';
import { push } from '../../src/detectors/push.ts';
import { estimators } from '../../src/estimators/index.ts';
import { DetectorError } from '../../sim/detectorError.ts';
import { faults } from '../../sim/faults/index.ts';
import { latencies } from '../../sim/latencies/index.ts';
import { losses } from '../../sim/losses/index.ts';
import type { Registry } from '../../sim/registry.ts';
import { ScenarioError, type ScenarioFile } from '../../sim/scenario.ts';
import { instant } from './model.ts';
import type { Answers, FromWorker, Question, Shown, ToWorker } from './protocol.ts';
import { reply } from './replies.ts';
import { entryIn, fileOf, kindsIn } from './shelf.ts';
import type { Failure } from './state.ts';
import { tablesOf } from './tables.ts';

/** What is here already. */
let registry: Registry = { detectors: { push, pull }, services: {}, estimators, latencies, losses, faults };
let complete = false;
let last: Promise<void> = Promise.resolve();

const post = (message: FromWorker, handedOver: Transferable[] = []): void => self.postMessage(message, { transfer: handedOver });

self.onmessage = (event: MessageEvent<ToWorker>) => { last = last.then(() => settle(event.data)); };

async function settle({ serial, ...question }: ToWorker): Promise<void> {
  try {
    const answer = await answered(question, share => post({ serial, progress: share }));
    post({ serial, answer }, question.ask === 'run' ? columnsOf((answer as Shown).index) : []);
  } catch (error) {
    post({ serial, failure: failureOf(error) });
  }
  // not awaited: no question waits for it; if it fails, the next run tries again
  if (question.ask === 'run') fetchRest().catch(() => {});
}

async function answered(question: Question, progress: (share: number) => void): Promise<Answers[Question['ask']]> {
  if (question.ask !== 'run' || complete) return reply(question, registry, progress);
  await fetchNamed(question.file);
  try {
    return reply(question, registry, progress);
  } catch (error) {
    // what is wrong is said by whoever knows everything that could have been chosen
    if (!(error instanceof ScenarioError)) throw error;
    await fetchRest();
    return reply(question, registry, progress);
  }
}

async function fetchNamed(file: ScenarioFile): Promise<void> {
  for (const { family, kind } of kindsIn(file)) {
    const fetch = Object.hasOwn(registry[family], kind) ? undefined : fileOf(family, kind);
    const entry = fetch && entryIn(await fetch(), kind);
    if (entry && !complete) registry = { ...registry, [family]: { ...registry[family], [kind]: entry } };
  }
  if (!complete) post({ tables: tablesOf(registry), complete });
}

async function fetchRest(): Promise<void> {
  if (complete) return;
  const [{ detectors }, { services }] = await Promise.all([import('../../src/detectors/index.ts'), import('../../src/services/index.ts')]);
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
