/**
 * Everything that waits: the workers, the clipboard, the promise that the page makes to whoever drives it. Two workers
 * take turns: one holds the run that is shown and answers questions about it, the other computes the next one or rests.
 */
import { fetchedElsewhere } from './fetchedElsewhere.ts';
import type { Answers, FromWorker, Question, Shown, ToWorker } from './protocol.ts';
import type { Time } from '../../src/time.ts';
import { measureFrames } from './playback.ts';
import type { Failure, LabState } from './state.ts';
import type { Tables } from './tables.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Asked } from '../../sim/sweep/plan.ts';

export interface RunHeard {
  progress(share: number): void;
  done(shown: Shown): void;
  failed(failure: Failure): void;
}

export interface Desk {
  /** Computes a run; one that is still being computed is given up. */
  run(file: ScenarioFile, heard: RunHeard): void;
  /** Gives up the run being computed. The one that is shown stays. */
  cancel(): boolean;
  /** Gives up everything: no worker stays. */
  close(): void;
  /** About what no run decides: whoever is there answers, before the first run, too. */
  consult<Q extends Question>(question: Q, answered: (answer: Answers[Q['ask']]) => void, failed: (failure: Failure) => void): void;
  /** About the run that is shown. At most one question of a name is under way; of those that wait the newest counts. */
  ask<Q extends Question>(name: string, question: Q, answered: (answer: Answers[Q['ask']]) => void, failed?: (failure: Failure) => void): void;
}

interface Pending {
  answered(answer: unknown): void;
  failed(failure: Failure): void;
  progress(share: number): void;
  /** Whoever was asked was sent home before it answered. */
  ended?(): void;
}

/** What can be chosen, as far as it is there: `complete` with all of it. */
type Told = (tables: Tables, complete: boolean) => void;

/** One worker and what it was asked. */
class Clerk {
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'flatline' });
  private readonly pending = new Map<number, Pending>();
  private serial = 0;

  constructor(private readonly lost: (clerk: Clerk) => void, private readonly told: Told) {
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.hear(event.data);
    this.worker.onerror = event => {
      event.preventDefault();
      this.fail(`the worker stopped: ${event.message || 'it could not be loaded'}`);
    };
    this.worker.onmessageerror = () => this.fail('the worker sent what cannot be read');
  }

  ask(question: Question, pending: Pending): void {
    this.pending.set(++this.serial, pending);
    const message: ToWorker = { ...question, serial: this.serial };
    this.worker.postMessage(message);
  }

  end(): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    this.worker.terminate();
    for (const pending of waiting) pending.ended?.();
  }

  private hear(message: FromWorker): void {
    if ('tables' in message) return this.told(message.tables, message.complete);
    const pending = this.pending.get(message.serial);
    if (!pending) return;
    if ('progress' in message) return pending.progress(message.progress);
    this.pending.delete(message.serial);
    if ('failure' in message) pending.failed(message.failure);
    else pending.answered(message.answer);
  }

  private fail(problem: string): void {
    const waiting = [...this.pending.values()];
    this.end();
    this.lost(this);
    for (const pending of waiting) pending.failed({ path: '', problem });
  }
}

/** `stopped`: the worker that held the run is gone. `told`: what can be chosen. */
export function openDesk(stopped: (problem: Failure) => void, told: Told): Desk {
  let holder: Clerk | null = null;
  let other: Clerk | null = null;
  let spare: Clerk | null = null;
  let computing = false;
  const questions = queue();
  const lost = (clerk: Clerk): void => {
    if (clerk === other) { other = null; computing = false; }
    if (clerk === spare) spare = null;
    if (clerk !== holder) return;
    holder = null;
    questions.clear();
    if (!computing) stopped({ path: '', problem: 'the worker that held this run has stopped' });
  };
  const hire = (): Clerk => new Clerk(lost, (tables, complete) => {
    told(tables, complete);
    // what the first worker is made of has been fetched, and its run has begun: the second holds nothing up
    if (!holder) spare ??= hire();
  });
  const cancel = (): boolean => {
    const given = computing;
    if (given) other?.end();
    if (given) other = null;
    computing = false;
    return given;
  };
  return {
    cancel,
    close: () => [holder, other, spare].forEach(clerk => clerk?.end()),
    run(next, heard) {
      cancel();
      computing = true;
      const clerk = other ??= spare ?? hire();
      if (clerk === spare) spare = null;
      clerk.ask({ ask: 'run', file: next, hasty: holder === null }, {
        progress: heard.progress,
        failed(failure) { computing = false; heard.failed(failure); },
        answered(answer) {
          computing = false;
          const shown = { ...answer as Shown, file: next };
          [holder, other] = [clerk, holder ?? rehearsed(spare ?? hire(), shown)];
          spare = null;
          questions.clear();
          heard.done(shown);
        },
      });
    },
    consult(question, answered, failed) {
      const clerk = holder ?? (other ??= hire());
      clerk.ask(question, { progress: () => {}, failed, answered: answer => answered(answer as never), ended: () => failed({ path: '', problem: 'it was cancelled' }) });
    },
    ask: (name, question, answered, failed = () => {}) => questions.put(name, () => {
      const clerk = holder;
      if (clerk) return clerk.ask(question, aboutTheRun(() => clerk === holder, { answered: answer => answered(answer as never), failed }, () => questions.answered(name)));
      questions.answered(name);
      failed({ path: '', problem: 'no run is ready yet' });
    }),
  };
}

