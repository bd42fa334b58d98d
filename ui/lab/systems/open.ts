import type { ScenarioFile } from '../../../sim/scenario.ts';
import { parseDuration } from '../../../src/parameters.ts';
import type { Page } from '../page.ts';
import type { Failure } from '../state.ts';
import type { Beginning } from '../update.ts';
import { spellChoice, type Choice } from './choice.ts';
import { keep } from './named.ts';
import { rebased } from './rebase.ts';
import type { Sheet } from './sheet.ts';

/** Opens a system as it is chosen. */
export function openSystem(page: Page, choice: Choice): void {
  const refused = ({ problem }: Failure): void => page.dispatch({ type: 'say', text: problem });
  page.consult({ ask: 'system', choice }, ({ title, file, remarks }) => {
    if (!file) return refused({ path: '', problem: remarks[0]!.says });
    page.dispatch({ type: 'open', script: scriptOf(page, choice, file), said: `Opened: ${title}`, beginning: beginningOf(file) });
  }, refused);
}

/** The system that is open takes other options: what was changed by hand stays, and so does the moment that is looked at. */
export function chooseOptions(page: Page, choice: Choice, { title, file }: Sheet): void {
  const { script, cursor, window, pair, nodes } = page.state();
  const base = page.presets[script.preset];
  if (!file) return;
  const next = scriptOf(page, choice, file);
  page.dispatch({ type: 'open', script: { ...next, file: base ? rebased(base, script.file, file) : file }, said: `${title}: other options`, beginning: { cursor, window, pair, nodes } });
}

function scriptOf(page: Page, choice: Choice, file: ScenarioFile): { preset: string; file: ScenarioFile; variant: number } {
  const preset = spellChoice(choice);
  keep(page.presets, preset, file);
  return { preset, file, variant: 0 };
}

const shortest = 20_000_000;

/** Just before the fault, and as fast as the times of the system ask for: some take seconds, some two hours. */
export function beginningOf({ horizon, faults = [] }: ScenarioFile): Beginning {
  const end = parseDuration(String(horizon)) ?? 0;
  const at = parseDuration(String(faults[0]?.at ?? '')) ?? 0;
  const span = Math.max(shortest, Math.round((end - at) / 3_000_000) * 1_000_000);
  return { span, speed: Math.min(100, Math.max(1, Math.round(span / shortest))), cursor: Math.max(0, at - Math.round(span / 20)) };
}
