import { el, hold, mark, say, whenChanged } from '../dom.ts';
import type { Beat, Seen } from '../../../scenarios/lessons/lesson.ts';
import { beatAt } from './place.ts';
import { slider, type Slider } from './question.ts';
import type { LearnAction, LearnState } from './state.ts';

/** What the reader can do to the run of a beat, and the numbers that it comes to. */
export function controlsView(dispatch: (action: LearnAction) => void): { readonly node: HTMLElement; readonly render: (state: LearnState, seen: Seen | null) => void } {
  const act = el('button', { type: 'button', class: 'primary act', 'data-testid': 'act', onclick: () => dispatch({ type: 'act' }) });
  const knobs = el('div', { class: 'knobs' }), reads = el('dl', { class: 'reads', 'data-testid': 'reads' });
  const node = el('section', { class: 'controls', 'aria-label': 'Try it' }, act, knobs, reads);
  let sliders: readonly (Slider & { readonly name: string })[] = [];
  const made = whenChanged((beat: Beat | null) => {
    sliders = (beat?.knobs ?? []).map(knob => ({ name: knob.name, ...slider(knob, value => dispatch({ type: 'turn', knob: knob.name, value })) }));
    hold(knobs, ...sliders.map(each => each.node));
  });
  return {
    node,
    render(state, seen) {
      const beat = state.place ? beatAt(state.place) : null;
      made(beat);
      for (const { name, input, show } of sliders) if (input !== document.activeElement) show(state.values[name]!);
      say(act, beat?.act?.words ?? '');
      act.hidden = !beat?.act || state.reached;
      mark(act, 'disabled', state.acted !== null);
      const shown = beat && seen && state.reached && state.over !== null ? beat.reads ?? [] : [];
      if (state.over === null && reads.childElementCount > 0 && beat?.knobs) return mark(reads, 'data-old', true);
      mark(reads, 'data-old', false);
      hold(reads, ...shown.flatMap(({ words, value }) => [el('dt', {}, words), el('dd', {}, value(seen!, state.values))]));
      node.hidden = !beat?.act && !beat?.knobs && shown.length === 0;
    },
  };
}
