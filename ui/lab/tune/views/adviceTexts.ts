import type { Advice } from '../model/advice.ts';
import { heldText, judgedOf, mostAttempts, refusedText } from '../model/hold.ts';
import { settingText } from '../model/words.ts';
import type { TuneState } from '../state.ts';

export interface AdviceTexts {
  readonly title: string;
  readonly reason: string;
  /** What fresh seeds have said to it. */
  readonly held: string;
  readonly caution: string;
}

/** The recommendation in words, and what it rests on. */
export function adviceTexts(state: TuneState, advice: Advice | null): AdviceTexts {
  const { plan, work, board } = state;
  if (work.kind === 'failed' && !board) return { title: 'No map', reason: '', held: '', caution: '' };
  if (!plan || !advice) return { title: 'Trying settings', reason: 'The first figures come within a second or so.', held: '', caution: '' };
  const how = plan.simulated ? 'simulated' : 'walked link by link';
  const quiet = plan.quiet === null ? '' : ' Mistakes are counted in longer runs without the crash.';
  const isEarly = advice.kind === 'open' && work.kind === 'running';
  return {
    title: isEarly ? 'Not decided yet' : advice.title, reason: advice.reason, held: heldWords(state, advice),
    caution: `The map: ${plan.ladders.asIs[0]} to ${plan.ladders.asIs.at(-1)} runs of each setting, ${how}, all under the same weather; a verdict is 95 % sure on its side.${quiet}`,
  };
}

function heldWords({ plan, work, held, refused }: TuneState, { kind, cell }: Advice): string {
  const before = refusedText(plan!, refused);
  if (kind !== 'found' || !cell || Object.keys(plan!.goals).length === 0) return before;
  return [before, ofThis()].filter(Boolean).join(' ');

  function ofThis(): string {
    if (held?.cell.column === cell!.column && held.cell.row === cell!.row) {
      if (held.hold.kind === 'judged') return heldText(plan!, judgedOf(held.hold.solution), held.hold.solution.quiet);
      if (held.hold.kind === 'running') return 'The best of many looks a little better than it is: it is being held to seeds that the map never saw.';
      if (held.hold.kind === 'failed') return `It could not be held to fresh seeds: ${held.hold.problem}.`;
    }
    if (refused.length >= mostAttempts) return `${settingText(plan!, plan!.x.values[cell!.column]!, plan!.y.values[cell!.row]!)} is not held to any: more attempts would make a lucky one likely.`;
    return work.kind === 'running' ? '' : 'The best of many looks a little better than it is: it is not yet held to seeds that the map never saw.';
  }
}
