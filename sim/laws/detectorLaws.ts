/** What a detector owes its process, whatever the network does. Which of these one claims: claims.ts. */
import * as fc from 'fast-check';
import type { AnyDetector, Duration, Opinion, ProcessId, Time } from '../../src/contract.ts';
import { sec } from '../../src/time.ts';
import { caseOf, type Law, type Subject } from './law.ts';
import { calm, settings, someTurns, type Wanted } from './settings.ts';
import { play, type Call, type Letter, type Meddling, type Moment, type Play, type Setting } from './smallWorld.ts';

/** What one monitor says of one peer, as a slow and obvious second implementation has it. */
export interface Reference {
  /** The options that it knows. */
  readonly given: Readonly<Record<string, unknown>>;
  verdicts(params: unknown, arrivals: readonly Letter[], horizon: Time): readonly Verdict[];
}
export interface Verdict { readonly at: Time; readonly call: Call['call'] }

export interface DetectorSubject extends Subject {
  readonly detector: AnyDetector;
  readonly params: fc.Arbitrary<Readonly<Record<string, unknown>>>;
  /** Those for which it promises accuracy in a calm network; `params` by default. */
  readonly usual?: fc.Arbitrary<Readonly<Record<string, unknown>>>;
  /** How long after a crash, opinions must be right for good (30 minutes by default), or after the network calms down (5 minutes). */
  readonly settles?: Duration;
  readonly reference?: Reference;
  /** Messages from a peer before it may be asked to suspect that one; 0 by default. */
  readonly bootstrap?: number;
  /** Of every process, for services: the first three watch each other. */
  readonly roles?: readonly string[];
}

type DetectorLaw = Law<DetectorSubject>;
type Judge = (setting: Setting, subject: DetectorSubject) => string | null;

type Options = fc.Arbitrary<Readonly<Record<string, unknown>>>;
const options = ({ params }: DetectorSubject): Options => params;

const law = (
  name: string, statement: string, wanted: Partial<Wanted>, judge: Judge, chosen: (subject: DetectorSubject) => Options = options,
): DetectorLaw => ({
  name, statement, registry: 'detectorLaws',
  over: subject => caseOf(settings({ ...wanted, params: chosen(subject), ...(subject.roles ? { roles: subject.roles } : {}) }), setting => judge(setting, subject)),
});

const say = ({ at, process, call, peer }: Call): string => `at ${at} ${process} ${call}s ${peer}`;

/** The first thing that one play says and another does not. */
function difference(one: readonly Call[], two: readonly Call[]): string | null {
  for (let i = 0; i < Math.max(one.length, two.length); i++) {
    const [a, b] = [one[i], two[i]].map(call => call ? say(call) : 'nothing');
    if (a !== b) return `one says "${a}", the other "${b}"`;
  }
  return null;
}

const sent = ({ letters }: Play): string => JSON.stringify(letters.map(({ from, to, sent: at, message }) => [from, to, at, message]));

function same(one: Play, two: Play): string | null {
  return difference(one.calls, two.calls) ?? (sent(one) === sent(two) ? null : 'they send different messages');
}

/** Plays on until the judge of a moment objects. */
const watched = (setting: Setting, { detector }: DetectorSubject, watch: NonNullable<Meddling['watch']>): string | null => {
  let wrong: string | null = null;
  try {
    play(detector, setting, { watch: moment => (wrong = watch(moment)) });
  } catch (error) {
    if (wrong === null) throw error;
  }
  return wrong;
};

const determinism = law('determinism', 'The same world, twice, gives the same calls and messages.', {},
  (setting, { detector }) => same(play(detector, setting), play(detector, setting)));

const progress = law('progress', 'After a due wake the deadline is later than now, and is never NaN.', {},
  (setting, subject) => watched(setting, subject, ({ at, process, why, state }) => {
    const next = subject.detector.deadline(state);
    const stuck = why === 'wake' ? !(next > at) : Number.isNaN(next);
    return stuck ? `at ${at} process ${process} was woken, and wants to be woken at ${next} again` : null;
  }));

const earlyInstants = Array.from({ length: 97 }, (_, i) => i * 413_131);

const earlyWake = law('earlyWake', 'A wake before the deadline does nothing, then or later.', {}, (setting, { detector }) => {
  let wrong: string | null = null;
  const silent = ({ why, at, process, calls, sends }: Moment): null => {
    if (why === 'early' && calls.length + sends > 0) wrong ??= `woken too early at ${at}, process ${process} acted`;
    return null;
  };
  const disturbed = play(detector, setting, { early: earlyInstants, watch: silent });
  return wrong ?? same(play(detector, setting), disturbed);
});

const clone = law('clone', 'With a structuredClone in the place of the state, all goes on as before.', {},
  (setting, { detector }) => same(play(detector, setting), play(detector, setting, { cloning: true })));

const opinionOf = { trust: 'trusted', suspect: 'suspected', fail: 'failed' } as const;

