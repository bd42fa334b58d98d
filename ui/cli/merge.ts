import type { Cell } from '../../sim/sweep/columns.ts';
import type { Cells } from '../../sim/sweep/rows.ts';
import { badInput, exits, usage, type Exit } from './failure.ts';
import { withQuiet } from './options.ts';
import type { Performer, Stage } from './performer.ts';
import type { Progress } from './progress.ts';
import { agree, incompatible, mergedManifest, mergedRows, missingFrom, type Part } from './shardMerge.ts';
import { found, isDirectory, partOf } from './shardFolder.ts';
import { rangesText } from './shardRanges.ts';
import { formatOf } from './sweep/formats.ts';
import { fileTarget, writeRows, writeWhole } from './sweep/target.ts';

interface MergeOptions { readonly output: string; readonly partial?: true }

/** Of folders and of files of rows. */
function partsAt(paths: readonly string[]): readonly Part[] {
  return paths.flatMap(path => {
    if (!isDirectory(path)) return [partOf(path)];
    const { parts, damaged } = found(path);
    if (damaged.length > 0) throw incompatible(damaged.join('\nflatline: '));
    return parts;
  });
}

/** Rows as cells, in the order of their tasks. */
function* cellsOf(parts: readonly Part[], progress: Progress, rows: number): Generator<Cells> {
  const names = parts[0]!.manifest.columns.map(({ name }) => name);
  let done = 0;
  for (const row of mergedRows(parts)) {
    const cells = JSON.parse(row) as Readonly<Record<string, Cell>>;
    yield names.map(name => cells[name]!);
    done += 1;
    if (done % 1_000 === 0) progress.update(done / rows);
  }
}

async function write(parts: readonly Part[], file: string, progress: Progress): Promise<number> {
  const format = formatOf(file);
  if (!format) throw usage(`-o ${file}: expected a name that ends in .jsonl, .csv or .parquet`);
  const { columns, flatline, plan, planned, finished, shard, tasks, ...some } = mergedManifest(parts);
  const { sha256 } = await writeRows(file, format, { columns, flatline, plan }, cellsOf(parts, progress, planned));
  const manifest = { flatline, plan, shard, ...some, tasks, planned, finished, format, sha256, columns };
  writeWhole(fileTarget(file, format).manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  return planned;
}

const plural = (count: number, of: string): string => `${count} ${of}${count === 1 ? '' : 's'}`;

async function perform({ subjects, options, to }: Stage): Promise<Exit> {
  const { output, partial } = options as MergeOptions;
  const parts = partsAt(subjects);
  if (parts.length === 0) throw incompatible(`${subjects.join(', ')}: no shard is finished`);
  agree(parts);
  const [{ manifest: { shard: { of } } }] = parts as [Part];
  const missing = missingFrom(parts);
  const lacking = `${plural(missing.length, 'shard')} of ${of} missing: ${rangesText(missing)}`;
  if (missing.length > 0 && !partial) {
    throw incompatible(`${subjects.join(', ')}: ${lacking}. flatline missing ${subjects[0]} tells how to run what is missing; --partial merges what is there`);
  }
  const progress = to.progress(output);
  try {
    const rows = await write(parts, output, progress);
    to.say(`${plural(rows, 'row')} in ${output}${missing.length > 0 ? `, with ${lacking}` : `, of ${plural(of, 'shard')}`}`);
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? badInput(`${output}: cannot be written (${error.message})`) : error;
  } finally {
    progress.stop();
  }
  return exits.ok;
}

export const merge: Performer = {
  name: 'merge',
  define: command => withQuiet(command
    .description('Put the shards of a sweep into one file, as if it had never been cut')
    .argument('<path...>', 'where the shards of the sweep write, or files of rows')
    .requiredOption('-o, --output <file>', 'its ending says the format: .jsonl, .csv or .parquet')
    .option('--partial', 'merge what is there, and say what is missing'))
    .addHelpText('after', '\nExit code: 0 ok, 2 usage, 3 bad input, 4 the shards do not belong together, or some\nare missing.'),
  perform,
};
