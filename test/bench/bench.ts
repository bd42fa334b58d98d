/**
 * `npm run bench [-- --only star --rounds 5 --json FILE --yardstick PROGRAM --long]`: the shipped engine with a detector
 * of somebody else's, beside loops that do nothing else, in turn and per CPU second. It prints; it gates nothing.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Progress } from '../../ui/cli/progress.ts';
import { lifeguardRow } from './lifeguard.ts';
import { bytesPerLink, longRow } from './memory.ts';
import { summary, table, type Row } from './row.ts';
import { speedRows, traceRows } from './speed.ts';
import { longWalkRow, walkRows } from './walk.ts';
import { mesh, star, workloads } from './workloads.ts';
import { compiled, yardstickOf, type Yardstick } from './yardstick.ts';

interface Section { readonly name: string; readonly rows: (rounds: number) => Row[] }

function withProgress<T>(what: string, work: (onProgress: (share: number) => void) => T): T {
  const progress = new Progress(what, process.stderr, process.stderr.isTTY);
  try {
    return work(share => progress.update(share));
  } finally {
    progress.stop();
  }
}

const hour = (): Row[] => [withProgress('lifeguard', onProgress => lifeguardRow(1_000, '1h', { atMost: 60 }, onProgress))];
const billion = star(1_000, 1_011_000);
const long = (): Row[] => [
  withProgress('10⁹ heartbeats', onProgress => longRow(billion, onProgress)),
  withProgress('10⁹ heartbeats walked', onProgress => longWalkRow(billion, onProgress)),
];

const sections = (yardstick: Yardstick | undefined): Section[] => [
  ...workloads.map(([workload, atLeast]) => ({ name: workload.name, rows: (rounds: number) => speedRows(workload, atLeast, yardstick, rounds) })),
  { name: 'trace', rows: rounds => [star(1_000, 1_000), mesh(100, 100)].flatMap(workload => traceRows(workload, rounds)) },
  { name: 'memory', rows: () => [bytesPerLink(star(100_000, 8), { atMost: 160 }), bytesPerLink(mesh(300, 10))] },
  { name: 'walk', rows: rounds => walkRows(rounds, yardstick) },
  { name: 'lifeguard', rows: hour },
];

function rowsOf(chosen: readonly Section[], rounds: number): Row[] {
  return chosen.flatMap(({ name, rows }) => {
    process.stderr.write(`${name} …\n`);
    return rows(rounds);
  });
}

const notes = `M/s: million heartbeats delivered per CPU second. Medians; a ratio is the median of
those of the pairs. A share of the C++ loop that reaches its target also reaches
5 × ns-3, and at star 1 000 2 × Cimba, 25 × SimPy and 8 × closures on a flatqueue.
`;

interface Asked { readonly only: string; readonly rounds: number; readonly json?: string; readonly yardstick?: string; readonly long: boolean }

function asked(): Asked {
  const { values: { rounds, ...rest } } = parseArgs({
    options: {
      only: { type: 'string', default: '' }, rounds: { type: 'string', default: '5' }, json: { type: 'string' },
      yardstick: { type: 'string' }, long: { type: 'boolean', default: false },
    },
  });
  if (!(Number.isInteger(Number(rounds)) && Number(rounds) > 0)) throw new Error(`--rounds ${rounds}: a whole number, at least 1`);
  return { ...rest, rounds: Number(rounds) };
}

function chosen({ only, long: isLong }: Asked, yardstick?: Yardstick): readonly Section[] {
  const all = isLong ? [{ name: 'memory', rows: long }] : sections(yardstick);
  const wanted = all.filter(({ name }) => name.includes(only));
  if (wanted.length === 0) throw new Error(`--only ${only}: part of one of ${all.map(({ name }) => name).join(', ')}`);
  return wanted;
}

function write(rows: readonly Row[], json: string | undefined): void {
  process.stdout.write(`${table(rows)}\n${rows.some(row => row.against === 'C++ loop') ? `\n${notes}` : ''}`);
  if (json === undefined) return;
  const machine = { node: process.version, cpu: cpus()[0]?.model };
  writeFileSync(json, `${JSON.stringify({ machine, rows: rows.map(row => ({ ...row, ...summary(row) })) }, null, 2)}\n`);
}

function main(): void {
  const request = asked();
  const isCompared = chosen(request).some(({ name }) => /star|mesh|walk/.test(name));
  if (!isCompared || request.yardstick !== undefined) {
    return write(rowsOf(chosen(request, request.yardstick === undefined ? undefined : yardstickOf(request.yardstick)), request.rounds), request.json);
  }
  const cpp = compiled();
  if (!cpp) process.stderr.write('No g++ here: without the C++ loop.\n');
  try {
    write(rowsOf(chosen(request, cpp?.run), request.rounds), request.json);
  } finally {
    cpp?.remove();
  }
}

if (process.argv[1]?.endsWith('bench.js')) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
