/** A sweep under way: threads compute rows, a journal or standard output takes them, and a signal ends it in good order. */
import { rmSync } from 'node:fs';
import { columnsOf } from '../../../sim/sweep/columns.ts';
import type { Cells } from '../../../sim/sweep/rows.ts';
import { shardText, shareOf, tasksOf, type Shard } from '../../../sim/sweep/shards.ts';
import { exits, Failure, usage, type Exit } from '../failure.ts';
import type { Stage } from '../performer.ts';
import type { Planned } from './asked.ts';
import { Claim } from './claim.ts';
import { Alone, Threads, type Crew, type Landed } from './crew.ts';
import { writerOf, type Format } from './formats.ts';
import { ForeignJournal, Journal } from './journal.ts';
import { SweepProgress } from './sweepProgress.ts';
import { finishedAt, publish, type Target } from './target.ts';

export interface Sweep extends Planned {
  readonly shard: Shard;
  readonly jobs: number;
  readonly force: boolean;
  /** Progress as lines of JSON. */
  readonly machine: boolean;
  /** No progress. */
  readonly quiet: boolean;
  readonly stage: Stage;
}

/** The journal is flushed to the disk this often, in milliseconds. */
const syncEvery = 1_000;

const signals = { SIGINT: exits.interrupted, SIGTERM: exits.terminated } as const;

/** Computes the tasks; answers with the exit code of the signal that ended it, undefined where none did. */
async function performed(sweep: Sweep, tasks: Iterator<number>, before: number, landed: Landed): Promise<Exit | undefined> {
  const { plan, name, stage, shard, jobs } = sweep;
  const planned = shareOf(plan.tasks, shard);
  const crew: Crew = stage.entry === '' ? new Alone(plan, name) : new Threads(stage.entry, Math.min(jobs, Math.max(1, planned - before)), { plan, name });
  const bar = stage.to.progress(`sweep, ${planned - before} runs`);
  const progress = new SweepProgress(planned, before, bar, sweep.machine ? line => stage.stderr.write(`${line}\n`) : undefined);
  let ended: Exit | undefined;
  const listeners = Object.entries(signals).map(([signal, exit]) => [signal, () => {
    ended = exit;
    crew.stop();
  }] as const);
  for (const [signal, listener] of listeners) process.once(signal, listener);
  try {
    await crew.perform(tasks, (task, cells) => {
      landed(task, cells);
      if (!sweep.quiet) progress.landed();
    });
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
    bar.stop();
  }
  return ended;
}

/** Rows in the order of the plan, as soon as it is their turn. */
export async function ontoStandardOutput(sweep: Sweep, format: Format): Promise<Exit> {
  const { plan, stage } = sweep;
  const heading = { flatline: plan.version, plan: plan.hash, columns: columnsOf(plan) };
  const writer = await writerOf(format, heading, bytes => void stage.stdout.write(bytes));
  const early = new Map<number, Cells>();
  let next = 0;
  const ended = await performed(sweep, tasksOf(plan.tasks, sweep.shard), 0, (task, cells) => {
    early.set(task, cells);
    for (let row = early.get(next); row; row = early.get(next)) {
      writer.row(row);
      early.delete(next++);
    }
  });
  if (ended === undefined) writer.end();
  else stage.to.complain(`flatline: stopped after ${next} of ${plan.tasks} runs; with -o FILE, the same command would go on from there`);
  return ended ?? exits.ok;
}

/** Rows into a journal, and from there, when all are there, into the file. */
export async function intoFile(sweep: Sweep, target: Target): Promise<Exit> {
  let claim: Claim | undefined;
  try {
    claim = Claim.take(`${target.journal}.claim`);
    return isThere(sweep, target) ? exits.ok : await filled(sweep, target, claim);
  } catch (error) {
    throw asOutputFailure(error, target.data);
  } finally {
    claim?.release();
  }
}

