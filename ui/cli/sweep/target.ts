/** Where the rows of a sweep go, and how they get there whole: nobody ever reads half a file. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { columnsOf } from '../../../sim/sweep/columns.ts';
import type { Plan } from '../../../sim/sweep/plan.ts';
import type { Cells } from '../../../sim/sweep/rows.ts';
import { partName, shareOf, type Manifest, type Shard } from '../../../sim/sweep/shards.ts';
import { writerOf, type Format } from './formats.ts';

export interface Target {
  readonly data: string;
  readonly manifest: string;
  readonly journal: string;
  readonly format: Format;
}

/** A part in a folder, which is made where there is none. */
export function partTarget(folder: string, shard: Shard, format: Format): Target {
  mkdirSync(folder, { recursive: true });
  const stem = join(folder, partName(shard));
  return { data: `${stem}.${format}`, manifest: `${stem}.manifest.json`, journal: `${stem}.journal`, format };
}

export const fileTarget = (file: string, format: Format): Target =>
  ({ data: file, manifest: `${file}.manifest.json`, journal: `${file}.journal`, format });

/** Whether a path means a folder: there is one, or it is written like one. */
export const isFolder = (path: string): boolean => /[/\\]$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

/** What lies there as finished; undefined where nothing does, or not what its manifest says. */
export function finishedAt({ data, manifest }: Pick<Target, 'data' | 'manifest'>): Manifest | undefined {
  if (!existsSync(manifest) || !existsSync(data)) return undefined;
  try {
    const said = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
    return said.sha256 === sha256Of(data) ? said : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const fd = openSync(file, 'r');
  const bytes = Buffer.alloc(1 << 20);
  try {
    for (let length = readSync(fd, bytes); length > 0; length = readSync(fd, bytes)) hash.update(bytes.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

/** Writes the rows, then what says that they are all there; each under another name first. */
export async function publish(target: Target, plan: Plan, shard: Shard, rows: Iterable<Cells>): Promise<Manifest> {
  const columns = columnsOf(plan).map(({ name, kind }) => ({ name, kind }));
  const heading = { flatline: plan.version, plan: plan.hash, columns };
  const { sha256, count } = await writeRows(target.data, target.format, heading, rows);
  const manifest: Manifest = {
    flatline: plan.version, plan: plan.hash, shard, tasks: plan.tasks, planned: shareOf(plan.tasks, shard), finished: count,
    format: target.format, sha256, columns,
  };
  writeWhole(target.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** A file of rows that appears when it is complete. */
export async function writeRows(
  file: string, format: Format, heading: Parameters<typeof writerOf>[1], rows: Iterable<Cells>,
): Promise<{ readonly sha256: string; readonly count: number }> {
  const partial = `${file}.partial`;
  const fd = openSync(partial, 'w');
  const hash = createHash('sha256');
  let count = 0;
  let whole = false;
  try {
    const writer = await writerOf(format, heading, bytes => {
      hash.update(bytes);
      for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    });
    for (const cells of rows) {
      writer.row(cells);
      count++;
    }
    writer.end();
    fsyncSync(fd);
    whole = true;
  } finally {
    closeSync(fd);
    if (!whole) rmSync(partial);
  }
  appear(partial, file);
  return { sha256: hash.digest('hex'), count };
}

/** A small file that appears when it is complete. */
/** A small file that appears when it is complete. */
export function writeWhole(file: string, text: string): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, text, { flush: true });
  appear(partial, file);
}

/** The name is on the disk too, where the system lets a folder be flushed. */
function appear(partial: string, file: string): void {
  renameSync(partial, file);
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
