import type { Time } from '../../../src/contract.ts';
import type { Act, Beat, Change, Lesson, Values } from '../../../scenarios/lessons/lesson.ts';
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';
import { applied } from '../patch.ts';

/** What the reader has done in a beat. */
export interface Done {
  readonly values: Values;
  /** When the act was done; null as long as it was not. */
  readonly acted: Time | null;
}

export const usualValues = ({ knobs = [] }: Beat): Values => Object.fromEntries(knobs.map(({ name, start }) => [name, start]));

/** The scenario of a beat: the lesson's, what the beat changes in it, and what the reader did. */
export function scenarioOf(lesson: Lesson, beat: Beat, { values, acted }: Done): ScenarioFile {
  const changes = (beat.knobs ?? []).map(({ name, sets, start }) => sets(values[name] ?? start));
  const file = [beat.change ?? {}, ...changes].reduce<ScenarioFile>(changed, lesson.base);
  return beat.act ? { ...file, faults: [...file.faults ?? [], faultOf(beat.act, acted)] } : file;
}

export const changed = (file: ScenarioFile, change: Change): ScenarioFile => applied(file, change) as ScenarioFile;

const faultOf = ({ fault, otherwise }: Act, acted: Time | null): FaultLine =>
  ({ ...fault, at: acted === null ? otherwise : `${Math.round(acted / 1_000)}ms` }) as FaultLine;
