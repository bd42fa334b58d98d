/**
 * What a sweep has finished, as it finishes it: a line of JSON for each task, appended in one write, with a check of its
 * own. A process that is killed leaves at most a torn last line, which is ignored; so is any line that was damaged.
 */
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { hashText } from '../../../sim/random.ts';
import { shardText, shareOf, type Shard } from '../../../sim/sweep/shards.ts';
import type { Plan } from '../../../sim/sweep/plan.ts';
import type { Cells } from '../../../sim/sweep/rows.ts';

/** Whose rows these are. */
interface Head { readonly flatline: string; readonly plan: string; readonly shard: string }

const checkOf = (body: string): string => (hashText(body) >>> 0).toString(16).padStart(8, '0');
const sealed = (body: string): string => `{"check":"${checkOf(body)}","done":${body}}\n`;

/** What a line says; undefined where it is torn or damaged. */
function opened(line: Buffer): unknown {
  const match = /^\{"check":"([0-9a-f]{8})","done":(.*)\}\n$/.exec(line.toString());
  if (!match || checkOf(match[2]!) !== match[1]) return undefined;
  try {
    return JSON.parse(match[2]!);
  } catch {
    return undefined;
  }
}

/** Why a journal that is there cannot be gone on with. */
export class ForeignJournal extends Error {}

const block = 1 << 18;
const lineFeed = 10;

export class Journal {
  /** By place of the task within its shard: where its line begins; -1 where there is none. */
  private readonly offsets: Float64Array;
  private end = 0;
  private finished = 0;
  private readonly window = { from: 0, bytes: Buffer.alloc(0) };

  private constructor(readonly path: string, private readonly fd: number, plan: Plan, private readonly shard: Shard) {
    this.offsets = new Float64Array(shareOf(plan.tasks, shard)).fill(-1);
  }

  /** Begins one, or goes on with the one that is there. @throws ForeignJournal where that is of another plan, shard or version */
  static open(path: string, plan: Plan, shard: Shard): Journal {
    const journal = new Journal(path, openSync(path, existsSync(path) ? 'r+' : 'wx+'), plan, shard);
    const head: Head = { flatline: plan.version, plan: plan.hash, shard: shardText(shard) };
    try {
      journal.read(head);
    } catch (error) {
      closeSync(journal.fd);
      throw error;
    }
    if (journal.end === 0) journal.write(sealed(JSON.stringify(head)));
    return journal;
  }

  /** How many tasks it holds. */
  get size(): number {
    return this.finished;
  }

  has(task: number): boolean {
    return this.offsets[this.placeOf(task)]! >= 0;
  }

  add(task: number, cells: Cells): void {
    if (this.has(task)) return;
    this.offsets[this.placeOf(task)] = this.end;
    this.finished++;
    this.write(sealed(JSON.stringify([task, cells])));
  }

  /** The row of a task that it has. Cheapest in the order in which they were added. */
  cells(task: number): Cells {
    return (opened(this.lineAt(this.offsets[this.placeOf(task)]!)) as [number, Cells])[1];
  }

  /** On the disk, and not only on the way there. */
  sync(): void {
    fdatasyncSync(this.fd);
  }

  close(): void {
    closeSync(this.fd);
  }

  remove(): void {
    this.close();
    rmSync(this.path);
  }

  private placeOf(task: number): number {
    return (task - this.shard.index + 1) / this.shard.of;
  }

  private write(text: string): void {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(this.fd, bytes, written, bytes.length - written, this.end + written);
    this.end += bytes.length;
  }

  private read(head: Head): void {
    let first = true;
    for (let at = 0, line = this.lineAt(at); line.at(-1) === lineFeed; line = this.lineAt(at)) {
      const said = opened(line);
      if (first) this.refuseOther(said as Head | undefined, head);
      else if (Array.isArray(said)) this.note(said[0] as number, at);
      first = false;
      at += line.length;
      this.end = at;
    }
    // a torn line ends here, and the next begins afresh
    ftruncateSync(this.fd, this.end);
    this.window.bytes = Buffer.alloc(0);
  }

  private refuseOther(theirs: Head | undefined, ours: Head): void {
    if (theirs === undefined) throw new ForeignJournal(`${this.path} is no journal of a sweep, or its first line is damaged`);
    for (const key of ['flatline', 'plan', 'shard'] as const) {
      const what = { flatline: 'version of Flatline', plan: 'plan', shard: 'shard' }[key];
      if (theirs[key] !== ours[key]) throw new ForeignJournal(`${this.path} is of another ${what}: ${theirs[key]}, and not ${ours[key]}`);
    }
  }

  private note(task: number, at: number): void {
    const place = this.placeOf(task);
    if (!Number.isInteger(place) || !(place >= 0 && place < this.offsets.length) || this.offsets[place]! >= 0) return;
    this.offsets[place] = at;
    this.finished++;
  }

  /** From there to the next line feed, that included; to the end where there is none. */
  private lineAt(offset: number): Buffer {
    const { window } = this;
    for (let size = block; ; size *= 2) {
      const within = offset - window.from;
      const feed = within >= 0 && within < window.bytes.length ? window.bytes.indexOf(lineFeed, within) : -1;
      if (feed >= 0) return window.bytes.subarray(within, feed + 1);
      const bytes = Buffer.alloc(size);
      const length = readSync(this.fd, bytes, 0, size, offset);
      Object.assign(window, { from: offset, bytes: bytes.subarray(0, length) });
      if (length < size && !window.bytes.includes(lineFeed)) return window.bytes;
    }
  }
}
