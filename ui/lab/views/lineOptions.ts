import { defaultOf, type Parameter } from '../../../src/parameters.ts';
import type { FaultLine } from '../../../sim/scenario.ts';
import { choiceControls } from '../controls/choice.ts';
import { choose, freshName, parameterControl, spaced } from '../controls/parameter.ts';
import { el } from '../dom.ts';
import type { Tables } from '../tables.ts';

export type SetOptions = (options: Readonly<Record<string, unknown>>) => void;
type Written = Readonly<Record<string, unknown>>;

/** A control for each option of the line but its times, made from the table of its kind. */
export function lineOptions(line: FaultLine, names: readonly string[], tables: Tables | null, set: SetOptions): HTMLElement[] {
  const parameters = tables?.faults[line.kind]?.parameters ?? {};
  if (line.kind === 'message') return todo(line['do'], set);
  return Object.entries(parameters).flatMap(([option, parameter]) => {
    const control = optionControl(line, option, parameter, names, tables!, set);
    return control ? [control] : [];
  });
}

function optionControl(line: FaultLine, option: string, parameter: Parameter<unknown>, names: readonly string[], tables: Tables, set: SetOptions): HTMLElement | null {
  const written = line[option];
  const changed = (value: unknown): void => set({ [option]: value });
  switch (parameter.kind) {
    case 'process': case 'processes': return target(option, written, names, changed);
    case 'groups': return sides(option, written, names, changed);
    case 'loss': case 'law': return choiceControls({
      name: `line-${option}`, words: option, entries: parameter.kind === 'loss' ? tables.losses : tables.latencies, estimators: tables.estimators,
      none: 'as the link', written: (written ?? null) as Written | null, changed: value => changed(value ?? undefined),
    });
    default: return parameterControl({ name: option, words: words[option] ?? spaced(option), parameter, written, changed, usual: defaultOf(tables.faults[line.kind]!.parameters, option, line) });
  }
}

/** What the options are called, where their names say too little. */
const words: Readonly<Record<string, string>> = {
  both: 'both ways', add: 'added delay', restart: 'restarts at the end', resume: 'on waking, first', step: 'set forward by', driftPpm: 'drift, per million',
  bandwidth: 'bandwidth, bit/s',
};

/** One process is chosen by its name; several, or a law of them, are only told by the line itself. */
function target(option: string, written: unknown, names: readonly string[], changed: (process: number) => void): HTMLElement | null {
  const one = Array.isArray(written) && written.length === 1 ? written[0] as unknown : written;
  const process = typeof one === 'number' ? one : names.indexOf(String(one));
  if (names[process] === undefined) return null;
  const id = freshName(option);
  return el('div', { class: 'field' }, el('label', { for: id }, spaced(option)),
    choose({ id, 'data-testid': `option-${option}` }, names, names[process], name => changed(names.indexOf(name))));
}

/** Who stands on the first of two sides; the last one there cannot go over. */
function sides(option: string, written: unknown, names: readonly string[], changed: (sides: readonly (readonly number[])[]) => void): HTMLElement | null {
  const groups = Array.isArray(written) ? written as readonly unknown[] : [];
  const [first, second] = groups.map(side => (Array.isArray(side) ? side.filter((process): process is number => names[process as number] !== undefined) : []));
  if (groups.length !== 2 || !first || !second) return null;
  const side = (process: number): HTMLElement => {
    const here = first.includes(process);
    const box = el('input', { type: 'checkbox', disabled: (here ? first : second).length === 1, 'data-testid': `side-${process}` });
    box.checked = here;
    box.onchange = () => changed([over(first, process), over(second, process)]);
    return el('label', {}, box, names[process]!);
  };
  return el('fieldset', { class: 'sides', 'data-testid': `option-${option}` }, el('legend', {}, 'on the first side'), ...[...first, ...second].sort(byId).map(side));
}

const byId = (one: number, other: number): number => one - other;
/** The side without the process if it stood there, otherwise with it. */
const over = (side: readonly number[], process: number): number[] =>
  side.includes(process) ? side.filter(other => other !== process) : [...side, process].sort(byId);

/** What becomes of one message. */
function todo(written: unknown, set: SetOptions): HTMLElement[] {
  const delay = typeof written === 'object' && written !== null && 'delay' in written ? String(written.delay) : null;
  const id = freshName('do');
  const deed = choose({ id, 'data-testid': 'option-do' }, ['drop', 'delay'], delay === null ? 'drop' : 'delay', name => set({ do: name === 'drop' ? 'drop' : { delay: '1s' } }));
  const parameter: Parameter<unknown> = { default: undefined, kind: 'duration', min: 0, low: '', high: 'beyond the timeout: as if it were lost' };
  const by = delay === null ? null : parameterControl({ name: 'delay', parameter, usual: undefined, written: delay, changed: value => { if (value !== undefined) set({ do: { delay: value } }); } });
  return [el('div', { class: 'field' }, el('label', { for: id }, 'what becomes of it'), deed), ...(by ? [by] : [])];
}
