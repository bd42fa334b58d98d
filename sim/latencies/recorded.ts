import type { Duration, Time } from '../../src/time.ts';
import type { Latency } from './latency.ts';

/** Instants in rising order, and what the message sent then took. */
export interface Recorded { readonly sent: readonly Time[]; readonly delay: readonly Duration[] }

/** The index of the recorded send nearest to `instant`; of two as near, the earlier. */
export function nearest(sent: readonly Time[], instant: Time): number {
  let low = 0;
  let high = sent.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sent[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low > 0 && instant - sent[low - 1]! <= sent[low]! - instant ? low - 1 : low;
}

/**
 * Replays a recording: a message arrives when the recorded one sent nearest to it did (so beats that waited together
 * for a stopped process arrive together), or after the recorded delay if that instant has passed. A function of the send
 * instant alone, so every detector meets the same weather.
 */
export const recorded: Latency<Recorded> = {
  name: 'recorded',
  summary: 'Replays the delays of a recording, by send instant.',
  parameters: {
    sent: {
      default: undefined, kind: 'series',
      low: 'A recording shorter than the run: its last delay holds to the end.', high: 'A link that holds thousands of rows is too long to share.',
    },
    delay: {
      default: undefined, kind: 'series',
      low: 'Recorded while nothing happened, it shows that nothing happens.', high: 'Recorded across two clocks, it holds their offset too.',
    },
  },
  problem({ sent, delay }) {
    if (sent.length !== delay.length) return { at: 'delay', says: `must have as many entries as sent (${sent.length}), not ${delay.length}` };
    const wrong = sent.findIndex((instant, i) => i > 0 && instant < sent[i - 1]!);
    return wrong < 0 ? undefined : { at: 'sent', says: `must not fall: entry ${wrong} is before the one in front of it` };
  },
  sample({ sent, delay }, _draw, _sample, sentAt = 0) {
    const i = nearest(sent, sentAt);
    const wait = sent[i]! + delay[i]! - sentAt;
    return wait > 0 ? wait : delay[i]!;
  },
};
