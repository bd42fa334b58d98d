import { problemOfDuration, checked, choose, freshName } from '../controls/parameter.ts';
import { el, remade, whenChanged } from '../dom.ts';
import type { Page, View } from '../page.ts';
import type { FaultName } from '../../../scenarios/systems/system.ts';
import { readChoice, spellChoice, type Choice } from './choice.ts';
import { chooseOptions, openSystem } from './open.ts';
import { isIntact } from './rebase.ts';
import type { Remark, Sheet, SheetOption } from './sheet.ts';

const faults: Readonly<Partial<Record<FaultName, string>>> = {
  kill: 'is killed', hang: 'hangs', blackhole: 'is cut off', host: 'is killed with its host', partition: 'is parted from the rest', pause: 'pauses', none: 'none: all goes well',
};

/** The options of the real system that the scenario is, under its own names: with their units, defaults and rules. */
export function systemSection(page: Page): View {
  const title = el('h2');
  const body = el('div');
  const node = el('section', { class: 'section system', 'data-testid': 'system' }, title, body);
  /** What is typed, which the system may refuse: then the run before stays. */
  let draft: Choice | null = null;
  let sheet: Sheet | null = null;
  const show = (choice: Choice): void => {
    if (!sheet) return;
    title.textContent = `Options of ${sheet.title}`;
    remade(body, content(page, sheet, choice, change));
  };
  const change = (choice: Choice): void => {
    draft = choice;
    page.consult({ ask: 'system', choice }, answer => {
      if (draft !== choice) return;
      sheet = answer;
      if (answer.file) chooseOptions(page, choice, answer);
      show(choice);
    }, ({ problem }) => page.dispatch({ type: 'say', text: problem }));
  };
  const follow = whenChanged((preset: string) => {
    if (draft && spellChoice(draft) === preset) return;
    const choice = draft = readChoice(preset);
    page.consult({ ask: 'system', choice }, answer => {
      if (draft !== choice) return;
      sheet = answer;
      show(choice);
    }, () => {});
  });
  const held = whenChanged((intact: boolean) => {
    body.inert = !intact;
    node.querySelector('.byHand')?.remove();
    if (!intact) title.after(byHand(page));
  });
  return {
    node,
    render({ script }) {
      follow(script.preset);
      const base = page.presets[script.preset];
      held(base === undefined || base === script.file || isIntact(base, script.file));
    },
  };
}

/** Options that no longer say what runs are not to be touched. */
function byHand(page: Page): HTMLElement {
  const again = (): void => openSystem(page, readChoice(page.state().script.preset));
  return el('div', { class: 'byHand' },
    el('p', { class: 'small' }, 'Its detector, service or network was changed by hand: these options no longer say what runs.'),
    el('button', { type: 'button', 'data-testid': 'system-again', onclick: again }, 'Back to the options'));
}

type Change = (choice: Choice) => void;

function content(page: Page, sheet: Sheet, choice: Choice, change: Change): (HTMLElement | null)[] {
  const { summary, options, remarks, version } = sheet;
  const command = `npx flatline system ${spellChoice(choice)}`;
  const unplaced = remarks.filter(remark => !options.some(({ name }) => name === remark.options[0]));
  return [
    el('p', { class: 'muted small' }, `${summary} Modelled: ${version}.`),
    release(sheet, choice, change), ...faultControls(sheet, choice, change),
    ...unplaced.map(said),
    ...options.map(option => control(option, remarks, text => {
      const { [option.name]: _before, ...others } = choice.settings;
      change({ ...choice, settings: text === '' || text === option.usual ? others : { ...others, [option.name]: text } });
    })),
    el('div', { class: 'row' }, el('button', { type: 'button', 'data-testid': 'system-command', title: command, onclick: () => page.copy(command, `Copied: ${command}`) }, 'Copy as a command')),
  ];
}

const said = ({ says, strength }: Remark): HTMLElement =>
  el('p', { class: strength === 'refuses' ? 'wrong' : 'advice', role: strength === 'refuses' ? 'alert' : null }, el('b', {}, strength === 'refuses' ? 'Refused: ' : 'Unwise: '), says);

function field(name: string, words: string, input: (id: string) => HTMLElement, more: readonly (HTMLElement | null)[] = []): HTMLElement {
  const id = freshName(name);
  return el('div', { class: 'field' }, el('label', { for: id }, words), input(id), ...more);
}

