import type { AnyEstimator } from '../../../src/contract.ts';
import type { Parameter } from '../../../src/parameters.ts';
import { el } from '../dom.ts';
import { choose, freshName, parameterControl } from './parameter.ts';

/** What a registry's entry must say of itself to be chosen. */
export interface Entry { readonly parameters: Readonly<Record<string, Parameter<unknown>>> }
type Written = Readonly<Record<string, unknown>>;

export interface Chooser {
  readonly name: string;
  /** What the choice is called in the page. */
  readonly words: string;
  readonly entries: Readonly<Record<string, Entry>>;
  /** As it is written in the scenario: `{ kind, …options }`; null for none. */
  readonly written: Written | null;
  /** The name of "none", where nothing may be chosen. */
  readonly none?: string;
  readonly estimators: Readonly<Record<string, AnyEstimator>>;
  readonly changed: (written: Written | null) => void;
}

/** A list of the registered entries, and controls for the options of the chosen one, all made from its table. */
export function choiceControls(chooser: Chooser): HTMLElement {
  const { name, words, entries, written, none, changed } = chooser;
  const kind = written ? String(written['kind']) : none ?? '';
  const id = freshName(name);
  const names = [...(none ? [none] : []), ...Object.keys(entries)];
  const picker = choose({ id, 'data-testid': `choose-${name}` }, names.includes(kind) ? names : [kind, ...names], kind,
    next => changed(next === none ? null : startingAs(next, entries[next]!, written)));
  const entry = entries[kind];
  return el('div', { 'data-choice': name },
    el('div', { class: 'field' }, el('label', { for: id }, words), picker),
    entry && written ? el('div', { class: 'nested' }, ...optionControls(chooser, entry, written)) : null);
}

function optionControls(chooser: Chooser, entry: Entry, written: Written): (HTMLElement | null)[] {
  return Object.entries(entry.parameters).map(([option, parameter]) => {
    const set = (value: unknown): void => chooser.changed({ ...written, [option]: value });
    if (parameter.kind !== 'estimator') return parameterControl({ name: option, parameter, written: written[option], changed: set });
    const inner = (written[option] ?? parameter.default ?? null) as Written | null;
    return choiceControls({
      name: option, words: option, entries: chooser.estimators, estimators: chooser.estimators, changed: set, written: asWritten(inner),
    });
  });
}

/** A default in a table is resolved (`{ kind, params }`); a scenario writes it flat, and leaves defaults out. */
function asWritten(choice: Written | null): Written | null {
  return choice && 'params' in choice ? { kind: choice['kind'] } : choice;
}

/** The new kind, with the options that it shares with the old one, and those that must be given. */
function startingAs(kind: string, entry: Entry, before: Written | null): Written {
  const options = Object.entries(entry.parameters).flatMap(([option, parameter]): [string, unknown][] => {
    const kept = before?.[option];
    if (kept !== undefined && (parameter.kind !== 'choice' || parameter.choices?.includes(String(kept)))) return [[option, kept]];
    const needed = neededBy(parameter, option);
    return needed === undefined ? [] : [[option, needed]];
  });
  return { kind, ...Object.fromEntries(options) };
}

/** Something sensible for an option that has no default. */
function neededBy(parameter: Parameter<unknown>, option: string): unknown {
  if (parameter.default !== undefined) return undefined;
  const sensible: Readonly<Record<string, unknown>> = {
    interval: '1s', timeout: '3s', margin: '500ms', value: '10ms', low: '1ms', high: '20ms', mean: '10ms', median: '2ms', p99: '20ms', scale: '2ms',
    average: 0.1, meanBurst: '2s', meanLength: 3, shape: 2, estimator: { kind: 'fixed', timeout: '3s' },
  };
  if (option in sensible) return sensible[option];
  if (parameter.kind === 'duration') return '1s';
  if (parameter.kind === 'choice') return parameter.choices?.[0];
  return parameter.kind === 'flag' ? false : parameter.min;
}
