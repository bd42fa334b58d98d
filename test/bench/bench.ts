/** `npm run bench [-- ROUNDS]`: events per CPU second beside a bare queue loop. It prints; it never judges. */
import Table from 'cli-table3';
import { bench, type Row } from './measured.ts';
import { workloads } from './workloads.ts';

const millions = (value: number): string => (value / 1e6).toFixed(2);

export function table(rows: readonly Row[]): string {
  const drawn = new Table({
    head: ['workload', 'events', 'M events/s', 'M holds/s', 'ratio'], colAligns: ['left', 'right', 'right', 'right', 'right'], style: { head: [], border: [] },
  });
  for (const { name, events, perSecond, holdsPerSecond, ratio } of rows) {
    drawn.push([name, events.toLocaleString('en'), millions(perSecond), millions(holdsPerSecond), ratio.toFixed(2)]);
  }
  return drawn.toString();
}

function main(rounds: number): void {
  const rows = workloads.map(workload => {
    process.stderr.write(`${workload.name}: ${rounds} rounds …\n`);
    return bench(workload, rounds);
  });
  process.stdout.write(`${table(rows)}\n`);
  process.stdout.write('Per CPU second, medians. Events: ticks of nodes, deliveries and suspicions, full metrics on.\n');
  process.stdout.write('A hold takes one entry from a binary heap and puts one back, with as many pending as the workload has.\n');
}

if (process.argv[1]?.endsWith('bench.js')) main(Number(process.argv[2] ?? 5));
