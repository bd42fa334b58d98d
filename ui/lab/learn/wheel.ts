import { addressOf, type Presets } from '../address.ts';
import { el, mark } from '../dom.ts';
import { usualSpan } from '../state.ts';
import type { Experiments } from './experiments.ts';
import { sceneOf } from './stage.ts';
import type { LearnState } from './state.ts';

/** The link that opens in the Lab what the reader has before him, at this very instant. */
export function wheelOf(state: () => LearnState, experiments: () => Experiments, presets: Presets): { readonly node: HTMLAnchorElement; readonly steer: () => void } {
  const node = el('a', { class: 'button', 'data-testid': 'take-the-wheel', title: 'Open this very moment in the Lab' }, 'Take the wheel');
  const steer = (): void => {
    const scene = sceneOf(state(), experiments()), shown = experiments().shown();
    const script = shown && { preset: '', file: shown.file, variant: 0 };
    mark(node, 'href', scene && script ? addressOf({ script, cursor: state().cursor, pair: scene.pair, window: null, span: usualSpan }, presets) : '#/lab');
  };
  for (const event of ['pointerenter', 'focus', 'pointerdown'] as const) node.addEventListener(event, steer);
  return { node, steer };
}
