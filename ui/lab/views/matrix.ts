import { disagreementTimeAt, drawDisagreement } from '../charts/disagreementStrip.ts';
import { cellAt, drawMatrix, matrixLayout } from '../charts/matrix.ts';
import { choose } from '../controls/parameter.ts';
import { el, hold, say, whenChanged } from '../dom.ts';
import { matrixOrders, matrixShades, matrixTables, type Look, type MatrixOrder, type MatrixShade, type MatrixTable } from '../look.ts';
import { beliefAt, truthAt, type Moment, type Pair, type TraceIndex } from '../model.ts';
import { accusersAt } from '../model/accusers.ts';
import { orderOf } from '../model/matrixOrder.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { AllLevels, Shown } from '../protocol.ts';
import { visibleWindow } from '../state.ts';
import { pointIn, surface, tell } from '../surface.ts';
import { legendView } from './legend.ts';
import { pointsAtTime } from './pointing.ts';

const tableWords: Readonly<Record<MatrixTable, string>> = { opinions: 'Who believes', accusers: 'Who accused' };
const shadeWords: Readonly<Record<MatrixShade, string>> = { states: 'opinions', levels: 'levels' };
const orderWords: Readonly<Record<MatrixOrder, string>> = { id: 'by id', disagreement: 'most wrong', side: 'by side' };

/** What the picture is, and where its numbers are. */
const matrixTold: Readonly<Record<MatrixTable, readonly [name: string, about: string]>> = {
  opinions: ['Matrix of opinions', 'A row for each observer, a column for each who is watched; a framed column has really crashed. As a table: Opinions.'],
  accusers: ['Matrix of accusers', 'A row for each observer, a column for each who is watched: how often the one was the first to suspect the other. As a table: Who was the first to suspect whom.'],
};

const rows = 'Each row is an observer; a framed column has really crashed.';

/** Everybody's opinion of everybody at the cursor, and below it how far opinions are off over time. */
export function matrixView(page: Page, now: () => Moment | undefined): View {
  const grid = surface('matrix', () => page.mark('matrix')), strip = surface('disagreement', () => page.mark('disagreement'));
  const about = el('p', { class: 'muted small live', 'data-testid': 'matrix-about' });
  const choices = matrixChoices(page), legends = el('div', { class: 'legends' });
  const levels = levelsOf(page), place = orderFor();
  const order = (index: TraceIndex): Int32Array | null => place(index, page.state().look.order, now());
  const under = (event: MouseEvent): Pair | null => {
    const shown = page.shown(), { x, y } = pointIn(grid.node, event);
    return shown && cellAt(matrixLayout(shown.index.count, grid.size()), x, y, order(shown.index));
  };
  grid.node.addEventListener('pointermove', event => {
    const pair = under(event);
    page.hover.over(pair ? { pair, process: pair.peer } : {});
  });
  grid.node.addEventListener('click', event => {
    const pair = under(event), shown = page.shown();
    if (pair && shown?.index.watched[pair.monitor * shown.index.count + pair.peer]) page.dispatch({ type: 'pair', pair });
  });
  grid.node.addEventListener('pointerleave', () => page.hover.over({}));
  pointsAtTime(page, strip, x => disagreementTimeAt(visibleWindow(page.state()), strip.size(), x));
  tell(strip, 'Opinions off the truth over time', 'How many opinions are wrong, over the time that the lanes show. As a table: Opinions off the truth.');
  const dressed = whenChanged((table: MatrixTable, shade: MatrixShade) => {
    tell(grid, ...matrixTold[table]);
    hold(legends, legendView(table === 'accusers' ? 'accusers' : shade === 'levels' ? 'levels' : 'matrix'));
  });
  return {
    node: el('section', { class: 'figure matrix', 'aria-label': 'Matrix' },
      el('header', {}, el('h2', { class: 'hidden' }, 'Matrix'), choices.node, about), grid.node, el('div', { class: 'strip' }, strip.node), legends),
    render(state, shown) {
      choices.render(state, shown);
      dressed(state.look.table, state.look.shade);
      if (state.look.table === 'opinions' && state.look.shade === 'levels') levels.follow();
    },
    layers: [
      { name: 'matrix', draw: () => grid.paint((pen, size) => {
        const shown = page.shown(), at = now(), { look, cursor } = page.state();
        if (!shown || !at) return;
        const { index } = shown, { pair: hovered, process } = page.hover.at();
        const accusers = look.table === 'accusers' ? accusersAt(index, cursor) : null;
        const level = look.table === 'opinions' && look.shade === 'levels' ? levels.now(shown) : null;
        drawMatrix(pen, { index, moment: at, selected: page.state().nodes, hovered, process, pair: page.pair(), order: order(index), accusers, level }, size, page.theme());
        say(about, hovered ? pairWords(index, hovered, cursor) : rows);
      }) },
      { name: 'disagreement', draw: () => strip.paint((pen, size) => {
        const index = page.shown()?.index, state = page.state();
        if (index) drawDisagreement(pen, { index, window: visibleWindow(state), cursor: state.cursor, hovered: page.hover.at().time }, size, page.theme());
      }) },
    ],
  };
}