const opinion = law('opinion', 'What it answers about a peer is what it last called out about it.', {}, (setting, subject) => {
  const known = new Map<string, Opinion>();
  return watched(setting, subject, ({ at, process, why, state, calls }) => {
    for (const call of calls) known.set(`${process},${call.peer}`, opinionOf[call.call]);
    for (const peer of setting.watches[process]!) {
      const says = subject.detector.opinion(state, peer);
      if (why === 'init') known.set(`${process},${peer}`, says);
      const called = known.get(`${process},${peer}`);
      if (says !== called) return `at ${at} ${process} thinks that ${peer} is ${says}, and has called it ${called}`;
    }
    return null;
  });
});

const declared = law('declared', 'It sends to its peers only, and only messages that its table declares.', {}, (setting, { detector }) => {
  const odd = play(detector, setting).letters.find(({ from, to, message }) =>
    !Object.hasOwn(detector.messages, message.kind) || to === from || setting.watches[to] === undefined);
  return odd ? `at ${odd.sent} ${odd.from} sends ${odd.message.kind} to ${odd.to}` : null;
});

const star: readonly (readonly ProcessId[])[] = [[1, 2], [], []];

const peerIndependence = law('peerIndependence', 'Nothing that happens to one peer changes what is said of another.',
  { watches: star, turns: fc.constant([]) }, (setting, { detector }) => {
    const about = ({ calls }: Play): Call[] => calls.filter(({ process, peer }) => process === 0 && peer === 2);
    const crash = { at: setting.horizon / 3, process: 1, kind: 'crash' } as const;
    return difference(about(play(detector, setting)), about(play(detector, { ...setting, turns: [crash] }, { unlucky: 1 })));
  });

const bothCrash = fc.tuple(fc.integer({ min: 1, max: 20 * sec }), fc.integer({ min: 1, max: 20 * sec })).map(([one, two]) =>
  [{ at: one, process: 1, kind: 'crash' }, { at: two, process: 2, kind: 'crash' }] as const);

const completeness = law('completeness', 'Every crashed process is in the end suspected, for good, by all that watch it.',
  { watches: star, turns: bothCrash }, (setting, { detector, settles = 1_800 * sec, bootstrap = 0 }) => {
    const { opinions, received } = play(detector, { ...setting, horizon: 20 * sec + settles });
    const heard = (peer: ProcessId): boolean => received.filter(({ from, to }) => from === peer && to === 0).length >= bootstrap;
    const trusted = star[0]!.find((peer, i) => opinions[0]![i] === 'trusted' && heard(peer));
    return trusted === undefined ? null : `all have crashed by ${20 * sec}; ${settles} later 0 still trusts ${trusted}`;
  });

const accuracy = law('accuracy', 'Once messages are prompt and none is lost, mistakes end.', { fates: calm, turns: fc.constant([]) },
  (setting, { detector, settles = 300 * sec }) => {
    const calmFrom = 10 * sec;
    const horizon = calmFrom + settles + 60 * sec;
    // what is sent before then is lost, all of it
    const { calls, opinions } = play(detector, { ...setting, horizon }, { intercept: ({ sent: at }) => at < calmFrom });
    const late = calls.find(({ at, call }) => at > calmFrom + settles && call !== 'trust');
    if (late) return `calm from ${calmFrom} on, and yet ${say(late)}`;
    const doubting = opinions.findIndex(row => row.some(one => one !== 'trusted'));
    return doubting < 0 ? null : `calm from ${calmFrom} on, and at ${horizon} process ${doubting} still suspects one that runs`;
  }, subject => subject.usual ?? subject.params);

const oldIncarnations = law('oldIncarnations', 'What an earlier incarnation sent changes nothing once a later one was heard.',
  { turns: someTurns(['restart']) }, (setting, { detector }) => {
    const outdated = ({ from, to, incarnation }: Letter, received: readonly Letter[]): boolean =>
      received.some(letter => letter.from === from && letter.to === to && letter.incarnation > incarnation);
    return difference(play(detector, setting).calls, play(detector, setting, { intercept: outdated }).calls);
  });

const exactInstants = law('exactInstants', 'Every verdict falls on the microsecond that a naive reference says.', { turns: fc.constant([]) },
  (setting, { detector, reference }) => {
    const { calls, received } = play(detector, setting);
    for (const [q, peers] of setting.watches.entries()) {
      for (const p of peers) {
        const arrivals = received.filter(({ from, to }) => from === p && to === q);
        const expected = reference!.verdicts(setting.params, arrivals, setting.horizon).map(({ at, call }) => ({ at, call, process: q, peer: p }));
        const wrong = difference(calls.filter(({ process, peer }) => process === q && peer === p), expected);
        if (wrong !== null) return `detector and reference: ${wrong}`;
      }
    }
    return null;
  }, ({ params, reference }) => params.map(one => ({ ...one, ...reference?.given })));

export const detectorLaws = {
  determinism, progress, earlyWake, clone, opinion, declared, peerIndependence, completeness, accuracy, oldIncarnations, exactInstants,
} satisfies Record<string, DetectorLaw>;

export type DetectorLawName = keyof typeof detectorLaws;
