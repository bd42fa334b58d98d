import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { units } from './units/index.ts';
import { Unsupported, agrees, type Units, type VectorCase, type VectorFile } from './vector.ts';

export interface Outcome {
  readonly id: string;
  readonly status: 'pass' | 'fail' | 'unsupported';
  readonly measured?: unknown;
  readonly expected?: unknown;
  readonly standardError?: number;
}

/** A relation in words is checked by its unit, which then says whether it holds. */
function isRight(vector: VectorCase, measured: unknown): boolean {
  if (vector.kind === 'property' && typeof vector.expect === 'string') return measured === true;
  return agrees(measured, vector.expect, vector.tol);
}

export function runVector(vector: VectorCase, known: Units = units): Outcome {
  const unit = Object.hasOwn(known, vector.unit) ? known[vector.unit] : undefined;
  if (!unit) return { id: vector.id, status: 'unsupported' };
  try {
    const measured = unit(vector.input, vector);
    return { id: vector.id, status: isRight(vector, measured) ? 'pass' : 'fail', measured, expected: vector.expect };
  } catch (error) {
    if (error instanceof Unsupported) return { id: vector.id, status: 'unsupported' };
    return { id: vector.id, status: 'fail', measured: String(error), expected: vector.expect };
  }
}

/** Every case of every file of vectors in a directory. */
export function runVectors(directory: string): Outcome[] {
  const files = readdirSync(directory).filter(name => name.endsWith('.json')).sort();
  return files.flatMap(name => {
    const file = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Partial<VectorFile>;
    return file.schema === 'fd-vectors/1' ? file.cases!.map(vector => runVector(vector)) : [];
  });
}
