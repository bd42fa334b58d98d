import type { ScenarioFile } from '../../../sim/scenario.ts';
import type { Presets } from '../address.ts';
import { unpackedJson } from '../packing.ts';
import type { Page } from '../page.ts';
import { fetchStories } from '../presets.ts';
import { readChoice } from './choice.ts';
import { isSystem } from './names.ts';

/** A scenario that was made of a system's options joins the presets under what was chosen: links name it so, and what is changed by hand is told against it. */
export function keep(presets: Presets, preset: string, file: ScenarioFile): void {
  (presets as Record<string, ScenarioFile>)[preset] = file;
}

/** Sees to it that the story or the system of that name is among the presets, if it is one; what is wrong with it otherwise. */
export function fetchNamed(preset: string | undefined, presets: Presets, consult: Page['consult'], done: (problem?: string) => void): void {
  if (preset === undefined || Object.hasOwn(presets, preset)) return done();
  if (!isSystem(preset)) return fetchStories(done);
  consult({ ask: 'system', choice: readChoice(preset) }, ({ file, remarks }) => {
    if (!file) return done(remarks[0]!.says);
    keep(presets, preset, file);
    done();
  }, ({ problem }) => done(problem));
}

/** The preset that a link is made of, if it names one. What is wrong with a link, reading it says. */
export function presetIn(hash: string): string | undefined {
  const packed = /[?&]s=([^&]*)/.exec(hash)?.[1];
  if (packed === undefined) return /[?&]preset=([^&]*)/.exec(hash)?.[1];
  try {
    const { preset } = unpackedJson(packed) as { preset?: unknown };
    return typeof preset === 'string' ? preset : undefined;
  } catch {
    return undefined;
  }
}
