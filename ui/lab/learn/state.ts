/** A reader before a beat, as plain data; `update` is the one function that changes it. */
import type { Time } from '../../../src/contract.ts';
import type { Given, Grade, Picture, Values } from '../../../scenarios/lessons/lesson.ts';
import { usualValues, type Done } from './scenarioOf.ts';
import { beatAt, type Place } from './place.ts';
import { startOf } from './waits.ts';

export interface LearnState {
  readonly place: Place | null;
  readonly cursor: Time;
  readonly playing: boolean;
  /** When the wait is over in the run that is shown; null until there is a run. */
  readonly over: Time | null;
  /** It is: the text goes on, and the numbers are shown. */
  readonly reached: boolean;
  /** On arrival, straight to where the wait is over: going back, or where nothing shall move by itself. */
  readonly still: boolean;
  readonly values: Values;
  /** When the reader acted. */
  readonly acted: Time | null;
  /** What the marks of the question stand at, or which option was chosen. */
  readonly given: Given | null;
  readonly answered: boolean;
  readonly grade: Grade | null;
  /** From beat to beat by itself. */
  readonly autoplay: boolean;
}

export type LearnAction =
  /** `done`: what the reader had done there, where the address says it. */
  | { readonly type: 'open'; readonly place: Place | null; readonly still: boolean; readonly done?: Done }
  | { readonly type: 'ran'; readonly over: Time }
  | { readonly type: 'tick'; readonly by: number }
  | { readonly type: 'play' } | { readonly type: 'pause' }
  /** What the reader wants to see at once: the end of the wait. */
  | { readonly type: 'skip' }
  | { readonly type: 'act' }
  | { readonly type: 'turn'; readonly knob: string; readonly value: number }
  | { readonly type: 'give'; readonly given: Given }
  | { readonly type: 'answer' }
  | { readonly type: 'grade'; readonly grade: Grade }
  | { readonly type: 'autoplay'; readonly on: boolean };

export const nowhere: LearnState = {
  place: null, cursor: 0, playing: false, over: null, reached: false, still: false, values: {}, acted: null, given: null, answered: false, grade: null, autoplay: false,
};

export function update(state: LearnState, action: LearnAction): LearnState {
  switch (action.type) {
    case 'open': return opened(state, action.place, action.still, action.done);
    case 'ran': return ran(state, action.over);
    case 'tick': return ticked(state, action.by);
    case 'play': return state.reached ? again(state) : { ...state, playing: true, still: false };
    case 'pause': return { ...state, playing: false };
    case 'skip': return state.over === null ? { ...state, still: true } : arrived(state);
    case 'act': return { ...state, acted: state.cursor, over: null, playing: !state.still };
    case 'turn': return { ...state, values: { ...state.values, [action.knob]: action.value }, over: null };
    case 'give': return { ...state, given: action.given, answered: false, grade: null };
    case 'answer': return answered(state);
    case 'grade': return { ...state, grade: action.grade };
    case 'autoplay': return { ...state, autoplay: action.on, playing: action.on && !state.reached ? true : state.playing };
  }
}

/** Before somebody is accused, nobody sees the truth. */
export function picturesIn({ place, reached }: LearnState): readonly Picture[] {
  const { look: { pictures, blind }, question } = beatAt(place!);
  return blind && question?.when === 'before' && !reached ? pictures.filter(picture => picture === 'heard') : pictures;
}

/** A prediction comes before the run: until it is given, nothing moves. */
const awaits = ({ place, answered: done, autoplay }: LearnState): boolean => place !== null && beatAt(place).question?.when === 'before' && !done && !autoplay;

function opened(state: LearnState, place: Place | null, still: boolean, done: Done | undefined): LearnState {
  const fresh = { ...nowhere, place, autoplay: state.autoplay && place !== null };
  if (!place) return fresh;
  const beat = beatAt(place);
  const start = beat.question && beat.question.kind !== 'choose' ? beat.question.start : null;
  const next = { ...fresh, cursor: startOf(beat), values: usualValues(beat), given: start, still, ...done };
  return { ...next, playing: !next.still && !awaits(next) };
}

/** The run is there. What has been seen once stays seen: a knob that is turned moves to the end of its own run at once. */
function ran(state: LearnState, over: Time): LearnState {
  const next = { ...state, over };
  if (state.reached || (state.still && !awaits(state))) return arrived(next);
  return state.cursor >= over ? arrived(next) : next;
}

const arrived = (state: LearnState): LearnState => ({ ...state, cursor: state.over ?? state.cursor, reached: true, playing: false });

function again(state: LearnState): LearnState {
  return { ...state, cursor: startOf(beatAt(state.place!)), reached: false, playing: true, still: false };
}

function ticked(state: LearnState, by: number): LearnState {
  if (!state.playing || !state.place || state.over === null) return state;
  const cursor = state.cursor + Math.round(by * (beatAt(state.place).speed ?? 1));
  return cursor >= state.over ? arrived(state) : { ...state, cursor };
}

function answered(state: LearnState): LearnState {
  if (state.given === null) return state;
  const next = { ...state, answered: true };
  if (state.reached || !state.place || beatAt(state.place).question?.when !== 'before') return next;
  return state.still && state.over !== null ? arrived(next) : { ...next, playing: !state.still };
}
