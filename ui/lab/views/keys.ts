/** Every key of the Lab: what the list under ? shows is what the keys do. */
import { nextBranch } from '../branches.ts';
import { usualLook, type StageView } from '../look.ts';
import type { Page } from '../page.ts';
import { blank, isRailOut, slideRail } from '../present/presenting.ts';
import { nodeKeys } from './nodeKeys.ts';
import type { Stepping } from './stepping.ts';

export interface KeyUse { readonly page: Page; readonly stepping: Stepping; readonly showKeys: () => void }

export interface Shortcut<Use = KeyUse> {
  /** As they are shown: one character as it is typed, otherwise the name of the key; `Ctrl+` and `Shift+` before it. */
  readonly keys: readonly string[];
  readonly words: string;
  /** None where a control sees to it while it has the focus. */
  readonly act?: (use: Use) => void;
}

const faster = (page: Page, by: number): void => page.dispatch({ type: 'speed', speed: Number((page.state().speed * by).toPrecision(2)) });

/** One picture alone, or what usually stands there. */
const turn = (page: Page, view: StageView): void => page.dispatch({ type: 'look', look: { view: page.state().look.view === view ? usualLook.view : view } });

function toNextBranch(page: Page): void {
  const name = nextBranch(page.state().script);
  page.dispatch(name === undefined ? { type: 'say', text: 'There is one future only: F keeps it as a branch' } : { type: 'branch', name });
}

function stepOut(page: Page): void {
  if (!page.state().presenting) return;
  if (isRailOut()) slideRail(false);
  else page.dispatch({ type: 'present', on: false });
}

const anywhere: readonly Shortcut[] = [
  { keys: ['Space'], words: 'play or pause', act: ({ stepping }) => stepping.toggle() },
  { keys: [','], words: 'previous event', act: ({ stepping }) => stepping.step(-1) },
  { keys: ['.'], words: 'next event', act: ({ stepping }) => stepping.step(1) },
  { keys: ['J'], words: 'previous verdict', act: ({ stepping }) => stepping.step(-1, 'verdicts') },
  { keys: ['K'], words: 'next verdict', act: ({ stepping }) => stepping.step(1, 'verdicts') },
  { keys: ['/'], words: 'find a moment: suspicions, mistakes, lost heartbeats …', act: ({ stepping }) => stepping.find() },
  { keys: ['['], words: 'slower', act: ({ page }) => faster(page, 0.5) },
  { keys: [']'], words: 'faster', act: ({ page }) => faster(page, 2) },
  { keys: ['Home'], words: 'to the start', act: ({ page }) => page.dispatch({ type: 'seek', to: 0 }) },
  { keys: ['End'], words: 'to the end', act: ({ page }) => page.dispatch({ type: 'seek', to: page.state().horizon }) },
  { keys: ['T'], words: 'space–time on the stage, or back', act: ({ page }) => turn(page, 'spacetime') },
  { keys: ['M'], words: 'matrix on the stage, or back', act: ({ page }) => turn(page, 'matrix') },
  { keys: ['F'], words: 'fork: keep this future as a branch, and go on in a copy', act: ({ page }) => page.dispatch({ type: 'fork' }) },
  { keys: ['V'], words: 'to the next branch, and back', act: ({ page }) => toNextBranch(page) },
  { keys: ['U'], words: 'undo', act: ({ page }) => page.dispatch({ type: 'undo' }) },
  { keys: ['R'], words: 'redo', act: ({ page }) => page.dispatch({ type: 'redo' }) },
  { keys: ['D'], words: 'present to a room, or stop', act: ({ page }) => page.dispatch({ type: 'present', on: !page.state().presenting }) },
  { keys: ['?'], words: 'this list', act: ({ showKeys }) => showKeys() },
];

/** Those of a clicker, too. */
const inRoom: readonly Shortcut[] = [
  { keys: ['PageDown'], words: 'next verdict', act: ({ stepping }) => stepping.step(1, 'verdicts') },
  { keys: ['PageUp'], words: 'previous verdict', act: ({ stepping }) => stepping.step(-1, 'verdicts') },
  { keys: ['S'], words: 'the scenario slides in, or out', act: () => slideRail() },
  { keys: ['B', '.'], words: 'blank the screen; any key ends that', act: blank },
];

const onProcess: readonly Shortcut[] = [
  { keys: ['←', '→', '↑', '↓'], words: 'to another process' },
  ...nodeKeys.map(({ shown, words }) => ({ keys: [shown], words })),
];

const inField: readonly Shortcut[] = [
  { keys: ['Enter'], words: 'take what is typed' },
  { keys: ['Esc'], words: 'what was there before' },
  { keys: ['↑', '↓'], words: 'in a time of the script: 0.1 s later or earlier; with Shift 1 s' },
];

const always: readonly Shortcut[] = [
  { keys: ['Ctrl+Z'], words: 'undo', act: ({ page }) => page.dispatch({ type: 'undo' }) },
  { keys: ['Ctrl+Shift+Z'], words: 'redo', act: ({ page }) => page.dispatch({ type: 'redo' }) },
  { keys: ['Esc'], words: 'step out: of a menu, a list, the scenario that slid in, presenting', act: ({ page }) => stepOut(page) },
];

export const keyGroups = {
  anywhere: { title: 'Anywhere', shortcuts: anywhere },
  inRoom: { title: 'While presenting', shortcuts: inRoom },
  onProcess: { title: 'On a process that has the focus', shortcuts: onProcess },
  inField: { title: 'In a field', shortcuts: inField },
  always: { title: 'Always', shortcuts: always },
} as const;

/** As in the table: "K", "Space", "Ctrl+Shift+Z". */
export function keyName({ key, ctrlKey, metaKey, shiftKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): string {
  const name = { ' ': 'Space', Escape: 'Esc' }[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return ctrlKey || metaKey ? `Ctrl+${shiftKey ? 'Shift+' : ''}${name}` : name;
}

/** What a key does where no control wants it. `single`: those of one character count. */
export const shortcutFor = (name: string, presenting: boolean, single: boolean): Shortcut | undefined =>
  firstFor(presenting ? [...inRoom, ...anywhere, ...always] : [...anywhere, ...always], name, single);

/** The first of them that this key calls. */
export const firstFor = <Use>(shortcuts: readonly Shortcut<Use>[], name: string, single: boolean): Shortcut<Use> | undefined =>
  ((name.length === 1 || name === 'Space') && !single ? undefined : shortcuts.find(({ keys, act }) => act && keys.includes(name)));
