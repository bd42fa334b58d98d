import { el, whenChanged } from '../dom.ts';
import { checked, freshName } from '../controls/parameter.ts';
import type { Page, View } from '../page.ts';

const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heath', 'inlet', 'juniper', 'kelp', 'lagoon', 'maple', 'north', 'ochre', 'pine'];

/** Four letters of chance, readable aloud. The one place where the page itself draws: what it draws is written in the scenario. */
function freshSeed(): string {
  const [a, b] = crypto.getRandomValues(new Uint16Array(2));
  return `${words[a! % words.length]}-${b! % 10_000}`;
}

/** The seed, always in sight: chosen anew, typed, or copied. */
export function seedView(page: Page): View {
  const id = freshName('seed');
  const edit = (seed: string): void => page.dispatch({ type: 'edit', file: { ...page.state().script.file, seed }, said: `New seed: ${seed}` });
  const holder = el('div', { class: 'field wide' });
  const node = el('div', {}, el('label', { for: id, class: 'hidden' }, 'Seed'), holder, el('div', { class: 'row' },
    el('button', { type: 'button', 'data-testid': 'seed-new', onclick: () => edit(freshSeed()) }, 'New seed'),
    el('button', { type: 'button', 'data-testid': 'seed-copy', onclick: () => page.copy(String(page.state().script.file.seed ?? ''), 'Seed copied') }, 'Copy')));
  const shown = whenChanged((seed: string) => {
    const input = el('input', { id, type: 'text', value: seed, spellcheck: 'false', autocomplete: 'off', 'data-testid': 'seed' });
    holder.replaceChildren(checked(input, text => (text ? '' : 'A seed is a word or a number.'), edit));
  });
  return { node, render: state => shown(String(state.script.file.seed ?? '')) };
}
