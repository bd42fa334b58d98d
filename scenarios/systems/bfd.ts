import { ms, sec } from '../../src/time.ts';
import { bfdMilestones, bfdStage, downs, falseDowns, neighbour, sessionsOption, text } from './birdBfd.ts';
import type { System } from './system.ts';

/** RFC 5880 in asynchronous mode, with the option names and defaults of FRR's bfdd at fbfc8222da75. */
export const bfd: System = {
  name: 'frr-bfd',
  aliases: ['bfd', 'rfc-5880'],
  title: 'BFD',
  version: 'RFC 5880, FRR 10',
  summary: 'Routers tell each other how fast they send and can receive; some packets missed in a row take the path down.',
  options: {
    'transmit-interval': { kind: 'duration', unit: 'ms', default: 300 * ms, min: 10 * ms, max: 60 * sec, meaning: 'the shortest interval at which it would send', source: 'bfdd/bfd.h' },
    'receive-interval': { kind: 'duration', unit: 'ms', default: 300 * ms, min: 10 * ms, max: 60 * sec, meaning: 'the shortest interval at which it would receive', source: 'bfdd/bfd.h' },
    'detect-multiplier': { kind: 'count', default: 3, min: 1, max: 255, meaning: 'how many packets in a row the neighbour may miss', source: 'bfdd/bfd.h' },
    jitter: { kind: 'choice', default: 'rfc5880', choices: ['rfc5880', 'frr'], meaning: 'any part of the last quarter, or whole percents of it' },
    sessions: sessionsOption,
  },
  rules: [
    { says: 'with a multiplier of 1 each lost packet takes the session down', strength: 'advises', holds: options => (options['detect-multiplier'] as number) > 1 },
  ],
  roles: { neighbour: { meaning: 'the router at the other end of all sessions', holder: neighbour } },
  milestones: bfdMilestones,
  counts: { downs },
  falseVerdicts: { 'down': falseDowns },
  scenario(options, stage) {
    const interval = Math.max(options['transmit-interval'] as number, options['receive-interval'] as number);
    return bfdStage(options, stage, {
      flavour: options.jitter, desiredMinTx: text(options, 'transmit-interval'), requiredMinRx: text(options, 'receive-interval'),
      multiplier: options['detect-multiplier'], idleTx: '1s',
    }, { idle: Math.max(1 * sec, interval), detection: (options['detect-multiplier'] as number) * interval });
  },
};
