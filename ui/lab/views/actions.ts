import type { ProcessId } from '../../../src/contract.ts';
import { added, crash, cutBoth, cutOneWay, cutting, ended, handPause, holding, partition, pause, type Edit, type NewLine } from '../edits.ts';
import type { Page } from '../page.ts';
import { openMenu, type Item } from './menu.ts';

interface Point { readonly x: number; readonly y: number }

/** What can be done to a process or a link, by menu or by key: each is one edit of the script at the cursor. */
export interface Actions {
  readonly nodeMenu: (process: ProcessId, at: Point) => void;
  readonly linkMenu: (one: ProcessId, other: ProcessId, at: Point) => void;
  /** First the other end, then what is done. */
  readonly linksOf: (process: ProcessId, at: Point) => void;
  /** Crashes it, or ends what holds it. */
  readonly toggleCrash: (process: ProcessId) => void;
  readonly pause: (process: ProcessId) => void;
  readonly divide: (sides: readonly (readonly ProcessId[])[]) => void;
  /** The chosen processes from the rest. */
  readonly divideChosen: () => void;
}

export function actionsOf(page: Page): Actions {
  const names = (): readonly string[] => page.shown()?.index.names ?? [];
  const scenario = () => page.shown()?.index.scenario ?? null;
  const file = () => page.state().script.file;
  const apply = (edit: Edit): void => page.dispatch({ type: 'edit', ...edit });
  const add = (line: NewLine): void => apply(added(file(), page.state().cursor, line, names()));
  const held = (process: ProcessId) => holding(file(), scenario(), process, page.state().cursor)[0];
  const cut = (one: ProcessId, other: ProcessId) => cutting(file(), scenario(), one, other, page.state().cursor)[0];
  const recover = (process: ProcessId): void => {
    const open = held(process);
    if (open) apply(ended(file(), open, page.state().cursor, names()));
  };
  const divide = (sides: readonly (readonly ProcessId[])[]): void => {
    if (sides.every(side => side.length > 0)) add(partition(sides));
    else page.dispatch({ type: 'say', text: 'A partition needs processes on both sides of the line' });
  };
  const actions: Actions = {
    divide,
    pause: process => add(pause(process)),
    toggleCrash: process => (held(process) ? recover(process) : add(crash(process, 'kill'))),
    divideChosen() {
      const { nodes, processes } = page.state();
      if (nodes.length === 0) return page.dispatch({ type: 'say', text: 'Choose processes with Space first, then X parts them from the rest' });
      divide([nodes, Array.from({ length: processes }, (_, i) => i).filter(process => !nodes.includes(process))]);
      page.dispatch({ type: 'nodes', nodes: [] });
    },
    nodeMenu(process, at) {
      const chosen = page.state().nodes.includes(process);
      const item = (name: string, testid: string, act: () => void, more: Partial<Item> = {}): Item => ({ name, testid, act, ...more });
      openMenu(names()[process] ?? '', [
        item('Crash: kill the process', 'act-kill', () => add(crash(process, 'kill')), held(process) ? {} : { key: 'C' }),
        item('Crash: let it hang', 'act-hang', () => add(crash(process, 'hang'))),
        item('Crash: cut off its host', 'act-blackhole', () => add(crash(process, 'blackhole'))),
        item(`Pause ${handPause.replace(/s$/, ' s')}`, 'act-pause', () => add(pause(process)), { key: 'P' }),
        item('Recover', 'act-recover', () => recover(process), held(process) ? { key: 'C' } : { disabled: true }),
        item('Its links …', 'act-links', () => actions.linksOf(process, at), { key: 'L' }),
        item('Watch it in the inspector', 'act-watch', () => watch(page, process)),
        item(chosen ? 'Do not part it' : 'Choose it for a partition', 'act-choose', () => page.dispatch({ type: 'node', node: process }), { key: 'Space' }),
      ], at);
    },
    linksOf(process, at) {
      const others = names().flatMap((name, other) => (other === process ? [] : [{ name, other }]));
      openMenu(`Link of ${names()[process] ?? ''} with …`, others.map(({ name, other }) => ({
        name, testid: `link-${other}`, act: () => actions.linkMenu(process, other, at),
      })), at);
    },
    linkMenu(one, other, at) {
      const [p, q] = [names()[one] ?? '', names()[other] ?? ''];
      const open = cut(one, other);
      openMenu(`Link ${p} – ${q}`, [
        { name: 'Cut both ways', testid: 'act-cut', act: () => add(cutBoth(one, other)) },
        { name: `Cut ${p} → ${q}`, testid: 'act-cut-there', act: () => add(cutOneWay(one, other)) },
        { name: `Cut ${q} → ${p}`, testid: 'act-cut-back', act: () => add(cutOneWay(other, one)) },
        { name: 'Heal', testid: 'act-heal', disabled: !open, act: () => { if (open) apply(ended(file(), open, page.state().cursor, names())); } },
      ], at);
    },
  };
  return actions;
}

/** The pair stays with its monitor where that watches the process, else the first that does. */
function watch(page: Page, process: ProcessId): void {
  const watches = page.shown()?.index.scenario.watches ?? [];
  const now = page.pair()?.monitor;
  const monitor = now !== undefined && watches[now]?.includes(process) ? now : watches.findIndex(peers => peers.includes(process));
  if (monitor >= 0) page.dispatch({ type: 'pair', pair: { monitor, peer: process } });
  else page.dispatch({ type: 'say', text: 'Nobody watches that process' });
}
