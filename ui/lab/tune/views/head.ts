import { el, mark, remade, say } from '../../dom.ts';
import { adviceTexts } from './adviceTexts.ts';
import type { TunePage, TuneView } from '../page.ts';
import type { TuneState } from '../state.ts';

const stages = { coarse: 'A coarse map first', surer: 'More runs of what is undecided', finer: 'Looking closer along the edge of the goals' } as const;

/** What to take, and how far the work is. */
export function headView(page: TunePage): TuneView {
  const title = el('h2', { 'data-testid': 'advice' });
  const reason = el('p', { 'data-testid': 'reason' });
  const caution = el('p', { class: 'muted small' });
  const bar = el('progress', { max: '1', 'aria-label': 'Progress of this step' });
  const words = el('span', { class: 'small', 'data-testid': 'progress' });
  const button = el('button', { type: 'button', 'data-testid': 'stop', onclick: () => (page.state().work.kind === 'running' ? page.stop() : page.start()) });
  const notices = el('div', { class: 'notices' });
  const node = el('section', { class: 'tuneHead', 'aria-label': 'Recommendation' }, notices,
    el('div', { class: 'row spread' }, el('div', { class: 'grow', role: 'status' }, title, reason, caution), el('div', { class: 'progress' }, bar, words, button)));
  return {
    node,
    render(state) {
      const { title: head, reason: why, caution: warned } = adviceTexts(state, page.advice());
      say(title, head);
      say(reason, why);
      say(caution, warned);
      const { work } = state;
      const advance = work.kind === 'running' ? work.advance : null;
      bar.hidden = work.kind !== 'running' && work.kind !== 'planning';
      if (advance) bar.value = advance.share;
      else bar.removeAttribute('value');
      say(words, workText(state));
      button.hidden = work.kind === 'planning' || work.kind === 'done' || work.kind === 'failed';
      say(button, work.kind === 'running' ? 'Stop here' : 'Go on');
      mark(node, 'aria-busy', work.kind === 'running' ? 'true' : 'false');
      remade(notices, noticesOf(state, page));
    },
  };
}

function workText({ work, board }: TuneState): string {
  if (work.kind === 'planning') return 'Reading the scenario';
  if (work.kind === 'stopped') return 'Stopped';
  if (work.kind === 'failed') return '';
  if (work.kind === 'done') return `Done: ${board?.all().length ?? 0} settings`;
  const { advance } = work;
  if (!advance) return stages.coarse;
  return `${stages[advance.stage]}${advance.left === null ? '' : `: ${leftText(advance.left)}`}`;
}

const leftText = (left: number): string => (left < 1_500 ? 'a second left' : left < 90_000 ? `${Math.round(left / 1_000)} s left` : `${Math.round(left / 60_000)} min left`);

/** What the reader has to know of how these figures come about. */
function noticesOf({ plan, work, notice, wish }: TuneState, page: TunePage): readonly HTMLElement[] {
  const line = (testid: string, text: string, ...more: readonly HTMLElement[]): HTMLElement => el('div', { class: 'notice', 'data-testid': testid }, el('p', {}, text), ...more);
  const calm = el('button', { type: 'button', 'data-testid': 'goCalm', onclick: () => page.wish({ calm: true, goals: undefined, at: page.state().wish.at }) }, 'Tune on the weather alone');
  const said: HTMLElement[] = [];
  if (notice) said.push(line('notice', `${notice}.`));
  if (work.kind === 'failed') {
    said.push(line('failed', `This map cannot be made: the scenario ${work.problem}.`,
      el('button', { type: 'button', 'data-testid': 'usual', onclick: () => page.wish({ x: undefined, y: undefined, goals: undefined, at: undefined }) }, 'Back to the usual axes and goals')));
  }
  if (plan?.simulated) {
    said.push(line('simulated', `Every setting is simulated run by run, which is slower: ${plan.simulated}.`, ...(plan.canCalm && !wish.calm ? [calm] : [])));
  } else if (plan && !plan.crashes) {
    said.push(line('noCrash', 'Nobody crashes in this scenario, so there is no detection time to tune.', ...(plan.canCalm && !wish.calm ? [calm] : [])));
  }
  if (plan?.lockstep && !wish.calm) {
    said.push(line('lockstep', 'The crash comes at the same instant of the beat in every run: detection times here are of that one instant.', ...(plan.simulated ? [] : [calm])));
  }
  return said;
}
