import { Draw } from '../random.ts';
import { applies } from './independent.ts';
import type { Loss } from './loss.ts';

/** Either `average` and `meanLength`, or the four chances. */
export interface GilbertParams {
  average: number;
  meanLength: number;
  toBad: number;
  toGood: number;
  lossInGood: number;
  lossInBad: number;
  applies: 'all' | 'datagram';
}

export interface GilbertState { bad: boolean; /** At the message before. */ was: boolean; readonly toBad: number; readonly toGood: number }

const chance = { default: -1, kind: 'number', min: -1, max: 1 } as const;

/**
 * Gilbert and Elliott's chain, stepped once for each message of the link, stationary at the start. Only here, and
 * where links queue, can one message's fate depend on how many went before it.
 */
export const gilbertPerMessage: Loss<GilbertParams, GilbertState> = {
  name: 'gilbertPerMessage',
  summary: 'Losses come in runs of messages: a chain of two states, stepped once a message.',
  parameters: {
    average: {
      default: 0.1, kind: 'share', min: 0, max: 0.99,
      low: 'losses are rare', high: 'the chain is bad nearly always',
    },
    meanLength: {
      default: 2, kind: 'number', min: 1,
      low: '1: after a loss the next message always passes', high: 'rarer, but longer runs of losses',
    },
    toBad: { ...chance, low: '−1: taken from average and meanLength', high: 'bad after every good message' },
    toGood: { ...chance, low: '−1: taken from average and meanLength', high: '1: a bad state lasts one message' },
    lossInGood: { ...chance, default: 0, min: 0, low: '0: nothing is lost while good', high: 'as lossy as bad' },
    lossInBad: { ...chance, default: 1, min: 0, low: 'as safe as good', high: '1: everything is lost while bad' },
    applies,
  },
  alternatives: [['average', 'meanLength'], ['toBad', 'toGood', 'lossInGood', 'lossInBad']],
  problem({ average, meanLength, toBad, toGood }) {
    if (toBad >= 0 !== toGood >= 0) return { at: toBad >= 0 ? 'toGood' : 'toBad', says: 'is missing: the chain needs both its chances' };
    // toBad is a chance too: (1/meanLength) ⋅ average / (1 − average) <= 1
    const most = meanLength / (meanLength + 1);
    return toBad < 0 && average > most ? { at: 'average', says: `cannot exceed ${most} with bursts as short as ${meanLength}` } : undefined;
  },
  init(params, key) {
    const toGood = params.toGood >= 0 ? params.toGood : 1 / params.meanLength;
    const toBad = params.toBad >= 0 ? params.toBad : (toGood * params.average) / (1 - params.average);
    const share = toBad + toGood === 0 ? 0 : toBad / (toBad + toGood);
    const bad = new Draw().start(key.a, key.b).next() < share;
    return { bad, was: bad, toBad, toGood };
  },
  lost(params, state, _sentAt, draw) {
    const lost = draw.below(state.bad ? params.lossInBad : params.lossInGood);
    state.was = state.bad;
    state.bad = draw.below(state.was ? 1 - state.toGood : state.toBad);
    return lost;
  },
  // the latest step, taken before its message is sent, is taken again
  branch(_params, state, _now, { a, b }) {
    state.bad = new Draw().start(a, b).next() < (state.was ? 1 - state.toGood : state.toBad);
  },
};
