import { addressOf as labAddress } from '../address.ts';
import { el, mark, say, whenChanged } from '../dom.ts';
import type { Given } from '../lab.ts';
import { after, startPlayback } from '../playback.ts';
import { usualSpan } from '../state.ts';
import { reducedMotion } from '../theme.ts';
import { frameOf } from '../views/frame.ts';
import { contentsView } from './contents.ts';
import { controlsView } from './controls.ts';
import { experimentsOf } from './experiments.ts';
import { addressOf, beatAt, lessonAt, placeAfter, placeBefore, placeIn, samePlace, type Place } from './place.ts';
import { advance } from './progress.ts';
import { questionView } from './question.ts';
import { sceneOf, stageOf } from './stage.ts';
import { nowhere, update, type LearnAction, type LearnState } from './state.ts';
import { stepsView } from './steps.ts';
import './learn.css';

/** How long autoplay rests on what it has shown: to be read at leisure. */
const rest = (words: string): number => 2_500 + 55 * words.length;

/** The lessons: the list of them, or one beat, as the address says. */
export function startLearn(root: HTMLElement, { presets, signal }: Given): void {
  let state: LearnState = nowhere;
  let waits: (() => void) | null = null;
  const dispatch = (action: LearnAction): void => {
    const before = state;
    state = update(state, action);
    if (state !== before) followed(before);
  };
  const problem = el('p', { class: 'notice', role: 'alert', hidden: true });
  const experiments = experimentsOf({
    dispatch, came: () => playback.mark(),
    failed(words) { problem.hidden = false; say(problem, `The run could not be computed: ${words}.`); },
  }, signal);
  const go = (place: Place | null, still = false): void => {
    if (!samePlace(place, state.place)) history.pushState(null, '', addressOf(place));
    open(place, still);
  };
  const open = (place: Place | null, still: boolean): void => {
    problem.hidden = true;
    dispatch({ type: 'open', place, still: still || reducedMotion() });
    if (place) advance(place);
    entitle();
  };
  const toggle = (): void => dispatch({ type: state.playing ? 'pause' : 'play' });
  const wheel = el('a', { class: 'button', 'data-testid': 'take-the-wheel' }, 'Take the wheel');
  const { header, entitle: name, palette } = frameOf('learn', signal, () => playback.mark(), wheel);
  const stage = stageOf(experiments, () => state, palette, () => playback.mark('pictures'));
  const [contents, question, controls] = [contentsView(), questionView(dispatch), controlsView(dispatch)];
  const steps = stepsView({ go, toggle, autoplay: on => dispatch({ type: 'autoplay', on }) });
  const text = textView();
  const beat = el('div', { class: 'beat' }, el('div', { class: 'told' }, text.node, question.node, controls.node), stage.node);
  root.append(header, el('main', {}, problem, contents.node, beat), steps.node);

  const entitle = (): void => name(state.place ? lessonAt(state.place).title : '');
  /** The scenario as the reader has it before him, at this very instant. */
  const steer = (): void => {
    const scene = sceneOf(state, experiments), shown = experiments.shown();
    mark(wheel, 'href', scene && shown ? labAddress(
      { script: { preset: '', file: shown.file, variant: 0 }, cursor: state.cursor, pair: scene.pair, window: null, span: usualSpan }, presets) : '#/lab');
  };
  for (const event of ['pointerenter', 'focus', 'pointerdown'] as const) wheel.addEventListener(event, steer);
  const placed = whenChanged((listed: boolean) => {
    contents.node.hidden = !listed;
    beat.hidden = wheel.hidden = listed;
    if (listed) contents.render();
  });
  const render = (): void => {
    placed(state.place === null);
    for (const view of [text, question, stage, steps]) view.render(state);
    controls.render(state, experiments.seen());
    if (state.place && !state.playing) steer();
  };
  const playback = startPlayback([{ name: 'views', draw: render }, { name: 'pictures', draw: stage.draw }], { tick: by => dispatch({ type: 'tick', by }), signal });
  const rested = whenChanged((place: Place | null, due: boolean) => {
    waits?.();
    waits = place && due ? after(rest(beatAt(place).adds ?? beatAt(place).says), () => goOn(place)) : null;
  });
  const goOn = (place: Place): void => {
    const next = placeAfter(place);
    if (next?.name === place.name) go(next);
    else dispatch({ type: 'autoplay', on: false });
  };
  const followed = (before: LearnState): void => {
    experiments.follow(state);
    playback.play(state.playing && state.over !== null);
    rested(state.place, state.autoplay && state.reached);
    playback.mark(...(before.cursor !== state.cursor && before.place === state.place ? ['views', 'pictures'] : []));
  };
  const arrive = (): void => {
    const place = placeIn(location.hash);
    if (!samePlace(place, state.place) || place === null) open(place, false);
    playback.mark();
  };
  keysOf(signal, { back: () => stepBack(state.place, go), on: () => { if (state.place) go(placeAfter(state.place)); }, toggle: () => { if (state.place) toggle(); } });
  addEventListener('popstate', arrive, { signal });
  addEventListener('hashchange', arrive, { signal });
  signal.addEventListener('abort', () => waits?.());
  arrive();
}

/** What was seen is not made to be seen again: back is at once at the end of the beat, unless it asks for a prediction. */
function stepBack(place: Place | null, go: (place: Place | null, still: boolean) => void): void {
  const before = place && placeBefore(place);
  if (place) go(before, before !== null && beatAt(before).question?.when !== 'before');
}

/** What a beat says, and what it says once its wait is over; told to those who listen as it comes. */
function textView(): { readonly node: HTMLElement; readonly render: (state: LearnState) => void } {
  const where = el('p', { class: 'muted where', 'data-testid': 'where' });
  const [says, adds] = [el('p', { class: 'says', 'data-testid': 'says' }), el('p', { class: 'adds', 'data-testid': 'adds' })];
  return {
    node: el('div', { class: 'text', role: 'status' }, where, says, adds),
    render({ place, reached }) {
      if (!place) return;
      const { number, title, beats, minutes } = lessonAt(place), beat = beatAt(place);
      say(where, `${number === 0 ? 'Prologue' : `Lesson ${number}`}: ${title} · ${place.beat + 1} of ${beats.length}${place.beat === 0 ? ` · ${minutes} min` : ''}`);
      say(says, unbroken(beat.says));
      say(adds, reached ? unbroken(beat.adds ?? '') : '');
    },
  };
}

/** No line ends between a number and its unit. */
const unbroken = (words: string): string => words.replace(/(\d) (?=(?:ms|s|%)\b|%)/g, '$1\u00a0');

interface Keys { readonly back: () => void; readonly on: () => void; readonly toggle: () => void }

/** The arrows always step, but where a slider has the focus: there they move it. */
function keysOf(signal: AbortSignal, { back, on, toggle }: Keys): void {
  const acts: Readonly<Record<string, () => void>> = { ArrowLeft: back, PageUp: back, ArrowRight: on, PageDown: on, ' ': toggle };
  document.addEventListener('keydown', event => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target instanceof HTMLInputElement && !key.startsWith('Page')) return;
    if (key === ' ' && target instanceof Element && target.matches('button, a, summary')) return;
    const act = acts[key];
    if (!act) return;
    event.preventDefault();
    act();
  }, { signal });
}
