/** Every key of Compare: what the list under ? shows is what the keys do. */
import type { Shortcut } from '../views/keys.ts';
import type { ComparePage } from './page.ts';
import { goTo, step } from './transport.ts';

export function compareKeys(page: ComparePage): { readonly anywhere: readonly Shortcut<void>[]; readonly inRoom: readonly Shortcut<void>[] } {
  const { dispatch, state } = page;
  const faster = (by: number): void => dispatch({ type: 'speed', speed: Number((state().speed * by).toPrecision(2)) });
  const first = (): void => {
    const [one] = page.divergences();
    if (one) goTo(page, one.from);
  };
  const scope = (): void => dispatch({ type: 'scope', scope: state().scope === 'run' ? 'seeds' : 'run', seeds: state().seeds });
  const [before, after] = [(): void => step(page, -1), (): void => step(page, 1)];
  return {
    anywhere: [
      { keys: ['Space'], words: 'play or pause', act: () => dispatch({ type: state().playing ? 'pause' : 'play' }) },
      { keys: [',', 'J'], words: 'to the difference before', act: before },
      { keys: ['.', 'K'], words: 'to the next difference', act: after },
      { keys: ['F'], words: 'to the first divergence', act: first },
      { keys: ['['], words: 'slower', act: () => faster(0.5) },
      { keys: [']'], words: 'faster', act: () => faster(2) },
      { keys: ['Home'], words: 'to the start', act: () => dispatch({ type: 'seek', to: 0 }) },
      { keys: ['End'], words: 'to the end', act: () => dispatch({ type: 'seek', to: state().horizon }) },
      { keys: ['A'], words: 'add a column', act: () => dispatch({ type: 'add' }) },
      { keys: ['R'], words: 'figures of this run, or over the seeds', act: scope },
    ],
    inRoom: [{ keys: ['PageDown'], words: 'to the next difference', act: after }, { keys: ['PageUp'], words: 'to the difference before', act: before }],
  };
}