function pairWords(index: TraceIndex, { monitor, peer }: Pair, t: number): string {
  const [self, other] = [index.names[monitor]!, index.names[peer]!];
  if (!index.watched[monitor * index.count + peer]) return `${self} does not watch ${other}.`;
  const belief = { none: 'holds no opinion of', unheard: 'has not heard of', trusted: 'trusts', suspected: 'suspects', failed: 'has declared failed' }[beliefAt(index, monitor, peer, t)];
  return `${self} ${belief} ${other}, which ${{ running: 'runs', paused: 'is paused', crashed: 'has crashed' }[truthAt(index, peer, t)]}.`;
}

/** Found again only when something that it depends on is another. */
function orderFor(): (index: TraceIndex, order: MatrixOrder, at: Moment | undefined) => Int32Array | null {
  let last: { readonly index: TraceIndex; readonly order: MatrixOrder; readonly cuts: number; readonly found: Int32Array | null } | null = null;
  return (index, order, at) => {
    const cuts = order === 'side' ? at?.cutCount ?? 0 : 0;
    if (last?.index !== index || last.order !== order || last.cuts !== cuts) last = { index, order, cuts, found: orderOf(index, order, at?.cuts) };
    return last.found;
  };
}

/** Table, shade and order: part of the look of the stage. */
function matrixChoices(page: Page): View {
  const picker = <K extends 'table' | 'shade' | 'order'>(key: K, name: string, values: readonly Look[K][], words: Readonly<Record<Look[K], string>>): HTMLSelectElement =>
    choose({ 'data-testid': `matrix-${key}`, 'aria-label': name }, values, page.state().look[key], value => page.dispatch({ type: 'look', look: { [key]: value } }), value => words[value as Look[K]]);
  const [table, shade, order] = [
    picker('table', 'What the matrix shows', matrixTables, tableWords), picker('shade', 'How opinions are drawn', matrixShades, shadeWords), picker('order', 'Order of processes', matrixOrders, orderWords),
  ];
  return {
    node: el('div', { class: 'row tight pickers' }, table, shade, order),
    render({ look }) {
      for (const [picker, value] of [[table, look.table], [shade, look.shade], [order, look.order]] as const) if (picker.value !== value) picker.value = value;
      shade.hidden = look.table !== 'opinions';
    },
  };
}

/** Everybody's level of suspicion, as the worker last said it: at most ten times a second. */
function levelsOf(page: Page): { follow(): void; now(shown: Shown): Float32Array | null } {
  let known: { readonly shown: Shown; readonly answer: AllLevels } | null = null;
  const follow = throttled(100, () => {
    const shown = page.shown(), { cursor } = page.state();
    if (!shown || (known?.shown === shown && known.answer.at === cursor)) return;
    page.ask('everyone', { ask: 'everyone', at: cursor }, answer => {
      known = { shown, answer };
      page.mark('matrix');
    });
  });
  return { follow, now: shown => (known?.shown === shown ? known.answer.level : null) };
}

