/** The workers of the map of settings: as many as there are processors for its tasks, and one more that answers what the reader asks meanwhile. */
import { fetchedElsewhere } from '../fetchedElsewhere.ts';
import type { Board } from '../tune/model/board.ts';
import { rounds, type Stage } from '../tune/model/rounds.ts';
import type { Found, Task } from '../tune/model/cells.ts';
import type { Answers, FromTuneWorker, Question } from '../tune/tuneWorker.ts';
import { holdTo, type HeldTo, type Holding } from './holding.ts';

interface Pending { readonly answered: (answer: Answers[keyof Answers]) => void; readonly failed: (problem: string) => void; readonly progress: (share: number) => void }

export interface Advance { readonly stage: Stage; /** Of this stage. */ readonly share: number; /** ms, of this stage; null before anything is known of it. */ readonly left: number | null }

export interface Heard {
  /** After each task: the board holds it. */
  advanced(advance: Advance): void;
  done(): void;
  failed(problem: string): void;
}

export interface Crew {
  /** At most one question of a kind is under way; of those that wait the newest counts. */
  ask<Q extends Question>(question: Q, answered: (answer: Answers[Q['ask']]) => void, failed: (problem: string) => void): void;
  /** Fills the board; what was being filled before is given up. */
  fill(board: Board, heard: Heard): void;
  /** Holds a setting to fresh seeds; what else was under way is given up. */
  hold(setting: Holding, heard: HeldTo): void;
  /** Gives up what is being filled, or held. The board keeps what it has. */
  stop(): void;
  close(): void;
}

/** One worker, and what it was asked. */
export class Hand {
  private readonly worker = new Worker(new URL('../tune/tuneWorker.ts', import.meta.url), { type: 'module', name: 'flatline tune' });
  private pending: Pending | null = null;

  constructor() {
    this.worker.onerror = event => {
      event.preventDefault();
      this.settle(({ failed }) => failed(`a worker stopped: ${event.message || 'it could not be loaded'}`));
    };
    this.worker.onmessage = ({ data }: MessageEvent<FromTuneWorker>) => {
      if ('progress' in data) this.pending?.progress(data.progress);
      else if ('problem' in data) this.settle(({ failed }) => failed(data.problem));
      else this.settle(({ answered }) => answered(data.answer));
    };
  }

  get isBusy(): boolean { return this.pending !== null; }

  ask(question: Question, pending: Pending): void {
    this.pending = pending;
    this.worker.postMessage(question);
  }

  end(): void {
    this.pending = null;
    this.worker.terminate();
  }

  private settle(tell: (pending: Pending) => void): void {
    const { pending } = this;
    this.pending = null;
    if (pending) tell(pending);
  }
}

export function openCrew(jobs = Math.max(1, navigator.hardwareConcurrency)): Crew {
  const desk = new Hand();
  const waiting = new Map<string, () => void>();
  // all are fetched while the first makes the plan
  let hands = Array.from({ length: jobs }, () => new Hand());
  let holdOff = (): void => {};
  const stop = (): void => {
    holdOff();
    const busy = hands.filter(hand => hand.isBusy);
    for (const hand of busy) hand.end();
    hands = hands.filter(hand => !busy.includes(hand));
  };
  const ready = (): readonly Hand[] => {
    stop();
    while (hands.length < jobs) hands.push(new Hand());
    return hands;
  };
  const ask: Crew['ask'] = (question, answered, failed) => {
    const next = (): void => {
      const [first] = waiting;
      if (desk.isBusy || !first) return;
      waiting.delete(first[0]);
      first[1]();
    };
    waiting.set(question.ask, () => desk.ask(question, {
      answered(answer) { answered(answer as never); next(); },
      failed(problem) { failed(problem); next(); },
      progress: () => {},
    }));
    next();
  };
  return {
    stop, ask,
    close() {
      holdOff();
      for (const hand of [desk, ...hands]) hand.end();
      hands = [];
    },
    fill: (board, heard) => fill(board, ready(), heard),
    hold(setting, heard) {
      const crew = ready();
      holdOff = holdTo(setting, ask, crew, heard);
    },
  };
}

/** Round after round: each hand takes the next task as soon as it is free. */
function fill(board: Board, hands: readonly Hand[], heard: Heard): void {
  const work = rounds(board);
  const turn = (): void => {
    const round = work.next();
    if (round.done) return heard.done();
    const { stage, tasks } = round.value;
    const since = performance.now();
    const shares = new Map<Task, number>();
    let begun = 0;
    let ended = 0;
    const advance = (): Advance => {
      const share = [...shares.values()].reduce((sum, each) => sum + each, 0) / tasks.length;
      const spent = performance.now() - since;
      return { stage, share, left: spent < 300 || share === 0 ? null : (spent * (1 - share)) / share };
    };
    const feed = (hand: Hand): void => {
      const task = tasks[begun++];
      if (!task) return;
      hand.ask({ ask: 'task', plan: board.plan, task }, {
        progress(share) {
          shares.set(task, share);
          heard.advanced(advance());
        },
        failed: heard.failed,
        answered(answer) {
          shares.set(task, 1);
          board.put(task, answer as Found);
          ended++;
          heard.advanced(advance());
          if (ended === tasks.length) turn();
          else feed(hand);
        },
      });
    };
    hands.forEach(feed);
  };
  turn();
}

/** `window.__lab`, as in the Lab: `ready` when the whole coarse map is there, `done` when nothing more is to come. */
export function probeTune(cells: () => unknown, held: () => unknown): { readonly ready: () => void; readonly done: () => void } {
  let ready!: () => void;
  let done!: () => void;
  Object.assign(window, { __lab: {
    ready: new Promise<void>(resolve => { ready = resolve; }),
    done: new Promise<void>(resolve => { done = resolve; }),
    cells, held,
    net: fetchedElsewhere,
  } });
  return { ready, done };
}