function release({ releases, version }: Sheet, choice: Choice, change: Change): HTMLElement | null {
  const [newest, ...older] = releases;
  if (newest === undefined) return null;
  const oldest = older.at(-1) ?? newest;
  const words: Readonly<Record<string, string>> = { '': `${version}, as modelled`, '0': `before ${oldest}`, ...Object.fromEntries(older.map(each => [each, `from ${each}`])) };
  const names = [...new Set(['', ...older, '0', ...(choice.release === undefined ? [] : [choice.release])])];
  return field('release', 'defaults of', id => choose({ id, 'data-testid': 'system-release' }, names, choice.release ?? '', name => {
    const { release: _before, ...rest } = choice;
    change(name === '' ? rest : { ...rest, release: name });
  }, name => words[name] ?? name));
}

/** Who fails, how, and for how long. */
function faultControls({ roles }: Sheet, choice: Choice, change: Change): (HTMLElement | null)[] {
  const { fault = 'kill', target = roles[0]?.name ?? '', lasts } = choice;
  const without = ({ fault: _fault, target: _target, lasts: _lasts, ...rest }: Choice): Choice => rest;
  const names = Object.keys(faults);
  const others = roles.map(({ name }) => name);
  const stage = (more: Partial<Choice>): void => change({ ...without(choice), ...more });
  const who = { ...(choice.target && { target: choice.target }) }, long = { ...(lasts && { lasts }) };
  const hits = { ...(choice.fault && { fault: choice.fault }) };
  return [
    field('fault', 'the fault', id => choose({ id, 'data-testid': 'system-fault' }, names.includes(fault) ? names : [...names, fault], fault, name => {
      const next = name as FaultName;
      stage({ ...(next !== 'kill' && { fault: next }), ...(next !== 'none' && who), ...(next === 'pause' && !lasts ? { lasts: '10s' } : long) });
    }, name => faults[name as FaultName] ?? name)),
    fault === 'none' ? null : field('target', 'who', id => choose({ id, 'data-testid': 'system-target' }, others.includes(target) ? others : [...others, target], target,
      name => stage({ ...hits, ...long, ...(name !== others[0] && { target: name }) }))),
    fault === 'none' ? null : field('lasts', 'for (empty: for ever)', id => checked(
      el('input', { id, type: 'text', value: lasts ?? '', spellcheck: 'false', autocomplete: 'off', 'data-testid': 'system-for' }),
      text => (text === '' && fault !== 'pause' ? '' : problemOfDuration(text, { min: 1 })), text => stage({ ...hits, ...who, ...(text && { lasts: text.replaceAll(' ', '') }) }))),
  ];
}

function control(option: SheetOption, remarks: readonly Remark[], changed: (text: string) => void): HTMLElement {
  const { name, unit, usual, meaning, allowed, more } = option;
  const mine = remarks.filter(({ options }) => options[0] === name);
  const id = freshName(name);
  const input = inputFor(option, id, changed);
  const hint = el('p', { class: 'hint', id: `${id}-hint` }, `${meaning[0]!.toUpperCase()}${meaning.slice(1)}: ${allowed}. Default: ${usual}${more ? ` (${more})` : ''}.`);
  const words = mine.map(said);
  words.forEach((each, i) => { each.id = `${id}-said${i}`; });
  input.setAttribute('aria-describedby', [hint.id, ...words.map(each => each.id)].join(' '));
  if (mine.some(({ strength }) => strength === 'refuses')) input.setAttribute('aria-invalid', 'true');
  const changedMark = option.text === usual ? null : el('b', { class: 'small' }, ' changed');
  return el('div', { class: 'field' }, el('label', { for: id }, ...broken(name), unit ? el('span', { class: 'muted small' }, `, ${unit}`) : null, changedMark), input, hint, ...words);
}

/** Long names may break where their words begin. */
const broken = (name: string): (HTMLElement | string)[] =>
  name.split(/(?<=[a-z])(?=[A-Z])|(?<=[._-])/).flatMap((word, i) => (i ? [el('wbr'), word] : [word]));

function inputFor({ name, kind, text, choices }: SheetOption, id: string, changed: (text: string) => void): HTMLElement {
  const attributes = { id, 'data-testid': `system-${name}` };
  if (kind === 'choice') return choose(attributes, choices, text, changed);
  if (kind === 'flag') return choose(attributes, ['true', 'false'], text, changed);
  return checked(el('input', { ...attributes, type: 'text', value: text, spellcheck: 'false', autocomplete: 'off' }), () => '', typed => changed(typed.replaceAll(' ', '')));
}
