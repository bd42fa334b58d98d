import { defaultOf, type Parameter } from '../../../src/parameters.ts';
import { el } from '../dom.ts';
import type { Entries, Entry } from '../tables.ts';
import { choose, freshName, parameterControl } from './parameter.ts';

type Written = Readonly<Record<string, unknown>>;

export interface Chooser {
  readonly name: string;
  /** What the choice is called in the page. */
  readonly words: string;
  readonly entries: Entries;
  /** As it is written in the scenario: `{ kind, …options }`; null for none. */
  readonly written: Written | null;
  /** The name of "none", where nothing may be chosen. */
  readonly none?: string;
  readonly estimators: Entries;
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
    entry?.summary ? el('p', { class: 'muted small' }, entry.summary) : null,
    entry && written ? el('div', { class: 'nested' }, ...optionControls(chooser, entry, written)) : null);
}

function optionControls(chooser: Chooser, entry: Entry, written: Written): (HTMLElement | null)[] {
  return Object.entries(entry.parameters).map(([option, parameter]) => {
    const set = (value: unknown): void => chooser.changed(without({ ...written, [option]: value }));
    const usual = defaultOf(entry.parameters, option, written);
    if (parameter.kind !== 'estimator') return parameterControl({ name: option, parameter, usual, written: written[option], changed: set });
    const inner = (written[option] ?? usual ?? null) as Written | null;
    return choiceControls({
      name: option, words: option, entries: chooser.estimators, estimators: chooser.estimators, changed: set, written: asWritten(inner),
    });
  });
}

/** A default in a table is resolved (`{ kind, params }`); a scenario writes it flat, and leaves defaults out. */
function asWritten(choice: Written | null): Written | null {
  return choice && 'params' in choice ? { kind: choice['kind'] } : choice;
}

const without = (fields: Written): Written => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The new kind, with the options that it shares with the old one, and those that must be given. */
function startingAs(kind: string, { parameters, alternatives }: Entry, before: Written | null): Written {
  const [first = [], ...others] = alternatives;
  const spare = new Set(others.flat().filter(option => !first.includes(option)));
  const options = Object.entries(parameters).flatMap(([option, parameter]): [string, unknown][] => {
    if (spare.has(option)) return [];
    const kept = before?.[option];
    if (kept !== undefined && (parameter.kind !== 'choice' || parameter.choices?.includes(String(kept)))) return [[option, kept]];
    const needed = parameter.default === undefined ? neededFor(parameter, option) : undefined;
    return needed === undefined ? [] : [[option, needed]];
  });
  return { kind, ...Object.fromEntries(options) };
}

/** Something to begin with, for an option that has no default. */
const beginnings: Readonly<Record<string, unknown>> = {
  interval: '1s', timeout: '3s', margin: '500ms', value: '10ms', low: '1ms', high: '20ms', mean: '10ms', median: '2ms', p99: '20ms', scale: '2ms',
  average: 0.1, meanBurst: '2s', meanLength: 3, shape: 2, estimator: { kind: 'fixed', timeout: '3s' }, at: [[0.5, '2ms'], [0.99, '50ms'], [1, '200ms']],
  parts: [{ weight: 0.9, law: { kind: 'constant', value: '2ms' } }, { weight: 0.1, law: { kind: 'constant', value: '80ms' } }],
};

function neededFor({ kind, choices, min }: Parameter<unknown>, option: string): unknown {
  if (option in beginnings) return beginnings[option];
  if (kind === 'duration') return '1s';
  if (kind === 'choice') return choices?.[0];
  return kind === 'flag' ? false : min;
}
