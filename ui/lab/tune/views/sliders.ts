import { el, mark, say, whenChanged } from '../../dom.ts';
import { nameOf, shareOf, shown, valueAt } from '../model/axis.ts';
import type { Plan } from '../model/cells.ts';
import type { TunePage, TuneView } from '../page.ts';
import { crossOf } from '../state.ts';

const steps = 200;

/** Two sliders move the cross; the setting under it can be taken into the Lab. */
export function slidersView(page: TunePage): TuneView {
  const slider = (which: 0 | 1): { readonly node: HTMLElement; readonly show: (plan: Plan, value: number) => void } => {
    const [words, output] = [el('label', { for: `tune-cross-${which}` }), el('output', { for: `tune-cross-${which}` })];
    const input = el('input', {
      type: 'range', id: `tune-cross-${which}`, min: 0, max: steps, step: 1, 'data-testid': which === 0 ? 'cross-x' : 'cross-y',
      oninput: () => {
        const { plan } = page.state();
        const now = plan && crossOf(page.state());
        if (!plan) return;
        const at: [number, number] = [now?.[0] ?? plan.x.values[0]!, now?.[1] ?? plan.y.values[0]!];
        at[which] = valueAt(which === 0 ? plan.x : plan.y, Number(input.value) / steps);
        page.look({ wish: { at } });
      },
    });
    return {
      node: el('div', { class: 'slider' }, words, input, output),
      show(plan, value) {
        const axis = which === 0 ? plan.x : plan.y;
        say(words, nameOf(axis.path));
        say(output, shown(axis.kind, value));
        const at = String(Math.round(shareOf(axis, value) * steps));
        if (input.value !== at && document.activeElement !== input) input.value = at;
        mark(input, 'aria-valuetext', shown(axis.kind, value));
      },
    };
  };
  const [x, y] = [slider(0), slider(1)];
  const use = el('button', { type: 'button', class: 'primary', 'data-testid': 'useSetting', onclick: page.openCross }, 'Use this setting in the Lab');
  const back = el('button', { type: 'button', 'data-testid': 'presentSetting', onclick: () => page.look({ wish: { at: undefined } }) }, 'Back to the scenario’s');
  const best = el('button', {
    type: 'button', 'data-testid': 'toBest',
    onclick: () => {
      const [{ plan }, cell] = [page.state(), page.advice()?.cell];
      if (plan && cell) page.look({ wish: { at: [plan.x.values[cell.column]!, plan.y.values[cell.row]!] } });
    },
  }, 'Move to the cheapest');
  const node = el('section', { class: 'sliders', 'aria-label': 'Your setting' }, el('h2', {}, 'Your setting, the cross'), x.node, y.node, el('div', { class: 'row' }, use, best, back));
  const rendered = whenChanged((plan: Plan | null, a: number | undefined, b: number | undefined) => {
    node.hidden = !plan;
    if (!plan) return;
    x.show(plan, a ?? plan.x.values[0]!);
    y.show(plan, b ?? plan.y.values[0]!);
  });
  return {
    node,
    render(state) {
      const cross = crossOf(state);
      rendered(state.plan, cross?.[0], cross?.[1]);
      back.disabled = state.wish.at === undefined;
      best.disabled = page.advice()?.kind !== 'found';
    },
  };
}
