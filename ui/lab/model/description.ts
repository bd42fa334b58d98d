import type { ProcessId, Time } from '../../../src/contract.ts';
import { leadersAt, splitBrainsAt } from './leadership.ts';
import { packetsInFlight, freshMoving } from './packets.ts';
import type { TraceIndex } from './traceIndex.ts';
import { beliefCodeAt, crashedHow, suspects, truthAt, truthSince } from './truth.ts';
import { inWords, instant, listed, plural } from './words.ts';

/** Everything that the picture shows at `t`, as a paragraph: truth first, then belief, then what is under way. */
export function describeMoment(index: TraceIndex, t: Time): string {
  return [`At ${instant(t)}:`, truthParagraph(index, t), ...accusations(index, t), ...leaders(index, t), ...messages(index, t)].join(' ');
}

/** "n3, crashed 4.2 s ago; suspected by 2 of 4": the name of a node's button. */
export function describeProcess(index: TraceIndex, process: ProcessId, t: Time): string {
  const { observers, accusers } = observed(index, process, t);
  const truth = truthAt(index, process, t);
  const state = truth === 'running' ? 'running' : `${truth} ${inWords(t - truthSince(index, process, t))} ago`;
  const belief = observers.length === 0 ? 'watched by nobody' : `suspected by ${accusers.length} of ${observers.length}`;
  return `${index.names[process]!}, ${state}; ${belief}`;
}

function observed(index: TraceIndex, process: ProcessId, t: Time): { observers: string[]; accusers: string[] } {
  const observers: string[] = [], accusers: string[] = [];
  for (let monitor = 0; monitor < index.count; monitor++) {
    const belief = beliefCodeAt(index, monitor, process, t);
    if (belief === 0) continue;
    observers.push(index.names[monitor]!);
    if (suspects(index, belief)) accusers.push(index.names[monitor]!);
  }
  return { observers, accusers };
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
  return [`Split-brain for ${inWords(t - Math.min(...split.map(span => span.from)))}: ${who} act on one resource.`];
}

function messages(index: TraceIndex, t: Time): string[] {
  const { total } = packetsInFlight(index, t, 0, freshMoving(1));
  return total > 0 ? [`${plural(total, 'message')} ${total === 1 ? 'is' : 'are'} under way.`] : [];
}
