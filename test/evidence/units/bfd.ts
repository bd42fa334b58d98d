import { detectionTime, frrDefaults, frrPercents, idleInterval, jitterRange, nextState, transmitInterval, type SessionState } from '../../../src/detectors/bfd/rules.ts';
import type { Units } from '../vector.ts';

const timedOut = '(detection timeout)';

interface Pace { readonly localDesiredMinTx: number; readonly remoteRequiredMinRx: number; readonly localDetectMult: number }

export const bfd: Units = {
  'bfd/async-detection-time-us-remote-detect': (input: { remoteDetectMult: number; localRequiredMinRx: number; remoteDesiredMinTx: number }) =>
    detectionTime(input.remoteDetectMult, input.localRequiredMinRx, input.remoteDesiredMinTx),
  'bfd/transmit-interval-us-with-per-packet': ({ localDesiredMinTx, remoteRequiredMinRx, localDetectMult }: Pace) => {
    const base = transmitInterval(localDesiredMinTx, remoteRequiredMinRx)!;
    const { least, most } = jitterRange(base, localDetectMult);
    return { base, min: least, max: most };
  },
  'bfd/frr-integer-percent-75-100-26': ({ localDetectMult }: { localDetectMult: number }) => {
    const { least, most } = frrPercents(localDetectMult);
    return { percentMin: least, percentMax: most, values: most - least + 1 };
  },
  'bfd/desiredmintx-while-session-is-not-up': ({ configured }: { configured: number }) => idleInterval(configured),
  'bfd/session-state-machine-local-state-x': ({ local, received }: { local: SessionState; received: SessionState | typeof timedOut }) =>
    nextState(local, received === timedOut ? 'timeout' : received),
  'bfd/frr-bfdd-defaults': () => ({
    'detectMult': frrDefaults.multiplier, 'desiredMinTx us': frrDefaults.desiredMinTx, 'requiredMinRx us': frrDefaults.requiredMinRx,
    'slowTx us': frrDefaults.idleTx, 'echo us': frrDefaults.echo,
  }),
};
