import { el, mark, remade, say } from '../../dom.ts';
import { canHold } from '../holder.ts';
import { many } from '../model/hold.ts';
import { adviceTexts } from './adviceTexts.ts';
import type { TunePage, TuneView } from '../page.ts';
import type { TuneState } from '../state.ts';

const stages = { coarse: 'A coarse map first', surer: 'More runs of what is undecided', finer: 'Looking closer along the edge of the goals' } as const;

/** What to take, and how far the work is. */
export function headView(page: TunePage): TuneView {
  const title = el('h2', { 'data-testid': 'advice' });
  const reason = el('p', { 'data-testid': 'reason' });
  const held = el('p', { class: 'heldTo', 'data-testid': 'held' });
  const caution = el('p', { class: 'muted small' });
  const bar = el('progress', { max: '1', 'aria-label': 'Progress of this step' });
  const words = el('span', { class: 'small', 'data-testid': 'progress' });
  const button = el('button', { type: 'button', 'data-testid': 'stop', onclick: () => (isBusy(page.state()) ? page.stop() : page.start()) });
  const hold = el('button', { type: 'button', 'data-testid': 'hold', onclick: page.hold }, 'Hold it to fresh seeds');
  const notices = el('div', { class: 'notices' });
  const node = el('section', { class: 'tuneHead', 'aria-label': 'Recommendation' }, notices,
    el('div', { class: 'row spread' }, el('div', { class: 'grow', role: 'status' }, title, reason, held, caution), el('div', { class: 'progress' }, bar, words, button, hold)));
  return {
    node,
    render(state) {
      const { title: head, reason: why, held: said, caution: warned } = adviceTexts(state, page.advice());
      say(title, head);
      say(reason, why);
      say(held, said);
      say(caution, warned);
      const { work } = state;
      const share = shareOf(state);
      bar.hidden = work.kind !== 'planning' && !isBusy(state);
      if (share !== null) bar.value = share;
      else bar.removeAttribute('value');
      say(words, workText(state));
      button.hidden = !isBusy(state) && work.kind !== 'stopped';
      say(button, isBusy(state) ? 'Stop here' : 'Go on');
      hold.hidden = isBusy(state) || !canHold(state, page.advice());
      mark(node, 'aria-busy', String(isBusy(state)));
      remade(notices, noticesOf(state, page));
    },
  };
}

const isBusy = ({ work, held }: TuneState): boolean => work.kind === 'running' || held?.hold.kind === 'running';

function shareOf({ work, held }: TuneState): number | null {
  if (work.kind === 'running') return work.advance?.share ?? null;
  return held?.hold.kind === 'running' && held.hold.of > 0 ? held.hold.done / held.hold.of : null;
}

function workText({ work, board, held }: TuneState): string {
  if (held?.hold.kind === 'running') {
    const { stage, done, of } = held.hold;
    return `${stage === 'fresh' ? 'Fresh seeds' : 'Runs of this setting alone'}${of > 0 ? `: ${many(done)} of ${many(of)}` : ''}`;
  }
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
