import { el, say, whenChanged } from '../dom.ts';
import type { Given } from '../lab.ts';
import { probe } from '../outside/learning.ts';
import { after, startPlayback, throttled } from '../playback.ts';
import { reducedMotion } from '../theme.ts';
import { frameOf } from '../views/frame.ts';
import { contentsView } from './contents.ts';
import { controlsView } from './controls.ts';
import { experimentsOf, type Experiments } from './experiments.ts';
import { followKeys } from './keys.ts';
import { addressOf, beatAt, doneIn, lessonAt, placeAfter, placeBefore, placeIn, samePlace, type Place } from './place.ts';
import { advance } from './progress.ts';
import { questionView } from './question.ts';
import { stageOf } from './stage.ts';
import { nowhere, update, type LearnAction, type LearnState } from './state.ts';
import { stepsView } from './steps.ts';
import { textView } from './text.ts';
import { wheelOf } from './wheel.ts';
import './learn.css';

/** The lessons: the list of them, or one beat, as the address says. */
export function startLearn(root: HTMLElement, { presets, signal }: Given): void {
  let state: LearnState = nowhere;
  const dispatch = (action: LearnAction): void => {
    const before = state;
    state = update(state, action);
    if (state !== before) followed();
  };
  const ready = probe(() => state);
  const problem = el('p', { class: 'notice', role: 'alert', hidden: true });
  const experiments: Experiments = experimentsOf({
    dispatch, came: () => { playback.mark(); ready(); },
    failed(words) { problem.hidden = false; say(problem, `The run could not be computed: ${words}.`); },
  }, signal);
  const wheel = wheelOf(() => state, () => experiments, presets);
  const frame = frameOf('learn', signal, () => playback.mark(), wheel.node);
  const open = (place: Place | null, still: boolean): void => {
    problem.hidden = true;
    dispatch({ type: 'open', place, still: still || reducedMotion(), ...(place && { done: doneIn(location.hash, place) }) });
    if (place) advance(place);
    else ready();
    frame.entitle(place ? lessonAt(place).title : '');
  };
  const go = (place: Place | null, still = false): void => {
    if (samePlace(place, state.place)) history.replaceState(null, '', addressOf(place));
    else history.pushState(null, '', addressOf(place));
    open(place, still);
  };
  const toggle = (): void => dispatch({ type: state.playing ? 'pause' : 'play' });
  const views = viewsOf({ dispatch, go, toggle }, experiments, { state: () => state, palette: frame.palette, mark: () => playback.mark('pictures') });
  root.append(frame.header, el('main', {}, problem, views.contents, views.beat), views.steps);
  const render = (): void => {
    wheel.node.hidden = state.place === null;
    views.render(state);
    if (state.place && !state.playing) wheel.steer();
  };
  const playback = startPlayback([{ name: 'views', draw: render }, { name: 'pictures', draw: views.draw }], { tick: by => dispatch({ type: 'tick', by }), signal });
  const rested = autoplayOf(place => go(place), () => dispatch({ type: 'autoplay', on: false }), signal);
  const write = throttled(250, () => {
    const { place } = state, wanted = addressOf(place, state);
    if (place && !signal.aborted && samePlace(place, placeIn(location.hash)) && location.hash !== wanted) history.replaceState(null, '', wanted);
  });
  const done = whenChanged((_values: LearnState['values'], _acted: LearnState['acted']) => write());
  const followed = (): void => {
    done(state.values, state.acted);
    experiments.follow(state);
    playback.play(state.playing && state.over !== null);
    rested(state.place, state.autoplay && state.reached);
    playback.mark();
  };
  const arrive = (): void => {
    const place = placeIn(location.hash);
    const isSame = samePlace(place, state.place) && place !== null && addressOf(place, doneIn(location.hash, place)) === addressOf(place, state);
    if (!isSame) open(place, false);
    playback.mark();
  };
  followKeys({ toggle: () => { if (state.place) toggle(); }, back: () => stepBack(state.place, go), on: () => { if (state.place) go(placeAfter(state.place)); } }, signal);
  for (const moved of ['popstate', 'hashchange'] as const) addEventListener(moved, arrive, { signal });
  arrive();
}

interface Acts { readonly dispatch: (action: LearnAction) => void; readonly go: (place: Place | null) => void; readonly toggle: () => void }
interface Drawn { readonly state: () => LearnState; readonly palette: Parameters<typeof stageOf>[2]; readonly mark: () => void }
interface Views {
  readonly contents: HTMLElement;
  readonly beat: HTMLElement;
  readonly steps: HTMLElement;
  readonly render: (state: LearnState) => void;
  readonly draw: () => void;
}

function viewsOf({ dispatch, go, toggle }: Acts, experiments: Experiments, { state, palette, mark }: Drawn): Views {
  const stage = stageOf(experiments, { state, dispatch }, palette, mark);
  const [contents, text, question, controls] = [contentsView(), textView(), questionView(dispatch), controlsView(dispatch)];
  const steps = stepsView({ go, toggle, autoplay: on => dispatch({ type: 'autoplay', on }) });
  const beat = el('div', { class: 'beat' }, el('div', { class: 'told' }, text.node, question.node, controls.node), stage.node);
  const placed = whenChanged((listed: boolean) => {
    contents.node.hidden = !listed;
    beat.hidden = listed;
    if (listed) contents.render();
  });
  return {
    contents: contents.node, beat, steps: steps.node, draw: stage.draw,
    render(now) {
      placed(now.place === null);
      for (const view of [text, question, stage, steps]) view.render(now);
      controls.render(now, experiments.seen());
    },
  };
}

/** What was seen is not made to be seen again: back is at once at the end of the beat, unless it asks for a prediction. */
function stepBack(place: Place | null, go: (place: Place | null, still: boolean) => void): void {
  const before = place && placeBefore(place);
  if (place) go(before, before !== null && beatAt(before).question?.when !== 'before');
}

/** How long autoplay rests on what it has shown: to be read at leisure. */
const rest = (words: string): number => 2_500 + 55 * words.length;

/** On to the next beat once one has been seen and read, to the end of the lesson. */
function autoplayOf(go: (place: Place) => void, stop: () => void, signal: AbortSignal): (place: Place | null, due: boolean) => void {
  let called = (): void => {};
  const goOn = (place: Place): void => {
    const next = placeAfter(place);
    if (next?.name === place.name) go(next);
    else stop();
  };
  signal.addEventListener('abort', () => called());
  return whenChanged((place: Place | null, due: boolean) => {
    called();
    called = place && due ? after(rest(beatAt(place).adds ?? beatAt(place).says), () => goOn(place)) : () => {};
  });
}
