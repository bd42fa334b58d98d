/**
 * Comparison ↔ URL: `#/compare?s=…&t=…&sel=…&w=…&c=…&k=…`. All but the last two are the Lab's: `s` is the scenario with
 * its `detectors`. `c` holds the columns where no scenario can say what differs, `k` over how many seeds the table is.
 */
import { addressOf as inLab, readAddress as readLab, type Damage, type Presets } from '../address.ts';
import { packedJson, unpackedJson } from '../packing.ts';
import type { LabState, Script } from '../state.ts';
import { asScenario, branchChoice, comparisonOf, fewest, most, scriptOf, type Choice, type Comparison } from './columns.ts';
import type { CompareState } from './state.ts';

type Looked = Partial<Pick<CompareState, 'cursor' | 'pair' | 'window' | 'span' | 'seeds'>>;
/** What a link says. What it leaves out is undefined. */
export interface Address extends Looked { readonly comparison?: Comparison }

export const mostSeeds = 2_000;

export function addressOf(state: Pick<CompareState, 'comparison' | 'cursor' | 'pair' | 'window' | 'span' | 'seeds' | 'scope'> & Partial<Pick<LabState, 'presenting'>>, presets: Presets): string {
  const { comparison, seeds, scope } = state;
  const { columns, branches } = comparison;
  const [whole, script] = [asScenario(comparison), scriptOf(comparison)];
  const address = inLab({ ...state, script: whole ? { ...script, file: whole } : script }, presets);
  const numbered = ({ detector, service, branch }: Choice): object =>
    ({ detector, service, ...(branch && { branch: branches?.findIndex(({ name }) => name === branch.name) }) });
  const own = whole && !branches ? [] : [`c=${packedJson(columns.map(numbered))}`];
  return [address.replace('#/lab', '#/compare'), ...own, ...(scope === 'seeds' ? [`k=${seeds}`] : [])].join('&');
}

/** One column as a scenario of the Lab, at this moment. */
export const labAddressOf = ({ comparison, cursor, pair, window, span }: CompareState, place: number, presets: Presets): string =>
  inLab({ script: scriptOf(comparison, comparison.columns[place]!), cursor, pair, window, span }, presets);

export function readAddress(hash: string, presets: Presets): { readonly address: Address; readonly damage: readonly Damage[] } {
  const { address: { script, cursor, pair, window, span }, damage: found } = readLab(hash, presets);
  // that field means another thing in the Lab
  const damage = found.filter(({ field }) => field !== 'c');
  const read = <T>(field: string, reader: (text: string) => T): T | undefined => {
    const text = new RegExp(`[?&]${field}=([^&]*)`).exec(hash)?.[1];
    try {
      return text === undefined ? undefined : reader(text);
    } catch (error) {
      damage.push({ field, problem: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const choices = read('c', text => choicesIn(unpackedJson(text), script));
  const seeds = read('k', readSeeds);
  const comparison = script && withChoices(comparisonOf(script), choices);
  const said = { comparison, cursor, pair, window, span, seeds };
  return { address: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Address, damage };
}

const withChoices = (comparison: Comparison, choices: readonly Choice[] | undefined): Comparison =>
  (choices ? { ...comparison, columns: choices.map((choice, id) => ({ id, ...choice })) } : comparison);

function choicesIn(content: unknown, script: Script | undefined): Choice[] {
  if (!Array.isArray(content) || content.length < fewest || content.length > most) throw new Error(`holds no list of ${fewest} to ${most} columns`);
  return content.map((one: unknown) => {
    if (!isFields(one)) throw new Error('holds a column that is none');
    const { detector = null, service = null, branch } = one;
    if (!isFieldsOrNull(detector) || !isFieldsOrNull(service)) throw new Error('holds a column whose detector is none');
    if (branch === undefined) return { detector, service };
    const kept = script && branchChoice(script.file, script.branches?.[Number(branch)] ?? { name: '', future: null });
    if (!kept) throw new Error('holds a column of a branch that does not lie beside the open one');
    return { ...kept, detector, service };
  });
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isFieldsOrNull = (value: unknown): value is Readonly<Record<string, unknown>> | null => value === null || isFields(value);

function readSeeds(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < 2 || Number(text) > mostSeeds) throw new Error(`“${text.slice(0, 30)}” is no number of seeds from 2 to ${mostSeeds}`);
  return Number(text);
}
