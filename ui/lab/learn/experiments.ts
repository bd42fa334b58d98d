import { grade } from '../../../scenarios/lessons/grade.ts';
import type { Change, Grade, Seen } from '../../../scenarios/lessons/lesson.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { openDesk, type Desk } from '../outside.ts';
import { same } from '../patch.ts';
import type { Shown } from '../protocol.ts';
import { beatAt, lessonAt } from './place.ts';
import { changed, scenarioOf } from './scenarioOf.ts';
import { seenOf } from './seen.ts';
import type { LearnAction, LearnState } from './state.ts';
import { capOf, overAt } from './waits.ts';

/** The runs behind a beat: the one that is shown, and those that answer a question. */
export interface Experiments {
  readonly shown: () => Shown | null;
  /** What the run has to say; null until it has been measured. */
  readonly seen: () => Seen | null;
  readonly ask: Desk['ask'];
  /** Computes what the state wants, if it is not there already. */
  readonly follow: (state: LearnState) => void;
}

export interface Heard {
  readonly dispatch: (action: LearnAction) => void;
  /** A run has come, or its measures. */
  readonly came: () => void;
  readonly failed: (problem: string) => void;
}

export function experimentsOf({ dispatch, came, failed }: Heard, signal: AbortSignal): Experiments {
  const desk = openDesk(failure => failed(failure.problem), () => {});
  let bench: Desk | null = null;
  let wanted: ScenarioFile | null = null;
  let shown: Shown | null = null;
  let seen: Seen | null = null;
  let grading: LearnState['given'] | undefined;
  signal.addEventListener('abort', () => { desk.close(); bench?.close(); });

  const stage = (state: LearnState): void => {
    const file = fileOf(state);
    if (wanted && same(wanted, file)) return told(state);
    wanted = file;
    measuredRun(desk, file, failed, (run, whole) => {
      if (wanted !== file) return;
      shown = run;
      seen = whole;
      dispatch({ type: 'ran', over: overIn(run, state) });
      came();
    });
  };
  /** The run that the last beat showed serves this one too. */
  const told = (state: LearnState): void => {
    if (state.over === null && shown && same(shown.file, wanted)) dispatch({ type: 'ran', over: overIn(shown, state) });
  };
  const answer = (state: LearnState): void => {
    const { question } = beatAt(state.place!);
    const due = question && state.answered && !state.grade && (question.when === 'after' || state.reached);
    if (!due || grading === state.given) return;
    const given = state.given!;
    const graded = (by: Seen): void => {
      grading = undefined;
      dispatch({ type: 'grade', grade: grade(question, given, by) satisfies Grade });
    };
    const run = question.kind === 'choose' ? question.options[given as number]!.run ?? question.run : question.run;
    if (!run) return seen ? graded(seen) : undefined;
    grading = given;
    bench ??= openDesk(failure => failed(failure.problem), () => {});
    measuredRun(bench, experiment(state, run), failed, (_run, whole) => { if (whole && grading === given) graded(whole); });
  };
  return {
    shown: () => shown, seen: () => seen, ask: desk.ask,
    follow(state) {
      if (!state.place) return;
      if (!state.answered) grading = undefined;
      stage(state);
      answer(state);
    },
  };
}

const fileOf = (state: LearnState): ScenarioFile => scenarioOf(lessonAt(state.place!), beatAt(state.place!), state);
const experiment = (state: LearnState, run: Change): ScenarioFile => changed(fileOf(state), run);

function overIn({ index }: Shown, { place }: LearnState): number {
  const beat = beatAt(place!);
  return overAt(index, beat) ?? Math.min(index.end, capOf(beat));
}

/** Calls back with the run, and once more with what it came to where that takes longer. */
function measuredRun(desk: Desk, file: ScenarioFile, failed: (problem: string) => void, done: (run: Shown, seen: Seen | null) => void): void {
  desk.run(file, {
    progress: () => {},
    failed: ({ problem }) => failed(problem),
    done(run) {
      if (run.measured) return done(run, seenOf(run.index, run.measured.report));
      done(run, null);
      desk.ask('measures', { ask: 'measures' }, ({ report }) => done(run, seenOf(run.index, report)), ({ problem }) => failed(problem));
    },
  });
}
