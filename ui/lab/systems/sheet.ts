/** What the page has to know of a system to offer its options; made where the engine is. */
import { parseDuration } from '../../../src/parameters.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { allowed, defaultIn, readSettings, spelt, SystemError } from '../../../scenarios/systems/options.ts';
import { played } from '../../../scenarios/systems/play.ts';
import { faultNames, type Option, type Rule, type System, type Values } from '../../../scenarios/systems/system.ts';
import type { Choice } from './choice.ts';

export interface SheetOption {
  readonly name: string;
  readonly kind: Option['kind'];
  /** What a bare number counts: "s". */
  readonly unit: string;
  /** As it stands, and as it is by default in that release: as the system's users write it. */
  readonly text: string;
  readonly usual: string;
  readonly choices: readonly string[];
  readonly meaning: string;
  /** "seconds, at least 1". */
  readonly allowed: string;
  /** Where the default was read, and what it was before. */
  readonly more: string;
}

/** What is wrong, or unwise, and with which options. */
export interface Remark { readonly options: readonly string[]; readonly says: string; readonly strength: 'refuses' | 'advises' }

export interface Sheet {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly summary: string;
  /** Releases since which a default has been another one, the newest first. */
  readonly releases: readonly string[];
  /** Whom a fault can hit. */
  readonly roles: readonly { readonly name: string; readonly meaning: string }[];
  readonly options: readonly SheetOption[];
  readonly remarks: readonly Remark[];
  /** Null where the system refuses the options. */
  readonly file: ScenarioFile | null;
}

/** @throws SystemError where there is no such system, release or option */
export function sheetOf(choice: Choice): Sheet {
  const system = systemNamed(choice.system);
  const { name, title, version, summary, options, roles } = system;
  const refused = refusals(system, choice);
  const made = refused.length > 0 ? { file: null, remarks: refused } : attempted(system, choice);
  return {
    name, title, version, summary, ...made,
    releases: [...new Set(Object.values(options).flatMap(({ history = [] }) => history.map(({ before }) => before)))],
    roles: Object.entries(roles).map(([role, { meaning }]) => ({ name: role, meaning })),
    options: Object.entries(options).map(([each, option]) => sheetOption(each, option, choice)),
  };
}

function sheetOption(name: string, option: Option, { settings, release }: Choice): SheetOption {
  const { kind, unit = '', choices = [], meaning, source, history = [] } = option;
  const usual = spelt(defaultIn(option, release), option);
  const earlier = history.map(({ before, default: then }) => `${spelt(then, option)} before ${before}`);
  return { name, kind, unit, choices, meaning, usual, text: settings[name] ?? usual, allowed: allowed(option), more: [...earlier, source ?? ''].filter(Boolean).join('; ') };
}

/** Option by option first, then the rules between them. */
function refusals(system: System, { settings, release }: Choice): Remark[] {
  const alone = { ...system, rules: [] };
  readSettings(alone, {}, release);
  const wrong = Object.entries(settings).flatMap(([name, text]): Remark[] => {
    const says = problemOf(() => readSettings(alone, { [name]: text }, release));
    return says === undefined ? [] : [{ options: [name], says, strength: 'refuses' }];
  });
  return wrong.length > 0 ? wrong : broken(system, readSettings(alone, settings, release), settings, 'refuses');
}

/** The rules that do not hold, each with the options that it reads: those that the reader has set come first. */
function broken({ rules }: System, values: Values, settings: Choice['settings'], wanted: Rule['strength']): Remark[] {
  return rules.filter(({ strength }) => strength === wanted).flatMap(({ says, strength, holds }): Remark[] => {
    const read = new Set<string>();
    if (holds(watching(values, name => read.add(name)))) return [];
    const set = (name: string): number => Number(Object.hasOwn(settings, name));
    return [{ options: [...read].sort((one, other) => set(other) - set(one)), says, strength }];
  });
}

/** The same values; whichever is read is told. */
function watching(values: Values, told: (name: string) => void): Values {
  const watched = {};
  for (const [name, value] of Object.entries(values)) Object.defineProperty(watched, name, { get() { told(name); return value; } });
  return watched;
}

function attempted(system: System, { settings, release, fault, target, lasts }: Choice): Pick<Sheet, 'file' | 'remarks'> {
  const length = lasts === undefined ? undefined : parseDuration(lasts);
  const wrong = lasts !== undefined && !length ? `How long the fault lasts is a duration with its unit, such as 30s, not "${lasts}"`
    : fault !== undefined && !faultNames.includes(fault) ? `${system.name} knows no fault called "${fault}"` : undefined;
  if (wrong !== undefined) return { file: null, remarks: [{ options: [], says: wrong, strength: 'refuses' }] };
  try {
    const file = played({ system, settings, ...(release && { release }), ...(fault && { fault }), ...(target && { target }), ...(length && { lasts: length }) });
    return { file, remarks: broken(system, readSettings(system, settings, release), settings, 'advises') };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { file: null, remarks: [{ options: [], says: error.message, strength: 'refuses' }] };
  }
}

function problemOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof SystemError) return error.message;
    throw error;
  }
}
