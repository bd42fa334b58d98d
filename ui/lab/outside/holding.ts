/** One setting held to fresh seeds: one worker says which runs it wants, all of them do these, until it is decided. */
import type { Measured } from '../../../sim/measures/measured.ts';
import type { Solution, Task, Want } from '../../../sim/solve/problem.ts';
import type { Plan } from '../tune/model/cells.ts';
import type { HoldStep } from '../tune/tuneWorker.ts';
import type { Crew, Hand } from './tuning.ts';

export interface Holding { readonly plan: Plan; readonly x: number; readonly y: number; readonly confidence: number }

export interface HeldTo {
  /** Runs done, of those that this stage wants next. */
  advanced(stage: Want['stage'], done: number, of: number): void;
  judged(solution: Solution): void;
  failed(problem: string): void;
}

/** Seeds in one piece: a fraction of a second, so that there is something to tell. */
const together = 8;

interface Piece { readonly place: number; readonly from: number; readonly task: Task }

const piecesOf = (tasks: readonly Task[]): readonly Piece[] => tasks.flatMap(({ file, seeds }, place) =>
  Array.from({ length: Math.ceil(seeds.length / together) }, (_, i): Piece =>
    ({ place, from: i * together, task: { file, seeds: seeds.slice(i * together, (i + 1) * together) } })));

/** Answers how to give it up: then nothing more is heard of it. */
export function holdTo(setting: Holding, ask: Crew['ask'], hands: readonly Hand[], heard: HeldTo): () => void {
  let isOver = false;
  const failed = (problem: string): void => { if (!isOver) heard.failed(problem); };
  const stepped = (step: HoldStep): void => {
    if (isOver) return;
    if ('solution' in step) heard.judged(step.solution);
    else perform(step.want, hands, { ...heard, failed }, runs => { if (!isOver) ask({ ask: 'goOn', runs }, stepped, failed); });
  };
  ask({ ask: 'hold', ...setting }, stepped, failed);
  return () => { isOver = true; };
}

/** Each hand takes the next piece as soon as it is free; in the end the runs stand in the order of their seeds. */
function perform({ tasks, stage }: Want, hands: readonly Hand[], { advanced, failed }: HeldTo, done: (runs: readonly (readonly Measured[])[]) => void): void {
  const pieces = piecesOf(tasks);
  const results = tasks.map(({ seeds }): Measured[] => Array<Measured>(seeds.length));
  const all = results.reduce((sum, { length }) => sum + length, 0);
  let [begun, ended, runs] = [0, 0, 0];
  const feed = (hand: Hand): void => {
    const piece = pieces[begun++];
    if (!piece) return;
    hand.ask({ ask: 'runs', task: piece.task }, {
      progress: () => {}, failed,
      answered(answer) {
        const measured = answer as readonly Measured[];
        measured.forEach((run, i) => { results[piece.place]![piece.from + i] = run; });
        runs += measured.length;
        advanced(stage, runs, all);
        if (++ended === pieces.length) done(results);
        else feed(hand);
      },
    });
  };
  advanced(stage, 0, all);
  hands.forEach(feed);
}