/** A run of more messages than this keeps a worker busy for longer than an edit should wait. */
const rehearsable = 20_000;

/**
 * The worker that waits for the first edit makes the run that is shown once more, for nobody: then it has fetched and
 * compiled all that the edit needs, which takes half the time.
 */
function rehearsed(clerk: Clerk, { file, load }: Shown): Clerk {
  const sent = load.messages.reduce((sum, count) => sum + count, 0);
  if (sent <= rehearsable) clerk.ask({ ask: 'run', file }, { answered() {}, failed() {}, progress() {} });
  return clerk;
}

/** Of a worker that is sent home when it has answered. */
export const consultOnce: Desk['consult'] = (question, answered, failed) => {
  const desk = openDesk(() => {}, () => {});
  desk.consult(question, answer => { desk.close(); answered(answer); }, failure => { desk.close(); failed(failure); });
};

/** An answer about a run that is no longer shown is not heard. */
const aboutTheRun = (isShown: () => boolean, { answered, failed }: Pick<Pending, 'answered' | 'failed'>, over: () => void): Pending => ({
  progress: () => {},
  answered(answer) { if (isShown()) { answered(answer); over(); } },
  failed(failure) { failed(failure); if (isShown()) over(); },
});

/** At most one question of a name is under way; of those that wait the newest counts. */
function queue(): { put(name: string, ask: () => void): void; answered(name: string): void; clear(): void } {
  const waiting = new Map<string, (() => void) | null>();
  return {
    clear: () => waiting.clear(),
    put(name, ask) {
      if (waiting.has(name)) return void waiting.set(name, ask);
      waiting.set(name, null);
      ask();
    },
    answered(name) {
      const next = waiting.get(name);
      waiting.delete(name);
      if (next) this.put(name, next);
    },
  };
}

/** The browser may refuse (no permission, no secure context): then a field and an old command do it. */
export function copyText(text: string, done: (copied: boolean) => void): void {
  const byHand = (): void => {
    const field = Object.assign(document.createElement('textarea'), { value: text });
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    done(copied);
  };
  if (!navigator.clipboard) return byHand();
  navigator.clipboard.writeText(text).then(() => done(true), byHand);
}

/** A scenario from a file of the reader's own: its JSON, or what is wrong with it. Whether it is a scenario is for the worker to say. */
export function readScenario(chosen: File, done: (file: ScenarioFile) => void, refused: (problem: string) => void): void {
  if (chosen.size > 4_000_000) return refused(`“${chosen.name}” is too large: at most 4 MB can be opened`);
  chosen.text().then(text => {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null || Array.isArray(content)) throw new Error('it holds no scenario');
    done(content as ScenarioFile);
  }).catch((error: unknown) => refused(`“${chosen.name}” cannot be opened: ${error instanceof Error ? error.message : String(error)}`));
}

export const saveScenario = (file: ScenarioFile, name: string): void => saveFile(`${JSON.stringify(file, null, 1)}\n`, `${name}.json`, 'application/json');

export function saveFile(content: BlobPart, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name });
  anchor.click();
  URL.revokeObjectURL(url);
}

/** What the page shows to whoever drives it: tests, benches, people at the console. */
export interface Probed {
  readonly state: () => LabState;
  readonly seek: (to: Time) => void;
  readonly digest: (at: Time | undefined, answered: (answer: Answers['digest']) => void) => void;
  readonly draws: () => Readonly<Record<string, number>>;
}

export interface FrameTimes { readonly med: number; readonly p95: number; readonly max: number; readonly jsP95: number; readonly frames: number }

/** `window.__lab`: the same in production as anywhere. `ready` tells when the first run is shown, `spent` what a frame cost. */
export function probe(page: Probed): { readonly ready: () => void; readonly spent: (millis: number) => void } {
  let ready!: () => void;
  let costs: number[] | null = null;
  const lab = {
    ready: new Promise<void>(resolve => { ready = resolve; }),
    state: page.state,
    seek: page.seek,
    draws: page.draws,
    digest: (at?: Time) => new Promise<string>(resolve => page.digest(at, ({ digest }) => resolve(digest))),
    replayed: (at: Time) => new Promise<number>(resolve => page.digest(at, answer => resolve(answer.replayed))),
    frames: (millis: number) => new Promise<FrameTimes>(resolve => {
      costs = [];
      measureFrames(millis, frames => {
        const js = costs ?? [];
        costs = null;
        resolve({ med: share(frames, 0.5), p95: share(frames, 0.95), max: share(frames, 1), jsP95: share(js, 0.95), frames: frames.length });
      });
    }),
    /** The lines of JSONL that `flatline sweep` writes. */
    sweep: async (asked: Asked, jobs?: number) => {
      const lines: string[] = [];
      const { sweep } = await import('./outside/sweeping.ts');
      await sweep(asked, { row: line => lines.push(line) }, jobs);
      return lines;
    },
    net: fetchedElsewhere,
  };
  Object.assign(window, { __lab: lab });
  return { ready, spent: millis => { costs?.push(millis); } };
}

const share = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
