import { el, hold, mark, say } from '../dom.ts';
import type { Page, View } from '../page.ts';
import type { LabState } from '../state.ts';

/** What stays until it is read or over: a damaged link, another digest, a run that failed, a run under way. */
export function noticesView(page: Page): View {
  const banner = notice('banner', 'alert');
  const failure = notice('failure', 'alert');
  const progress = el('progress', { max: 1, 'aria-label': 'Share of the run that is computed' });
  const computing = el('div', { class: 'notice', 'data-testid': 'computing' }, el('p', {}, 'Computing the run'), progress,
    el('button', { type: 'button', 'data-testid': 'cancel', onclick: page.cancel }, 'Cancel'));
  const cancelled = el('div', { class: 'notice', 'data-testid': 'cancelled' }, el('p', {}, 'Cancelled. What is shown is the run before the last change.'),
    el('button', { type: 'button', 'data-testid': 'rerun', onclick: page.rerun }, 'Run it'),
    el('button', { type: 'button', onclick: () => page.dispatch({ type: 'undo' }) }, 'Undo the change'));
  const close = el('button', { type: 'button', 'data-testid': 'banner-close', onclick: () => page.dispatch({ type: 'banner', banner: null }) });
  const parting = el('button', { type: 'button', 'data-testid': 'banner-parting', onclick: () => {
    page.dispatch({ type: 'pause' });
    page.dispatch({ type: 'seek', to: page.state().banner?.parts ?? 0 });
  } }, 'Go to where it parts');
  banner.node.append(parting, close);
  failure.node.append(el('button', { type: 'button', 'data-testid': 'failure-undo', onclick: () => page.dispatch({ type: 'undo' }) }, 'Undo'));
  const node = el('div', { class: 'notices' });
  return {
    node,
    render(state) {
      const { run } = state;
      if (run.kind === 'computing') progress.value = run.share;
      say(banner.words, state.banner?.text ?? '');
      parting.hidden = state.banner?.parts === undefined;
      say(close, state.banner?.kind === 'digest' ? 'Take it as it runs here' : 'Close');
      say(failure.words, run.kind === 'failed' ? failed(state) : '');
      mark(failure.node, 'data-path', run.kind === 'failed' ? run.failure.path : null);
      hold(node, state.banner && banner.node, run.kind === 'failed' && failure.node, run.kind === 'cancelled' && cancelled, slow(state) && computing);
    },
  };
}

/** Short runs say nothing: a notice that flashes is worse than none. */
const slow = ({ run }: LabState): boolean => run.kind === 'computing' && run.late;

function failed({ run }: LabState): string {
  if (run.kind !== 'failed') return '';
  const { path, problem } = run.failure;
  return `${path ? `The scenario is wrong at ${path}: ` : 'The run failed: '}${problem}. What is shown is the last run that worked.`;
}

function notice(testid: string, role: string): { readonly node: HTMLElement; readonly words: HTMLElement } {
  const words = el('p');
  return { words, node: el('div', { class: 'notice', role, 'data-testid': testid }, words) };
}
