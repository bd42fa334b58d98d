import type { ScenarioFile } from '../../../sim/scenario.ts';
import { checked, choose, freshName } from '../controls/parameter.ts';
import { el, hold, say, whenChanged } from '../dom.ts';
import type { TraceIndex } from '../model.ts';
import { openMenu, type Item } from '../views/menu.ts';
import { branchChoice, comparisonOf, most, openOf } from './columns.ts';
import type { ComparePage, Part } from './page.ts';
import { sameWeather } from './weather.ts';

/** The weather that all columns share: which story, under which seed; and that it is the same is counted. */
export function barPart(page: ComparePage): Part {
  const story = el('div', { class: 'field wide' });
  const seed = el('div', { class: 'field wide' });
  const proof = el('p', { class: 'muted small', 'data-testid': 'weather' });
  const add = el('button', { type: 'button', 'data-testid': 'add', onclick: () => offer(page, add) }, 'Add a column');
  const node = el('section', { class: 'bar', 'aria-label': 'Weather' }, el('h2', {}, 'One weather'), story, seed, add, proof);
  const told = whenChanged((preset: string, weather: ScenarioFile) => {
    hold(story, ...picker(page, preset));
    hold(seed, ...seedField(page, weather));
  });
  const counted = whenChanged((indexes: readonly TraceIndex[]) => say(proof, indexes.length < 2 ? '' : inWords(indexes)));
  return {
    node,
    render({ comparison: { preset, weather, columns } }) {
      told(preset, weather);
      add.disabled = columns.length >= most;
      add.title = add.disabled ? `At most ${most} columns fit` : '';
      counted(page.indexes());
    },
  };
}

/** Another detector; where futures were kept, those that are no column yet, too. */
function offer(page: ComparePage, button: HTMLElement): void {
  const { weather, columns, branches = [] } = page.state().comparison;
  const missing = branches.filter(({ name, future }) => (future ? !columns.some(({ branch }) => branch?.name === name) : columns.every(({ branch }) => branch)));
  if (missing.length === 0) return page.dispatch({ type: 'add' });
  const { left, bottom } = button.getBoundingClientRect();
  openMenu('Add a column', [
    { testid: 'add-detector', name: 'Another detector', act: () => page.dispatch({ type: 'add' }) },
    ...missing.map((branch, i): Item => {
      const choice = branch.future ? branchChoice(weather, branch) : openOf(page.state().comparison);
      return {
        testid: 'add-branch', name: `Branch “${branch.name}”${choice ? '' : ': another weather'}`, disabled: !choice, apart: i === 0,
        act: () => { if (choice) page.dispatch({ type: 'add', choice }); },
      };
    }),
  ], { x: left, y: bottom + 4 });
}

function picker(page: ComparePage, preset: string): HTMLElement[] {
  const id = freshName('preset');
  const names = [...(preset === '' ? [''] : []), ...Object.keys(page.presets)];
  const select = choose({ id, 'data-testid': 'preset' }, names, preset, name => {
    const file = page.presets[name];
    if (file) page.dispatch({ type: 'open', comparison: comparisonOf({ preset: name, file, variant: 0 }) });
  }, name => page.presets[name]?.title ?? (name || 'Your own'));
  return [el('label', { for: id, class: 'hidden' }, 'Story'), select];
}

function seedField(page: ComparePage, weather: ScenarioFile): HTMLElement[] {
  const id = freshName('seed');
  const input = el('input', { id, type: 'text', value: String(weather.seed ?? ''), spellcheck: 'false', autocomplete: 'off', 'data-testid': 'seed' });
  return [el('label', { for: id }, 'seed'), checked(input, text => (text ? '' : 'A seed is a word or a number.'),
    text => page.dispatch({ type: 'weather', weather: { ...weather, seed: text } }))];
}

function inWords(indexes: readonly TraceIndex[]): string {
  const counted = sameWeather(indexes);
  if (!counted) return 'The weather is a function of link and instant, so it is the same for all; these runs have too many packets to count them here.';
  const { shared, unlike } = counted;
  if (shared === 0) return 'No two columns ever sent the same message at the same instant: the weather is the same, but nothing can be held against each other.';
  const packets = `${shared.toLocaleString('en-GB')} messages left at the same instant as in A`;
  return unlike === 0 ? `The same for all: ${packets}, each with the same latency and the same fate.`
    : `${packets}; ${unlike.toLocaleString('en-GB')} of them had another latency or fate, because what a column itself sends, or its own script, changes its network.`;
}
