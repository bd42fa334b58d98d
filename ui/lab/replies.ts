/** What the worker knows: it computes runs, keeps the last one, and answers questions about any moment of it. */
import { Engine } from '../../sim/engine.ts';
import { finished } from '../../sim/finished.ts';
import type { Registry } from '../../sim/registry.ts';
import { resolve } from '../../sim/resolve.ts';
import type { Scenario, ScenarioFile } from '../../sim/scenario.ts';
import { decisions, everyone, levels, told, watched, type Held } from './estimates.ts';
import { marksBefore, type Mark } from './marks.ts';
import { index, type TraceIndex } from './model.ts';
import type { measures } from './measures.ts';
import type { Answers, Question, Shown } from './protocol.ts';

/** Slices of a run between two reports of progress. */
const slices = 100;
/** A run that sends more than this is traced without its single packets: their columns would fill the memory. */
const packetLimit = 700_000;

let held: Held & { readonly marks: readonly Mark[] } | null = null;

/** A run is made of what is in the registry, and measured if that can be done already. @throws ScenarioError, DetectorError */
export function reply(question: Exclude<Question, { ask: 'system' }>, registry: Registry, progress: (share: number) => void, measured: typeof measures | null): Answers[Question['ask']] {
  if (question.ask === 'run') return compute(question.file, registry, progress, measured);
  if (question.ask === 'beside') return beside(question.file, registry);
  if (!held) throw new Error('no run is held');
  if (question.ask === 'levels') return levels(held, question);
  if (question.ask === 'decisions') return decisions(held, question.moments);
  if (question.ask === 'message') return told(held, question);
  const { engine } = held;
  engine.seek(question.ask === 'measures' ? engine.scenario.horizon : question.at);
  // the trace of the answer was handed over: this is another copy
  if (question.ask === 'measures') return measured!(finished(engine), held.registry);
  if (question.ask === 'digest') return { digest: engine.digest(), replayed: engine.replayed, marks: marksBefore(held.marks, question.at) };
  return question.ask === 'everyone' ? everyone(held) : watched(held, question);
}

function compute(file: ScenarioFile, registry: Registry, progress: (share: number) => void, measured: typeof measures | null): Shown {
  held = null;
  const scenario = resolve(file, registry);
  const { engine, packets, marks } = advanced(scenario, registry, progress);
  const run = finished(engine);
  held = { engine, registry, marks };
  return {
    index: index(run.trace, scenario, registry), load: structuredClone(run.load), measured: measured?.(run, registry) ?? null,
    digest: run.digest, file, packets,
  };
}

/** What the lanes show of a run, without its packets; the run that is held stays. */
function beside(file: ScenarioFile, registry: Registry): TraceIndex {
  const scenario = resolve(file, registry);
  const engine = new Engine(scenario, { registry, trace: 'verdicts' });
  engine.advance(scenario.horizon);
  return index(finished(engine).trace, scenario, registry);
}

/** To the horizon; begun again without single packets if there are too many of them. */
function advanced(scenario: Scenario, registry: Registry, progress: (share: number) => void): { readonly engine: Engine; readonly packets: boolean; readonly marks: readonly Mark[] } {
  const { horizon } = scenario;
  for (const packets of [true, false]) {
    const next = new Engine(scenario, { registry, seekable: true, trace: packets ? 'full' : 'verdicts' });
    const marks: Mark[] = [];
    while (marks.length < slices && !(packets && sent(next) > packetLimit)) {
      const at = Math.floor((horizon * (marks.length + 1)) / slices);
      next.advance(at);
      marks.push({ at, digits: next.digest().slice(-2) });
      progress(marks.length / slices);
    }
    if (marks.length === slices) return { engine: next, packets, marks };
  }
  throw new Error('unreachable: the second engine goes to the horizon');
}

const sent = (at: Engine): number => at.load().messages.reduce((sum, count) => sum + count, 0);
