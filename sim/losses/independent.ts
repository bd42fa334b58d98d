import type { Loss } from './loss.ts';

export interface IndependentParams { average: number; applies: 'all' | 'datagram' }

export const applies = {
  default: 'all', kind: 'choice', choices: ['all', 'datagram'],
  low: 'all: a stream loses segments too, and delivers late', high: 'datagram: streams are spared',
} as const;

/** Each message is lost with the same probability, whatever happened to the others. */
export const independent: Loss<IndependentParams, null> = {
  name: 'independent',
  summary: 'Each message is lost with one probability, whatever happened to the others.',
  parameters: {
    average: {
      default: 0.01, kind: 'share', min: 0, max: 1,
      low: 'no heartbeat is ever missing: only delay is tested', high: 'nothing gets through, and every detector suspects',
    },
    applies,
  },
  init: () => null,
  lost: (params, _state, _sentAt, draw) => draw.below(params.average),
};
