import type { Advice } from '../model/advice.ts';
import type { TuneState } from '../state.ts';

/** The recommendation in words, and what it rests on. */
export function adviceTexts({ plan, work, board }: TuneState, advice: Advice | null): { readonly title: string; readonly reason: string; readonly caution: string } {
  if (work.kind === 'failed' && !board) return { title: 'No map', reason: '', caution: '' };
  if (!plan || !advice) return { title: 'Trying settings', reason: 'The first figures come within a second or so.', caution: '' };
  const how = plan.simulated ? 'simulated' : 'walked link by link';
  const quiet = plan.quiet === null ? '' : ' Mistakes are counted in longer runs without the crash.';
  const isEarly = advice.kind === 'open' && work.kind === 'running';
  const caution = `${plan.ladders.asIs[0]} to ${plan.ladders.asIs.at(-1)} runs of each setting, ${how}, all under the same weather; a verdict is 95 % sure on its side.${quiet}${
    advice.kind === 'found' ? ' A best of many looks a little better than it is: “flatline solve” holds it to fresh seeds.' : ''}`;
  return { title: isEarly ? 'Not decided yet' : advice.title, reason: advice.reason, caution };
}
