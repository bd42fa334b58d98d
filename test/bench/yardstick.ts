/** The C++ loop, compiled where there is a compiler. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counts } from './bareLoop.ts';
import type { Workload } from './workloads.ts';

export interface Timed extends Counts { readonly cpu: number }
export type Yardstick = (workload: Workload) => Timed;

/**
 * @param command another program to use, called with `star` or `mesh`, the number of processes and the seconds, that
 * prints JSON with `delivered` and `cpu`
 */
export function yardstickOf(command: string): Yardstick {
  const [program, ...words] = command.split(' ');
  return ({ shape, n, seconds }) => {
    const { stdout, stderr, status, error } = spawnSync(program!, [...words, shape, String(n), String(seconds)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
    return JSON.parse(stdout) as Timed;
  };
}

/** From the root of the repository. Undefined where there is no g++. */
export function compiled(): { readonly run: Yardstick; readonly remove: () => void } | undefined {
  if (spawnSync('g++', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'flatline-bench-'));
  const program = join(folder, 'yardstick');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const { status, stderr } = spawnSync('g++', ['-O3', '-march=native', '-std=c++20', '-o', program, 'test/bench/yardstick.cpp'], { encoding: 'utf8' });
  if (status !== 0) {
    remove();
    throw new Error(`g++ cannot compile the yardstick: ${stderr}`);
  }
  return { run: yardstickOf(program), remove };
}
