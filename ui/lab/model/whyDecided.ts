import type { Portrayed, Watched } from '../protocol.ts';
import { inWords } from './words.ts';

/** What the estimator itself counted when it decided: "Akka’s φ reached 8.00". */
export function decided(decision: Watched | null): string {
  const portrait = decision?.portrait;
  if (!portrait || decision.level < 1) return '';
  if (portrait.kind === 'duration') return limit(portrait, reached(decision.level));
  if (reached(decision.level)) return `${portrait.name} reached ${counted(portrait, portrait.threshold)}`;
  return `${portrait.name} had come to ${counted(portrait, decision.level * portrait.threshold)}, of ${counted(portrait, portrait.threshold)} at which it decides`;
}

/** "its timeout"; "past its timeout of 2 s"; "its limit of expected arrival 1.007 s + margin 500 ms". */
function limit({ parts }: Portrayed, now: boolean): string {
  const [only] = parts;
  if (parts.length === 1) return now ? `its ${only!.name}` : `past its ${only!.name} of ${inWords(only!.length)}`;
  return `${now ? '' : 'past '}its limit${parts.length > 0 ? ` of ${parts.map(({ name, length }) => `${name} ${inWords(length)}`).join(' + ')}` : ''}`;
}

/** A decision that was not held back by anything comes within a hair of the threshold. */
const reached = (level: number): boolean => level < 1.002;

/** A figure of what the estimator counts, as people write it. */
export function counted({ kind }: Pick<Portrayed, 'kind'>, value: number): string {
  if (kind === 'duration') return inWords(value);
  if (kind === 'count') return String(Math.round(value));
  if (value > 1e4) return 'over 10,000';
  return kind === 'share' ? String(Number(value.toFixed(4))) : value.toFixed(2);
}
