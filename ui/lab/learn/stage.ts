import type { Picture } from '../../../scenarios/lessons/lesson.ts';
import { deviation, mean, usualWait } from '../../../scenarios/lessons/tail.ts';
import { drawLanes, lanesHeight, lanesLayout } from '../charts/lanes.ts';
import { drawMatrix } from '../charts/matrix.ts';
import type { Pen, Size } from '../charts/pen.ts';
import { drawSuspicion } from '../charts/suspicion.ts';
import { drawTopology, ringLayout } from '../charts/topology.ts';
import { el, hold, say, whenChanged } from '../dom.ts';
import { moment, type Pair, type TraceIndex, type Window } from '../model.ts';
import { surface, tell, type Surface } from '../surface.ts';
import { sizes, type Theme } from '../tokens.ts';
import { watchingOf } from '../watching.ts';
import { legendView } from '../views/legend.ts';
import { isPresenting, pictureScale } from '../present/presenting.ts';
import type { Experiments } from './experiments.ts';
import { drawFront, type FrontSlice } from './pictures/front.ts';
import { drawHeard, heardPlot } from './pictures/heard.ts';
import { drawSaid, saidHeight, type SaidRoom } from './pictures/said.ts';
import { drawSpread, spreadPlot, type SpreadSlice } from './pictures/spread.ts';
import { drawTails } from './pictures/tails.ts';
import { markersOf, type Markers } from './markers.ts';
import { beatAt } from './place.ts';
import { givenWords, isDrawn, saidSpan, trueSpan, type Said } from './said.ts';
import { picturesIn, type LearnAction, type LearnState } from './state.ts';
import { captions } from './captions.ts';
import { timeOf } from './waits.ts';
import { wordsView } from './words.ts';

/** What a beat shows, at the cursor. */
export interface Scene {
  readonly state: LearnState;
  readonly index: TraceIndex;
  readonly window: Window;
  readonly pair: Pair;
  readonly pairs: readonly Pair[];
  readonly blind: boolean;
}

export interface Stage {
  readonly node: HTMLElement;
  readonly render: (state: LearnState) => void;
  readonly draw: () => void;
}

export interface Reader { readonly state: () => LearnState; readonly dispatch: (action: LearnAction) => void }

type Draw = (pen: Pen, scene: Scene, size: Size) => void;

/** The pictures of a beat, the one that matters first; each is made when a beat first asks for it. */
export function stageOf(experiments: Experiments, { state, dispatch }: Reader, theme: () => Theme, mark: () => void): Stage {
  const watching = watchingOf({
    shown: experiments.shown, ask: experiments.ask, pair: () => sceneOf(state(), experiments)?.pair ?? null,
    state: () => ({ cursor: state().cursor, window: sceneOf(state(), experiments)?.window ?? null, span: sizes.fade, horizon: experiments.shown()?.index.end ?? 0 }),
  }, mark);
  const markers = markersOf(dispatch);
  const made = new Map<Picture, Framed>();
  const words = wordsView(watching);
  const frames = el('div', { class: 'frames' });
  const waiting = el('p', { class: 'muted waiting', 'data-testid': 'learn-waiting' }, 'The run is being computed …');
  const node = el('section', { class: 'pictures', 'aria-label': 'What happens' }, frames, waiting, words.node);
  const frameOf = (picture: Picture): Framed => {
    const known = made.get(picture);
    if (known) return known;
    const frame = framed(picture, mark);
    made.set(picture, frame);
    return frame;
  };
  const draws: Readonly<Record<Picture, Draw>> = {
    ...plain(theme),
    suspicion: (pen, { index, window, pair, state: { cursor } }, size) =>
      drawSuspicion(pen, { index, window, pair, cursor, levels: watching.levels(), watched: watching.watched(), until: cursor }, size, theme()),
    front: (pen, scene, size) => drawFront(pen, frontIn(scene, experiments), size, theme()),
    spread: (pen, scene, size) => drawSpread(pen, spreadIn(scene), size, theme()),
  };
  const { spreadIn, drawPrediction } = predictionsOf(experiments, theme, markers, picture => frameOf(picture).sheet.node);
  const listed = whenChanged((names: string) => hold(frames, ...(names ? names.split(' ') as Picture[] : []).map(name => frameOf(name).node)));
  return {
    node,
    render(now) {
      const scene = sceneOf(now, experiments);
      const shown = now.place ? picturesIn(now) : [];
      listed(shown.join(' '));
      node.dataset['count'] = String(shown.length);
      waiting.hidden = scene !== null;
      if (!scene) return;
      if (shown.includes('suspicion')) watching.follow();
      words.render(scene, experiments.seen());
    },
    draw() {
      const scene = sceneOf(state(), experiments);
      if (!scene) return;
      const { question } = beatAt(state().place!), said = isDrawn(question) ? question : null;
      if (!said) markers.leave();
      for (const picture of picturesIn(state())) {
        const { sheet, caption } = frameOf(picture), scale = isPresenting() ? pictureScale : sheet.size().width < 420 ? 1.05 : 1.35;
        if (picture === 'lanes') caption(scene.index.leadership.segments.length > 0 ? 'rule' : 'lanes');
        if (picture === 'heard') caption(scene.blind ? 'heardBlind' : 'heard');
        if (picture === 'suspicion') caption('suspicion', scene.pairs.length > 1 ? `How suspicious is ${scene.index.names[scene.pair.monitor]!}?` : undefined);
        const strip = said?.drawn.on === picture ? saidHeight(scale) : 0, height = heightOf(picture, scene, sheet.size().width, scale);
        fit(sheet, height === null ? null : height + strip);
        sheet.paint((pen, size) => {
          draws[picture](pen, scene, { ...size, height: size.height - strip, scale });
          if (said && strip > 0) drawPrediction(pen, picture, scene, said, { ...size, scale });
        });
      }
    },
  };
}

