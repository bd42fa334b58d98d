import type { Purpose } from '../../../src/contract.ts';
import { cross, glyph, Strokes } from '../charts/messages.ts';
import type { Pen } from '../charts/pen.ts';
import { svgPen } from '../charts/svgPen.ts';
import { el } from '../dom.ts';
import { rampStops, type Theme } from '../tokens.ts';
import { legendView } from '../views/legend.ts';

type Picture = Parameters<typeof legendView>[0];

/** Two inks: what is, in neutral ink; what is believed, in colour. */
const pictures: Readonly<Partial<Record<Picture, readonly [string, string]>>> = {
  topology: ['Topology', 'The body is the truth, without colour: empty while it runs, barred while it is paused, full when it has crashed; a double rim leads. The ring round it is what the others believe: one arc for each, thicker as it grows graver.'],
  matrix: ['Matrix', 'Each row is an observer, each column the one that is watched. A frame round a column is the truth: it has really crashed. A full column in a frame is a right verdict; a full column without one is a mistake that all share; a full row is an observer that cannot hear.'],
  spacetime: ['Space–time', 'Each process is a column, time runs down it, and a message is a slope: the steeper, the longer it took. One that is lost ends on its way.'],
  lanes: ['Lanes', 'The background is the truth: light while it runs, dark while it has crashed. The stripe on it is how the verdict compares, and its length is a time: of a mistake, or of a crash that nobody has noticed.'],
};

const purposes: Readonly<Record<Purpose, string>> = {
  heartbeat: 'heartbeat', ack: 'answer', relay: 'asked in another’s stead', gossip: 'gossip', election: 'election', application: 'request or write of a client',
};

type Draw = (pen: Pen, theme: Theme) => void;

const messageMarks: readonly (readonly [string, Draw])[] = [
  ...Object.entries(purposes).map(([purpose, words]): readonly [string, Draw] => [words, (pen, theme) =>
    glyph(pen, purpose as Purpose, { x: 13, y: 9 }, 5, { fill: theme.message }, { fill: theme.page, stroke: theme.message, width: 2 })]),
  ['lost here', (pen, theme) => {
    const strokes = new Strokes();
    cross(strokes, 13, 9, 5);
    strokes.draw(pen, { stroke: theme.loss, width: 2.5 });
  }],
];

const box = (colour: string): Draw => (pen, theme) => pen.rect(2, 2, 22, 14, { fill: colour, stroke: theme.border });

const rampMarks = ({ ramp }: Theme): readonly (readonly [string, Draw])[] =>
  rampStops.map((stop, i) => [`${stop}${stop === 1 ? ': the decision' : stop === rampStops.at(-1) ? ' and more' : ''}`, box(ramp[i]!)]);
const epochMarks = ({ epochs }: Theme): readonly (readonly [string, Draw])[] => epochs.map((colour, i) => [`epoch ${i + 1}, ${i + 5}, …`, box(colour)]);
const splitMarks: readonly (readonly [string, Draw])[] = [
  ['split-brain: two act at once', (pen, theme) => pen.rect(2, 2, 22, 14, { fill: theme.text, texture: 'cross', stroke: theme.text })],
];

/** Every mark of the pictures with its words, drawn by what draws the pictures. */
export function marksView(palette: Theme): { readonly node: HTMLElement; readonly dressed: (palette: Theme) => void } {
  const node = el('div', { class: 'groups wide' });
  const dressed = (theme: Theme): void => node.replaceChildren(
    ...Object.entries(pictures).map(([picture, [title, words]]) => group(title, words, legendView(picture as Picture))),
    group('Messages', 'Under way: the shape says what for, the tail points back to where it comes from.', list(messageMarks, theme)),
    group('Suspicion', 'How near a silence is to the decision, as a share of the threshold: every detector’s own number comes to this one.', list(rampMarks(theme), theme)),
    group('Leadership', 'Who acts as leader, and under which epoch. Colours come round again, so that the number is always beside them.', list([...epochMarks(theme), ...splitMarks], theme)));
  dressed(palette);
  return { node, dressed };
}

const group = (title: string, words: string, legend: HTMLElement): HTMLElement => el('div', {}, el('h3', {}, title), el('p', {}, words), legend);

function list(marks: readonly (readonly [string, Draw])[], theme: Theme): HTMLElement {
  return el('ul', { class: 'legend' }, ...marks.map(([words, draw]) => {
    const pen = svgPen({ width: 26, height: 18 }, theme);
    draw(pen, theme);
    return el('li', {}, el('img', { src: `data:image/svg+xml,${encodeURIComponent(pen.svg())}`, alt: '', width: 26, height: 18 }), words);
  }));
}
