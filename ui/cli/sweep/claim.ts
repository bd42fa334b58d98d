/**
 * One process at a time works at a file of rows: two would write into one journal. The claim is a small file that its
 * holder touches now and then, so that one whose holder is gone, on this machine or another, does not stand for ever.
 */
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { exits, Failure } from '../failure.ts';

/** In milliseconds: touched so often, and taken for abandoned after so long. */
const touchEvery = 5_000, abandonedAfter = 60_000;

interface Holder { readonly host: string; readonly process: number; readonly since: string }

const me = (): Holder => ({ host: hostname(), process: process.pid, since: new Date().toISOString() });

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Of a claim that is there: whether its holder can still be at work. On this machine that is known, elsewhere it is a timeout. */
function isHeld(path: string, { host, process: pid }: Holder, now: number): boolean {
  if (host === hostname()) return pid !== process.pid && isRunning(pid);
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < abandonedAfter;
}

function holderOf(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export class Claim {
  private readonly timer: NodeJS.Timeout;
  private touched = Date.now();

  private constructor(private readonly path: string, private readonly text: string) {
    this.timer = setInterval(() => { if (this.isMine()) this.touch(); }, touchEvery).unref();
  }

  /** @throws Failure while another works there */
  static take(path: string, now = Date.now()): Claim {
    const text = JSON.stringify(me());
    try {
      writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(path);
      if (holder && isHeld(path, holder, now)) {
        throw new Failure(exits.again, `process ${holder.process} on ${holder.host} is at work there since ${holder.since}; if it is not, remove ${path}`);
      }
      writeFileSync(`${path}.${process.pid}`, text);
      renameSync(`${path}.${process.pid}`, path);
    }
    return new Claim(path, text);
  }

  /** Before each write. @throws Failure where this process stood still for so long that another has taken over */
  hold(now = Date.now()): void {
    if (now - this.touched < 2 * touchEvery) return;
    if (!this.isMine()) throw new Failure(exits.again, 'this process stood still for so long that another has taken over');
    this.touch();
  }

  release(): void {
    clearInterval(this.timer);
    if (this.isMine()) rmSync(this.path);
  }

  private touch(): void {
    this.touched = Date.now();
    utimesSync(this.path, this.touched / 1_000, this.touched / 1_000);
  }

  private isMine(): boolean {
    const holder = holderOf(this.path);
    return holder !== undefined && JSON.stringify(holder) === this.text;
  }
}
