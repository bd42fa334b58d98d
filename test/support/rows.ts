import { Row, type RowCode, type Trace } from '../../sim/trace.ts';

export interface TraceRow { readonly time: number; readonly a: number; readonly b: number; readonly x: number; readonly m: number }

/** The rows of some codes, in order. */
export function rows(trace: Trace, ...codes: readonly RowCode[]): TraceRow[] {
  const found: TraceRow[] = [];
  for (let i = 0; i < trace.length; i++) {
    if (!codes.includes(trace.code[i] as RowCode)) continue;
    found.push({ time: trace.time[i]!, a: trace.a[i]!, b: trace.b[i]!, x: trace.x[i]!, m: trace.m[i]! });
  }
  return found;
}

/** Who suspects whom when, initial opinions left out. */
export const suspicions = (trace: Trace): readonly (readonly [number, number, number])[] =>
  rows(trace, Row.suspects).filter(row => row.m === 0).map(row => [row.time, row.a, row.b] as const);
