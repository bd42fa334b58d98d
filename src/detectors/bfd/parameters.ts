import type { Duration, ParameterTable } from '../../contract.ts';
import { ms, sec } from '../../time.ts';
import { frrDefaults, type BfdFlavour } from './rules.ts';

export interface BfdParams {
  readonly flavour: BfdFlavour;
  /** The shortest interval at which it would send, once up. */
  readonly desiredMinTx: Duration;
  /** The shortest interval at which it can receive. */
  readonly requiredMinRx: Duration;
  /** How many of its packets the other may miss. */
  readonly multiplier: number;
  /** What it sends at while the session is not up. */
  readonly idleTx: Duration;
}

export const bfdParameters: ParameterTable<BfdParams> = {
  flavour: {
    default: 'rfc5880', kind: 'choice', choices: ['rfc5880', 'bird', 'frr'],
    low: 'rfc5880: jitter of 75 to 100 %, exact timers, a neighbour that restarted is believed. frr: whole percents.',
    high: 'bird: jitter of 75 to 90 %, timers up to 1 ms late, a neighbour that restarted is not heard before the session has timed out.',
    source: 'RFC 5880; BIRD 2.0.12 proto/bfd; FRR bfdd at fbfc8222da75',
  },
  desiredMinTx: {
    default: frrDefaults.desiredMinTx, by: { option: 'flavour', defaults: { bird: 100 * ms } }, kind: 'duration', min: 1,
    low: 'Thousands of packets a second, and a busy router takes its neighbours for lost.',
    high: 'Detection takes a multiple of it.',
    source: 'FRR transmit-interval 300 ms; BIRD min tx interval 100 ms; the RFC has none',
  },
  requiredMinRx: {
    default: frrDefaults.requiredMinRx, by: { option: 'flavour', defaults: { bird: 10 * ms } }, kind: 'duration', min: 1,
    low: 'The others decide alone how fast they send.',
    high: 'The others send no faster than this, and their loss is found later.',
    source: 'FRR receive-interval 300 ms; BIRD min rx interval 10 ms; the RFC has none',
  },
  multiplier: {
    default: frrDefaults.multiplier, by: { option: 'flavour', defaults: { bird: 5 } }, kind: 'count', min: 1, max: 255,
    low: 'With 1, one lost packet takes the session down.',
    high: 'Detection is slower by one interval for each. It is the *others* that count by it.',
    source: 'FRR detect-multiplier 3; BIRD multiplier 5; the RFC has none',
  },
  idleTx: {
    default: 1 * sec, kind: 'duration', min: 1 * ms,
    low: 'Sessions to neighbours that are not there cost as much as those that are.',
    high: 'A session takes some of these to come up.',
    source: 'RFC 5880, section 6.8.3: at least 1 s while not up; BIRD idle tx interval',
  },
};
