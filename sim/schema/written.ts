import { formatDuration, type Parameter } from '../../src/parameters.ts';
import type { Choice } from '../scenario.ts';

/** An internal value as a scenario file spells it, for kinds of one value; a chosen entry by its name alone. */
export function written(kind: Parameter<unknown>['kind'], value: unknown): unknown {
  if (value === null) return null;
  switch (kind) {
    case 'duration': return formatDuration(value as number);
    case 'bandwidth': return value === 0 ? 'unlimited' : `${value as number}bit/s`;
    case 'bytes': return (value as number) % 1_000 === 0 && value !== 0 ? `${(value as number) / 1_000}kB` : `${value as number}B`;
    case 'estimator': case 'loss': return { kind: (value as Choice).kind };
    case 'law': return writtenLaw(value as Choice);
    default: return value;
  }
}

function writtenLaw({ kind, params }: Choice): unknown {
  return kind === 'constant' ? formatDuration(params['value'] as number) : { kind };
}
