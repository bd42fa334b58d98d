import type { Time } from '../../../src/contract.ts';
import { observed } from './description.ts';
import { previousEvent } from './events.ts';
import { leadersAt, splitBrainsAt } from './leadership.ts';
import { packetsInFlight, freshMoving } from './packets.ts';
import { sentence } from './sentence.ts';
import type { TraceIndex } from './traceIndex.ts';
import { crashedHow, truthAt, truthSince } from './truth.ts';
import { rivals } from './whyLeads.ts';
import { inWords, instant, listed, plural } from './words.ts';

/** Everything that the picture shows at `t`, as a paragraph: truth first, then belief, then what is under way, and why the last verdict fell. */
export function describeMoment(index: TraceIndex, t: Time): string {
  return [`At ${instant(t)}:`, truthParagraph(index, t), ...accusations(index, t), ...leaders(index, t), ...messages(index, t), ...lastVerdict(index, t)].join(' ');
}

function truthParagraph(index: TraceIndex, t: Time): string {
  const parts: string[] = [];
  for (let process = 0; process < index.count; process++) {
    const truth = truthAt(index, process, t);
    if (truth === 'running') continue;
    const how = truth === 'crashed' ? crashedHow(index, process, t) : null;
    parts.push(`${index.names[process]!} has been ${truth}${how ? ` (${how})` : ''} for ${inWords(t - truthSince(index, process, t))}`);
  }
  if (parts.length === 0) return `all ${index.count} processes run.`;
  return `${listed(parts)}${parts.length < index.count ? '; the others run' : ''}.`;
}

function accusations(index: TraceIndex, t: Time): string[] {
  const told: string[] = [];
  for (let process = 0; process < index.count; process++) {
    const { observers, accusers } = observed(index, process, t);
    const crashed = truthAt(index, process, t) === 'crashed';
    if (crashed && accusers.length < observers.length) {
      told.push(`${accusers.length === 0 ? 'Nobody suspects' : `Only ${listed(accusers)} of ${observers.length} suspect`} ${index.names[process]!}.`);
    } else if (accusers.length > 0) {
      const who = accusers.length === observers.length ? 'all that watch it' : listed(accusers);
      told.push(`${index.names[process]!} is ${crashed ? 'rightly' : 'wrongly'} suspected by ${who}.`);
    }
  }
  return told.length > 0 ? told : ['Nobody is suspected.'];
}

function leaders(index: TraceIndex, t: Time): string[] {
  const acting = leadersAt(index, t).filter(segment => segment.acts);
  const split = splitBrainsAt(index, t);
  if (acting.length === 0) return index.leadership.segments.length > 0 ? ['Nobody acts as leader.'] : [];
  const who = listed(acting.map(({ process, epoch }) => `${index.names[process]!} (epoch ${epoch})`));
  if (split.length === 0) return [`${who} ${acting.length === 1 ? 'acts' : 'act'} as leader.`];
  return split.map(span => `Split-brain for ${inWords(t - span.from)}: ${rivals(index, span)}.`);
}

function messages(index: TraceIndex, t: Time): string[] {
  const { total } = packetsInFlight(index, t, 0, freshMoving(1));
  return total > 0 ? [`${plural(total, 'message')} ${total === 1 ? 'is' : 'are'} under way.`] : [];
}

function lastVerdict(index: TraceIndex, t: Time): string[] {
  const row = previousEvent(index, t + 1, 'verdicts');
  return row < 0 ? [] : [`Last verdict, at ${instant(index.trace.time[row]!)}: ${sentence(index, row)}`];
}
