import { spoken } from '../../../scenarios/lessons/grade.ts';
import type { Mark, Question, Range } from '../../../scenarios/lessons/lesson.ts';
import { freshName } from '../controls/parameter.ts';
import { el, hold, mark, say, whenChanged, type Child } from '../dom.ts';
import { beatAt } from './place.ts';
import { givenWords, isDrawn } from './said.ts';
import type { LearnAction, LearnState } from './state.ts';

/** The question of a beat: options to press, or marks to move; and what the run said to it. */
export function questionView(dispatch: (action: LearnAction) => void): { readonly node: HTMLElement; readonly render: (state: LearnState) => void } {
  const verdict = el('p', { class: 'verdict', 'data-testid': 'verdict' });
  const said = el('div', { role: 'status' }, verdict);
  const form = el('div');
  const node = el('section', { class: 'question', 'aria-label': 'Question', 'data-testid': 'question' }, form, said);
  let shows: (state: LearnState) => void = () => {};
  const asked = whenChanged((question: Question | null) => {
    node.hidden = question === null;
    if (!question) return hold(form);
    const made = question.kind === 'choose' ? options(question, dispatch) : marks(question, dispatch);
    shows = made.show;
    hold(form, el('h2', {}, question.asks), ...made.content);
  });
  return {
    node,
    render(state) {
      const question = state.place ? beatAt(state.place).question ?? null : null;
      // a check comes once there is something to check
      const due = question && (question.when === 'before' || state.reached) ? question : null;
      asked(due);
      if (!due) return;
      shows(state);
      mark(verdict, 'data-right', state.grade ? String(state.grade.right) : null);
      say(verdict, verdictWords(due, state));
    },
  };
}

function verdictWords(question: Question, { given, answered, grade, reached, playing }: LearnState): string {
  if (!answered || given === null) return '';
  if (!grade) return question.when === 'before' && !reached ? (playing ? 'Watch.' : 'Press play to see.') : 'The run that answers is being computed …';
  const measured = grade.measured && question.kind !== 'choose' ? `You said ${givenWords(question, given)}. ${question.when === 'before' ? 'The run says' : 'It is'} ${grade.measured}. ` : '';
  return `${grade.right ? '✓' : '✗'} ${measured}${grade.because}`;
}

interface Made { readonly content: readonly Child[]; readonly show: (state: LearnState) => void }

function options({ options: all }: Extract<Question, { kind: 'choose' }>, dispatch: (action: LearnAction) => void): Made {
  const buttons = all.map(({ words }, i) => el('button', {
    type: 'button', class: 'option', 'data-testid': `option-${i + 1}`,
    onclick: () => { dispatch({ type: 'give', given: i }); dispatch({ type: 'answer' }); },
  }, words));
  return {
    content: [el('div', { class: 'options', role: 'group' }, ...buttons)],
    show: ({ given, grade }) => buttons.forEach((button, i) => {
      mark(button, 'aria-pressed', given === i ? 'true' : 'false');
      mark(button, 'data-right', given === i && grade ? String(grade.right) : null);
    }),
  };
}

function marks(question: Mark | Range, dispatch: (action: LearnAction) => void): Made {
  const { unit, kind } = question;
  const give = (): void => {
    const values = sliders.map(({ input }) => Number(input.value));
    dispatch({ type: 'give', given: kind === 'mark' ? values[0]! : [Math.min(...values), Math.max(...values)] });
  };
  const starts = kind === 'mark' ? [question.start] : question.start;
  const names = kind === 'mark' ? ['Your answer'] : ['At least', 'At most'];
  const sliders = starts.map((start, i) => slider({ name: `mark-${i + 1}`, words: names[i]!, unit, low: question.low, high: question.high, step: question.step, start }, give));
  const answer = el('button', { type: 'button', class: 'primary', 'data-testid': 'answer', onclick: () => dispatch({ type: 'answer' }) },
    question.when === 'before' ? 'Let it run' : 'Check');
  return {
    content: [...sliders.map(({ node }) => node), isDrawn(question) && el('p', { class: 'muted small' }, 'Or drag the mark in the picture, under its time axis.'), answer],
    show({ given }) {
      if (given === null) return;
      const values = typeof given === 'number' ? [given] : given;
      // while one is dragged over the other, each stays where its hand is
      const active = sliders.some(({ input }) => input === document.activeElement);
      if (!active) sliders.forEach(({ show }, i) => show(values[i]!));
    },
  };
}

export interface SliderGiven {
  readonly name: string;
  readonly words: string;
  readonly unit: Mark['unit'];
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly start: number;
}

export interface Slider { readonly node: HTMLElement; readonly input: HTMLInputElement; readonly show: (value: number) => void }

/** A labelled slider that says its value, with its unit, beside it. */
export function slider({ name, words, unit, low, high, step, start }: SliderGiven, moved: (value: number) => void): Slider {
  const id = freshName(name), value = el('output', { for: id });
  const input = el('input', {
    id, type: 'range', min: low, max: high, step, value: start, 'data-testid': name,
    oninput: () => { told(Number(input.value)); moved(Number(input.value)); },
  });
  const told = (at: number): void => {
    say(value, spoken(at, unit));
    mark(input, 'aria-valuetext', spoken(at, unit));
  };
  told(start);
  return {
    node: el('div', { class: 'slider' }, el('label', { for: id }, words), value, input), input,
    show(at) {
      if (Number(input.value) !== at) input.value = String(at);
      told(at);
    },
  };
}
