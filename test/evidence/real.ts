import type { Outcome } from './vectors.ts';

/** The format of `real.json`: what a real system did. */
export interface RealFile {
  readonly rows: readonly { readonly system: string; readonly fault: string; readonly metric: string; readonly config: Readonly<Record<string, unknown>> }[];
}

/** None of these systems is modelled yet, and nothing that is comes close enough to stand in for one. */
export function* runReal({ rows }: RealFile): Generator<Outcome> {
  for (const [i, { system, fault, metric }] of rows.entries()) yield { id: `${i}:${system}:${fault}:${metric}`, status: 'unsupported' };
}