/** The reader's own setting, or that of the run, once it has been run. */
function frontIn({ state: { reached, place } }: Scene, experiments: Experiments): FrontSlice {
  const { reads, knobs } = beatAt(place!), seen = experiments.seen();
  const rate = seen?.figure('mistakeRate') ?? null, noticed = seen?.figure('detectionTime.max') ?? null;
  const isThere = reached && reads && rate !== null && noticed !== null;
  return { measured: isThere ? { worst: noticed / 1_000, rate: rate * 3_600 } : null, whose: knobs ? 'yours' : 'this run' };
}

interface Predictions {
  readonly spreadIn: (scene: Scene) => SpreadSlice;
  readonly drawPrediction: (pen: Pen, picture: Picture, scene: Scene, question: Said, size: Size) => void;
}

/** What was said, on the axis of the picture that it is said on. */
function predictionsOf(experiments: Experiments, theme: () => Theme, markers: Markers, nodeOf: (picture: Picture) => HTMLElement): Predictions {
  const spreadIn = ({ state: { place, given, reached }, pair }: Scene): SpreadSlice => {
    const { question } = beatAt(place!);
    const range = isDrawn(question) && given !== null ? saidSpan(question, given) : null;
    return { lengths: experiments.seen()?.lengths('undetected', pair.monitor, pair.peer) ?? [], range, veiled: !reached };
  };
  /** Where the time axis of a picture lies, above the strip of what was said. */
  const roomOf = (picture: Picture, scene: Scene, size: Size): SaidRoom & { readonly axis: Window } => {
    const { index, pairs, window } = scene, above = { ...size, height: size.height - saidHeight(size.scale ?? 1) };
    const { left, right, axis } = picture === 'spread' ? spreadPlot(spreadIn(scene), above)
      : { axis: window, ...picture === 'heard' ? heardPlot({ index, pairs }, above) : lanesLayout(index, { pairs }, above) };
    return { left, right, axis, width: size.width, top: above.height, scale: size.scale ?? 1 };
  };
  const drawPrediction = (pen: Pen, picture: Picture, scene: Scene, question: Said, size: Size): void => {
    const room = roomOf(picture, scene, size), { given, answered, grade, reached } = scene.state, seen = experiments.seen();
    if (given === null) return;
    const truth = grade && reached && seen ? { span: trueSpan(question, seen), words: `the run: ${grade.measured}` } : null;
    const words = `you ${answered ? 'said' : 'say'} ${givenWords(question, given)}`;
    drawSaid(pen, { axis: room.axis, said: saidSpan(question, given), words, truth, both: question.kind === 'range' }, room, theme());
    markers.place(nodeOf(picture), question, scene.state, room, room.axis);
  };
  return { spreadIn, drawPrediction };
}