async function filled(sweep: Sweep, target: Target, claim: Claim): Promise<Exit> {
  const { plan, shard, stage } = sweep;
  const journal = journalOf(sweep, target);
  const planned = shareOf(plan.tasks, shard);
  if (journal.size > 0) stage.to.say(`flatline: ${journal.size} of ${planned} runs are there already`);
  const ended = await recorded(sweep, journal, claim);
  if (ended !== undefined) {
    stage.to.complain(`flatline: stopped after ${journal.size} of ${planned} runs; the same command goes on from there`);
    journal.close();
    return ended;
  }
  claim.hold();
  await publish(target, plan, shard, rowsIn(journal, sweep));
  journal.remove();
  stage.to.say(`flatline: ${target.data}: ${planned} rows`);
  return exits.ok;
}

async function recorded(sweep: Sweep, journal: Journal, claim: Claim): Promise<Exit | undefined> {
  let synced = Date.now();
  const ended = await performed(sweep, missing(sweep, journal), Math.max(0, journal.size - 1), (task, cells) => {
    claim.hold();
    if (journal.has(task)) refuseOtherBuild(journal, task, cells);
    journal.add(task, cells);
    if (Date.now() - synced < syncEvery) return;
    journal.sync();
    synced = Date.now();
  });
  journal.sync();
  return ended;
}

/** What is there is the work of this very code, or rows of two would stand side by side: versions do not tell builds apart. */
function refuseOtherBuild(journal: Journal, task: number, cells: Cells): void {
  if (JSON.stringify(journal.cells(task)) === JSON.stringify(cells)) return;
  throw new Failure(exits.incompatible, `${journal.path}: run ${task} comes to another row now, so another build made it; --force begins anew`);
}

/** One that is there, to be compared, and all that are not. */
function* missing({ plan, shard }: Sweep, journal: Journal): Generator<number> {
  for (const task of tasksOf(plan.tasks, shard)) {
    if (!journal.has(task)) continue;
    yield task;
    break;
  }
  for (const task of tasksOf(plan.tasks, shard)) if (!journal.has(task)) yield task;
}

function* rowsIn(journal: Journal, { plan, shard }: Sweep): Generator<Cells> {
  for (const task of tasksOf(plan.tasks, shard)) yield journal.cells(task);
}

/** Whether this very part is finished. @throws Failure where another's is in its place */
function isThere({ plan, shard, force, stage }: Sweep, target: Target): boolean {
  if (force) {
    for (const file of [target.manifest, target.journal]) rmSync(file, { force: true });
    return false;
  }
  const there = finishedAt(target);
  if (!there) return false;
  const differs = there.flatline !== plan.version ? `version ${there.flatline} of Flatline` : there.plan !== plan.hash ? `plan ${there.plan}`
    : shardText(there.shard) !== shardText(shard) ? `shard ${shardText(there.shard)}` : undefined;
  if (differs !== undefined) throw new Failure(exits.incompatible, `${target.data} holds the rows of ${differs}; --force replaces it`);
  if (there.format !== target.format) return false;
  stage.to.say(`flatline: ${target.data} is complete already: ${there.finished} rows`);
  return true;
}

function journalOf({ plan, shard }: Sweep, { journal }: Target): Journal {
  try {
    return Journal.open(journal, plan, shard);
  } catch (error) {
    throw error instanceof ForeignJournal ? new Failure(exits.incompatible, `${error.message}; --force begins anew`) : error;
  }
}

/** Of a full disk and the like: another attempt may find it better. */
const passing = ['ENOSPC', 'EDQUOT', 'EIO', 'EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE', 'ENOMEM'];
const lasting = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'];

function asOutputFailure(error: unknown, file: string): unknown {
  const code = String((error as NodeJS.ErrnoException | undefined)?.code);
  if (passing.includes(code)) return new Failure(exits.again, `${file}: cannot be written now (${code}); what is finished is kept, and the same command goes on from there`, { cause: error });
  return lasting.includes(code) ? usage(`${file}: cannot be written (${code})`) : error;
}
