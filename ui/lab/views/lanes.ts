import { drawLanes, lanesLayout, pairAt, timeAt } from '../charts/lanes.ts';
import { besideFor, type Beside } from '../beside.ts';
import { besideOf } from '../branches.ts';
import { el, hold, mark, say, whenChanged } from '../dom.ts';
import { inWords, type TraceIndex } from '../model.ts';
import { writesOf } from '../model/writes.ts';
import type { Page, View } from '../page.ts';
import { visibleWindow } from '../state.ts';
import { pointIn, surface, tell, type Surface } from '../surface.ts';
import { laneChoice, type LanePage } from './laneChoice.ts';
import { legendView } from './legend.ts';
import { loadView } from './load.ts';
import { windowControls } from './windowControls.ts';

/** Truth under belief, for everyone who watches the chosen process; leaders and split-brain where there is a service. */
export function lanesView(page: Page): View {
  const sheet = surface('lanes', () => page.mark('lanes'));
  tell(sheet, 'Lanes', 'For each who watches: whether the other runs, and whether it is trusted; above, the faults and who leads; below, what all of it sends. As tables: Verdicts, Leaders, Sent, Faults.');
  const title = el('h2', {});
  const span = el('span', { class: 'muted small', 'data-testid': 'span' });
  const beneath = el('span', { class: 'small', 'data-testid': 'beneath' });
  const beside = besideFor(page, () => page.mark('views', 'lanes'));
  const pager = el('div', { class: 'row tight' });
  const load = loadView(page);
  const writes = legendView('writes');
  writes.hidden = true;
  const { node: controls, follow } = windowControls(page, 'lanes', load.button);
  const node = el('section', { class: 'lanes', 'aria-label': 'Lanes: truth and belief over time' },
    el('div', { class: 'row spread' }, el('div', { class: 'row' }, title, span, pager), controls), sheet.node,
    el('div', { class: 'row spread' }, el('div', { class: 'legends' }, legendView('lanes'), writes, load.values), beneath));
  const choice = laneChoice();
  const lanes = (index: TraceIndex): LanePage => choice.lanes(index, {
    chosen: page.pair(), width: sheet.size().width, scale: sheet.size().scale ?? 1, screen: innerHeight, beside: besideOf(page.state()) !== undefined, load: load.columns() !== null,
  });
  listenOn(page, sheet, lanes);
  const turn = (by: number): void => {
    choice.turn(by);
    page.mark('views', 'lanes');
  };
  const listed = whenChanged((seen: LanePage) => {
    sheet.node.style.height = `${seen.height}px`;
    hold(pager, ...(seen.count < seen.of ? pagerOf(seen, turn) : []));
    page.mark('lanes');
  });
  return {
    node,
    render(state, shown) {
      const { from, to } = visibleWindow(state);
      say(span, `${inWords(to - from)} in view`);
      beside.follow();
      say(beneath, besideWords(besideOf(state)?.name, beside));
      mark(follow, 'aria-pressed', state.window ? 'false' : 'true');
      load.render();
      if (!shown) return;
      const seen = lanes(shown.index);
      writes.hidden = !seen.resources.some(resource => writesOf(shown.index).has(resource));
      const chosen = page.pair();
      const one = seen.pairs.every(pair => pair.peer === chosen?.peer);
      say(title, chosen && one ? `Who watches ${shown.index.names[chosen.peer]!}` : 'Who watches whom');
      listed(seen);
    },
    layers: [{ name: 'lanes', draw: () => sheet.paint((pen, size) => {
      const index = page.shown()?.index;
      if (!index) return;
      const state = page.state();
      const pair = page.pair();
      const selected = pair ? { selected: pair } : {};
      const known = load.columns(), { pairs, resources } = lanes(index);
      const other = besideOf(state) ? { beside: beside.index() } : {};
      drawLanes(pen, {
        index, window: visibleWindow(state), cursor: state.cursor, hovered: page.hover.at().time, pairs, resources, load: known, ...selected, ...other,
      }, size, page.theme());
    }) }],
  };
}

/** A click chooses a pair and goes to a moment; the pointer shows on every other picture. */
function listenOn(page: Page, sheet: Surface, lanes: (index: TraceIndex) => LanePage): void {
  const under = (event: MouseEvent) => {
    const shown = page.shown();
    if (!shown) return null;
    const { x, y } = pointIn(sheet.node, event), layout = lanesLayout(shown.index, lanes(shown.index), sheet.size());
    return { pair: pairAt(layout, y), time: x >= layout.left ? timeAt(layout, visibleWindow(page.state()), x) : null };
  };
  sheet.node.addEventListener('pointermove', event => page.hover.over(under(event) ?? {}));
  sheet.node.addEventListener('pointerleave', () => page.hover.over({}));
  sheet.node.addEventListener('click', event => {
    const at = under(event);
    if (at?.pair) page.dispatch({ type: 'pair', pair: at.pair });
    if (at && at.time !== null) page.dispatch({ type: 'seek', to: at.time });
  });
}

/** What the faint lanes are. */
function besideWords(name: string | undefined, { index, problem }: Beside): string {
  if (name === undefined) return '';
  if (problem()) return `Branch “${name}” cannot be shown: ${problem()}`;
  return `${index() ? 'Faint beneath each' : 'Being computed'}: branch “${name}”`;
}

/** So many lanes fit; the others are a page away. Beside the title: a line of its own would take its height from the pictures above. */
function pagerOf({ first, count, of }: LanePage, turn: (by: number) => void): HTMLElement[] {
  const button = (testid: string, name: string, words: string, by: number, able: boolean): HTMLElement =>
    el('button', { type: 'button', class: 'icon', 'data-testid': testid, 'aria-label': name, title: name, disabled: !able, onclick: () => turn(by) }, words);
  return [
    button('lanes-before', 'Show the lanes before these', '▴', -1, first > 0),
    el('span', { class: 'muted small', 'data-testid': 'lanes-shown' }, `${first + 1}–${first + count} of ${of}`),
    button('lanes-after', 'Show the lanes after these', '▾', 1, first + count < of),
  ];
}
