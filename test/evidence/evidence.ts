/**
 * `npm run evidence -- vectors DIR | oracle FILE | real FILE`: any directory or file in the formats of the evidence, by
 * unit, model or system. One line per id, then a summary; exit 1 if any fails, 2 if it was asked for nothing it knows.
 */
import { readFileSync } from 'node:fs';
import { runOracle } from './oracle/runOracle.ts';
import type { OracleFile } from './oracle/case.ts';
import { runReal, type RealFile } from './real.ts';
import { runVectors, type Outcome } from './vectors.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const kinds: Readonly<Record<string, (path: string) => Iterable<Outcome>>> = {
  vectors: runVectors, oracle: path => runOracle(json(path) as OracleFile), real: path => runReal(json(path) as RealFile),
};

const shown = (value: unknown): string => typeof value === 'string' ? value : JSON.stringify(value) ?? String(value);

export function line({ id, status, measured, expected, standardError }: Outcome): string {
  const parts = [`${status} ${id}`];
  if (measured !== undefined) parts.push(status === 'unsupported' ? `(${shown(measured)})` : `measured=${shown(measured)}`);
  if (expected !== undefined) parts.push(`expected=${shown(expected)}`);
  if (standardError !== undefined) parts.push(`se=${standardError}`);
  return parts.join(' ');
}

/** The exit code. Every line is printed as soon as it is known. */
export function evidence([kind, path]: readonly string[], print: (line: string) => void): number {
  const run = kinds[kind ?? ''];
  if (!run || path === undefined) {
    print('usage: npm run evidence -- vectors DIR | oracle FILE | real FILE');
    return 2;
  }
  const counts = { pass: 0, fail: 0, unsupported: 0 };
  for (const outcome of run(path)) {
    counts[outcome.status]++;
    print(line(outcome));
  }
  print(`${kind}: ${counts.pass} pass, ${counts.fail} fail, ${counts.unsupported} unsupported`);
  return counts.fail > 0 ? 1 : 0;
}

// true only as a program, and not where a test imports it
if (process.argv[1]?.endsWith('evidence.js')) process.exitCode = evidence(process.argv.slice(2), text => process.stdout.write(`${text}\n`));
