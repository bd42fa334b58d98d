import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { reached, reachedAfter, spells, times } from './milestones.ts';
import type { Count, Milestone, Option, Stage, Staged, System, Values } from './system.ts';

/** The router whose sessions are watched, and its neighbour, which has an end of each. */
export const neighbour = 'neighbour';
const session = (i: number): string => `session${i}`;

export const bfdMilestones: Readonly<Record<string, Milestone>> = {
  'down': reached('a session goes down: the first one, of several', 'down', 'first', { ofTarget: true, where: ({ by }) => by === 0 }),
  'downFirst': reached('the soonest of all sessions goes down', 'down', 'first', { ofTarget: true }),
  'downLast': reached('the latest of all sessions goes down', 'down', 'last', { ofTarget: true }),
  'up': reachedAfter('that session is up again', 'up', 'first', { ofTarget: true, where: ({ by }) => by === 0 }),
};

export const downs: Count = times('how often a session went down, from the fault on', 'down', { where: ({ by }, { scenario }) => scenario.processes[by]!.name !== neighbour });

export const falseDowns = spells('a session is down between routers that run and can reach each other', 'suspects', 'trusts');

export const sessionsOption: Option = { kind: 'count', default: 1, min: 1, max: 100, meaning: 'how many sessions the two routers have' };

/** What a BFD of these options is: one end of each session is a process on one host, all the others are one on another. */
export function bfdStage(options: Values, { fault }: Stage, detector: Readonly<Record<string, unknown>>, pace: { readonly idle: number; readonly detection: number }): Staged {
  const ends = Array.from({ length: options.sessions as number }, (_, i) => ({ name: session(i), host: 'router' }));
  return {
    settled: 2 * sec + 6 * pace.idle + 2 * pace.detection, phase: pace.idle,
    watch: fault === 'none' || fault === 'loss' ? 600 * sec : 2 * sec + 8 * pace.idle + 3 * pace.detection,
    file: {
      processes: [...ends, { name: neighbour, host: neighbour }], watches: ends.map(({ name }) => [name, neighbour]),
      detector: { kind: 'bfd', ...detector },
    },
  };
}

export const text = (options: Values, key: string): string => formatDuration(options[key] as number);

/**
 * BIRD 2.0.12, proto/bfd, measured on Debian 12: two routers with some sessions. Under loss too: four sessions of 100 ms × 3 with
 * 20 % lost each way fell 35 times a minute (76 in 130 s), here 33; one in ten was up again within a millisecond, there and here.
 */
export const birdBfd: System = {
  name: 'bird-bfd',
  aliases: ['bird2-bfd', 'bird'],
  title: 'BFD in BIRD',
  version: '2.0.12',
  summary: 'A router sends to its neighbour at a negotiated pace, and holds the path to be down when some packets in a row are missing.',
  options: {
    'min tx interval': { kind: 'duration', default: 100 * ms, min: 1_000, meaning: 'the shortest interval at which it would send', source: 'bfd.h' },
    'min rx interval': { kind: 'duration', default: 10 * ms, min: 1_000, meaning: 'the shortest interval at which it would receive', source: 'bfd.h' },
    'idle tx interval': { kind: 'duration', default: 1 * sec, min: 1_000, meaning: 'how often it sends while a session is not up', source: 'bfd.h' },
    multiplier: { kind: 'count', default: 5, min: 1, max: 255, meaning: 'how many packets in a row the neighbour may miss', source: 'bfd.h' },
    sessions: sessionsOption,
  },
  rules: [
    { says: 'the idle interval is no shorter than a second, so that sessions that are not up cost little', strength: 'advises', holds: options => (options['idle tx interval'] as number) >= 1 * sec },
    { says: 'with a multiplier of 1 each lost packet takes the session down', strength: 'advises', holds: ({ multiplier }) => (multiplier as number) > 1 },
  ],
  roles: { neighbour: { meaning: 'the router at the other end of all sessions', holder: neighbour } },
  milestones: bfdMilestones,
  counts: { downs },
  falseVerdicts: { 'down': falseDowns },
  scenario(options, stage) {
    const interval = Math.max(options['min tx interval'] as number, options['min rx interval'] as number);
    return bfdStage(options, stage, {
      flavour: 'bird', desiredMinTx: text(options, 'min tx interval'), requiredMinRx: text(options, 'min rx interval'),
      idleTx: text(options, 'idle tx interval'), multiplier: options.multiplier,
    }, { idle: options['idle tx interval'] as number, detection: (options.multiplier as number) * interval });
  },
};
