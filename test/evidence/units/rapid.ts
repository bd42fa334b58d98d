import { defaults } from '../../../src/parameters.ts';
import { rapid, type RapidParams } from '../../../src/detectors/rapid.ts';
import { fastQuorum } from '../../../src/detectors/rapid/consensus.ts';
import { accuse, areLimits, freshCut, implied } from '../../../src/detectors/rapid/cutDetection.ts';
import { ms } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

/** Alerts of named subjects on rings, in order; the observers of a subject may be given, by ring. */
function cuts({ K: k, H: h, L: l, alerts, observers = {} }: Record<string, any>): unknown {
  const names = [...new Set([...(alerts as [string, number][]).map(([name]) => name), ...Object.values(observers as Record<string, string[]>).flat()])];
  const cut = freshCut();
  return (alerts as [string, number][]).flatMap(([name, ring], afterAlertIndex) => {
    const found = [...accuse(cut, { k, h, l }, names.indexOf(name), ring),
      ...implied(cut, { k, h, l }, subject => (observers[names[subject]!] as string[] ?? []).map(other => names.indexOf(other)))];
    return found.length === 0 ? [] : [{ afterAlertIndex, proposal: found.map(subject => names[subject]).sort() }];
  });
}

const usual = defaults(rapid.parameters) as RapidParams;

export const rapidUnits: Units = {
  'rapid/cut-detector-fed-subject-ring-alerts': cuts,
  'rapid/identical-votes-needed-for-the-fast': ({ n }) => fastQuorum(n),
  'rapid/parameter-validity-k-3-h-k': ({ K, H, L }) => areLimits({ k: K, h: H, l: L }),
  'rapid/code-defaults-vs-paper': () => ({ 'alert batching ms': usual.batch / ms, 'code K,H,L': [usual.k, usual.h, usual.l] }),
};
