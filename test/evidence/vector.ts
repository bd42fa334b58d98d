/** A file of test vectors, and what it means to agree with one. */
export interface VectorFile { readonly schema: 'fd-vectors/1'; readonly name: string; readonly cases: readonly VectorCase[] }

export interface VectorCase {
  readonly id: string;
  /** What is under test. */
  readonly unit: string;
  readonly kind: 'value' | 'sequence' | 'property' | 'fact';
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each unit knows its own
  readonly input: any;
  readonly expect: unknown;
  readonly tol?: Tolerance;
}

/** Within either; without any, exactly. */
export interface Tolerance { readonly abs?: number; readonly rel?: number }

/** Computes what the case expects: a number, a boolean, a text, or an object or list of them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export type Unit = (input: any, vector: VectorCase) => unknown;
export type Units = Readonly<Record<string, Unit>>;

/** Thrown by a unit that knows nothing of this input. */
export class Unsupported extends Error { override readonly name = 'Unsupported'; }

/** Numbers are written as such, or as digits in a text where a double would not do. */
export function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?(\d+(\.\d*)?(e[+-]?\d+)?|Infinity)$/i.test(value) ? Number(value) : undefined;
}

function near(measured: number, expected: number, { abs = 0, rel = 0 }: Tolerance): boolean {
  if (measured === expected || !Number.isFinite(expected)) return measured === expected;
  const error = Math.abs(measured - expected);
  return error <= abs || error <= rel * Math.abs(expected);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A number may be expected between bounds, and to be some double. */
function within(measured: number, expected: Readonly<Record<string, unknown>>, tol: Tolerance): boolean {
  return Object.entries(expected).every(([key, bound]) => {
    if (key === 'min') return measured >= Number(bound);
    if (key === 'max') return measured <= Number(bound);
    return key === 'double' && near(measured, numeric(bound)!, tol);
  });
}

/** `null` expects nothing. Of an object, every key that is expected must be there; others may be. */
export function agrees(measured: unknown, expected: unknown, tol: Tolerance = {}): boolean {
  if (expected === null) return true;
  if (Array.isArray(expected)) {
    return Array.isArray(measured) && measured.length === expected.length && expected.every((each, i) => agrees(measured[i], each, tol));
  }
  if (isRecord(expected)) {
    if (typeof measured === 'number') return within(measured, expected, tol);
    return isRecord(measured) && Object.entries(expected).every(([key, each]) => agrees(measured[key], each, tol));
  }
  const [m, e] = [numeric(measured), numeric(expected)];
  return m !== undefined && e !== undefined ? near(m, e, tol) : measured === expected;
}