interface Framed {
  readonly node: HTMLElement;
  readonly sheet: Surface;
  readonly caption: (as: keyof typeof captions, title?: string | undefined) => void;
}

function framed(picture: Picture, mark: () => void): Framed {
  const sheet = surface(`learn-${picture}`, mark), [title, about, legend] = [el('b'), el('span', { class: 'muted' }), el('div')];
  const caption = whenChanged((as: keyof typeof captions, titled?: string | undefined) => {
    const [name, how, marks] = captions[as];
    say(title, titled ?? name);
    say(about, how);
    tell(sheet, name, `${how} In words and numbers: under the pictures.`);
    hold(legend, marks && legendView(marks));
  });
  caption(picture, undefined);
  const node = el('figure', { class: `picture of-${picture}`, 'data-testid': `picture-${picture}` }, el('figcaption', {}, title, ' ', about), sheet.node, legend);
  return { node, sheet, caption };
}

/** As high as what it shows; null to fill the room that there is. */
function heightOf(picture: Picture, { index, pairs }: Scene, width: number, scale: number): number | null {
  if (picture === 'lanes') return Math.ceil(lanesHeight(index, pairs, { width, height: 0, scale })) + 4;
  return picture === 'heard' ? Math.ceil((40 + Math.min(64, innerHeight / 18) * pairs.length) * scale) : null;
}

function fit({ node }: Surface, height: number | null): void {
  const wanted = height === null ? '' : `${height}px`;
  if (node.style.height !== wanted) node.style.height = wanted;
}

/** Those that need nothing but the run. */
function plain(theme: () => Theme): Record<'topology' | 'lanes' | 'heard' | 'matrix' | 'tails', Draw> {
  return {
    topology: (pen, { index, state: { cursor, playing } }, size) => {
      const layout = ringLayout(index.count, size);
      drawTopology(pen, { index, moment: moment(index, cursor, { fade: sizes.fade * 1_000 }), layout, arrowheads: !playing }, size, theme());
    },
    tails: (pen, { state: { values, place, reached } }, size) =>
      drawTails(pen, { mean, deviation, wait: values['margin'] ?? (reached && beatAt(place!).reads ? usualWait : null) }, size, theme()),
    matrix: (pen, { index, pair, state: { cursor } }, size) => drawMatrix(pen, { index, moment: moment(index, cursor), pair }, size, theme()),
    lanes: (pen, { index, window, pairs, state: { cursor, reached } }, size) => {
      drawLanes(pen, { index, window, cursor, pairs }, size, theme());
      // what has not happened yet is no part of the story
      const layout = lanesLayout(index, { pairs }, size), x = layout.left + (layout.right - layout.left) * (cursor - window.from) / (window.to - window.from) + 2;
      if (cursor < window.to && !reached) pen.rect(x, 0, size.width - x, layout.axisY - 1, { fill: theme().page });
    },
    heard: (pen, { index, window, pairs, blind, state: { cursor } }, size) => drawHeard(pen, { index, window, cursor, pairs, blind }, size, theme()),
  };
}

let last: { readonly key: readonly unknown[]; readonly rest: Omit<Scene, 'state'> } | null = null;

/** The parts of a scene keep their identity from frame to frame: what watches a pair compares by it. */
export function sceneOf(state: LearnState, { shown }: Pick<Experiments, 'shown'>): Scene | null {
  const index = shown()?.index;
  if (!index || !state.place) return null;
  const beat = beatAt(state.place), key = [index, beat];
  if (!last || key.some((part, i) => part !== last!.key[i])) {
    const { look } = beat, watched = watchedPairs(index), pair = look.pair ? pairOf(look.pair) : watched[0]!;
    const window = { from: timeOf(look.window[0]), to: timeOf(look.window[1]) };
    last = { key, rest: { index, window, pair, pairs: look.pairs?.map(pairOf) ?? watched, blind: look.blind ?? false } };
  }
  return { ...last.rest, state };
}

const pairOf = ([monitor, peer]: readonly [number, number]): Pair => ({ monitor, peer });

const watchedPairs = ({ scenario }: TraceIndex): Pair[] => scenario.watches.flatMap((peers, monitor) => peers.map(peer => ({ monitor, peer })));
