import { formatDuration, parseDuration, type Parameter } from '../../../src/parameters.ts';
import { el } from '../dom.ts';

/** What a control is made for: an option as it is written in the scenario, or undefined where the default holds. */
export interface Option {
  readonly name: string;
  /** Its label, where that is not its name. */
  readonly words?: string;
  readonly parameter: Parameter<unknown>;
  /** The default, beside what is written of the other options. */
  readonly usual: unknown;
  readonly written: unknown;
  /** The option as it is to be written; undefined to leave it out. */
  readonly changed: (value: unknown) => void;
}

let serial = 0;
/** For labels and descriptions: unique in the page. */
export const freshName = (name: string): string => `${name}-${++serial}`;

/** A labelled control for one option, with what goes wrong when it is too low or too high. Null where none can be made. */
export function parameterControl(option: Option): HTMLElement | null {
  const { name, words } = option;
  const id = freshName(name);
  const input = inputFor(option, id);
  if (!input) return null;
  const hint = el('p', { class: 'hint', id: `${id}-hint` }, hintOf(option));
  input.setAttribute('aria-describedby', hint.id);
  return el('div', { class: 'field' }, el('label', { for: id }, words ?? spaced(name)), input, hint);
}

/** "checkEvery" → "check every": the option's own name, readable. */
export const spaced = (name: string): string => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

function hintOf({ parameter: { low, high, kind }, usual }: Option): string {
  const shown = usual === undefined ? '' : kind === 'duration' ? formatDuration(usual as number) : String(usual);
  const parts = [low && `Too low: ${low}`, high && `Too high: ${high}`, shown && `Default: ${shown}`];
  return parts.filter(Boolean).map(part => String(part).replace(/\.?$/, '.')).join(' ');
}

function inputFor(option: Option, id: string): HTMLElement | null {
  const { name, parameter, written, usual } = option;
  const value = written ?? usual;
  const changed = (next: unknown): void => option.changed(next === '' ? undefined : next);
  const may = (problem: (typed: string) => string) => (typed: string): string => (typed === '' && parameter.default === undefined ? '' : problem(typed));
  const attributes = { id, 'data-testid': `option-${name}` };
  switch (parameter.kind) {
    case 'duration': case 'bandwidth': case 'bytes': {
      const text = typeof value === 'number' && parameter.kind === 'duration' ? formatDuration(value) : String(value ?? '');
      return checked(el('input', { ...attributes, type: 'text', value: text, spellcheck: 'false', autocomplete: 'off' }),
        may(typed => (parameter.kind === 'duration' ? problemOfDuration(typed, parameter) : '')), changed);
    }
    case 'count': case 'number': case 'share': {
      const bounds = { min: parameter.min, max: parameter.max, step: parameter.kind === 'count' ? 1 : 'any' };
      return checked(el('input', { ...attributes, ...bounds, type: 'number', value: String(value ?? '') }),
        may(typed => problemOfNumber(typed, parameter)), typed => changed(typed === '' ? '' : Number(typed)));
    }
    case 'choice':
      return choose(attributes, parameter.choices ?? [], String(value), changed);
    case 'flag': {
      const input = el('input', { ...attributes, type: 'checkbox' });
      input.checked = value === true;
      input.onchange = () => changed(input.checked);
      return input;
    }
    default: return null;
  }
}

/** A list to choose from; the names stand as they are written in a scenario. */
export function choose(
  attributes: Readonly<Record<string, unknown>>, names: readonly string[], chosen: string, changed: (name: string) => void,
  words: (name: string) => string = name => name,
): HTMLSelectElement {
  const select = el('select', { ...attributes, onchange: () => changed(select.value) },
    ...names.map(name => el('option', { value: name, selected: name === chosen }, words(name))));
  return select;
}

/** Tells the page when the text is right, and the reader when it is not. */
export function checked(input: HTMLInputElement, problem: (text: string) => string, changed: (text: string) => void): HTMLInputElement {
  let last = input.value;
  input.addEventListener('input', () => report(''));
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape') { input.value = last; report(''); }
  });
  input.addEventListener('change', () => {
    const text = input.value.trim();
    const wrong = problem(text);
    report(wrong);
    if (wrong || text === last) return;
    last = text;
    changed(text);
  });
  return input;

  function report(words: string): void {
    const field = input.closest('.field, .when') ?? input.parentElement;
    field?.querySelector('.wrong')?.remove();
    input.toggleAttribute('aria-invalid', false);
    if (!words) return;
    input.setAttribute('aria-invalid', 'true');
    field?.append(el('p', { class: 'wrong', role: 'alert' }, words));
  }
}

export function problemOfDuration(text: string, { min = 0, max }: Pick<Parameter<unknown>, 'min' | 'max'>): string {
  const value = parseDuration(text);
  if (value === undefined) return 'A duration with its unit: 250ms, 3s, 10m.';
  if (value < min) return `At least ${formatDuration(min)}.`;
  return max !== undefined && value > max ? `At most ${formatDuration(max)}.` : '';
}

function problemOfNumber(text: string, { min, max, kind }: Parameter<unknown>): string {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return 'A number.';
  if (kind === 'count' && !Number.isInteger(value)) return 'A whole number.';
  if (min !== undefined && value < min) return `At least ${min}.`;
  return max !== undefined && value > max ? `At most ${max}.` : '';
}
