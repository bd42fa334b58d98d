import type { ProcessId, Time } from '../../../src/contract.ts';
import { parseDuration } from '../../../src/parameters.ts';
import * as deeds from '../deeds.ts';
import { added, changed, ended, hindering, holding, lineOf, removed, type Edit } from '../edits.ts';
import { instant } from '../model.ts';
import { messageOf, messagesLately, messagesUnderWay, type Message } from '../model/message.ts';
import type { Page } from '../page.ts';
import { openMenu, type Item } from './menu.ts';

interface Point { readonly x: number; readonly y: number }

/** What can be done to a process, a link or a message, by menu or by key: each is one edit of the script at the cursor. */
export interface Actions {
  readonly nodeMenu: (process: ProcessId, at: Point) => void;
  readonly linkMenu: (one: ProcessId, other: ProcessId, at: Point) => void;
  /** First the other end, then what is done. */
  readonly linksOf: (process: ProcessId, at: Point) => void;
  /** What is known of the message that this row of the trace sends, in the inspector. */
  readonly lookAt: (row: number) => void;
  /** What can be done to it. */
  readonly messageDeeds: (row: number) => readonly Deed[];
  /** First one of those under way to or from the process; with `other`, between the two. */
  readonly messagesOf: (process: ProcessId, at: Point, other?: ProcessId) => void;
  /** Crashes it, or ends what holds it. */
  readonly toggleCrash: (process: ProcessId) => void;
  readonly pause: (process: ProcessId) => void;
  readonly divide: (sides: readonly (readonly ProcessId[])[]) => void;
  /** The chosen processes from the rest. */
  readonly divideChosen: () => void;
}

export function actionsOf(page: Page): Actions {
  const desk = deskOf(page);
  const actions: Actions = {
    divide: desk.divide,
    pause: process => desk.add(deeds.pause(process)),
    toggleCrash: process => (desk.held(process) ? desk.recover(process) : desk.add(deeds.crash(process, 'kill'))),
    divideChosen() {
      const { nodes, processes } = page.state();
      if (nodes.length === 0) return desk.say('Choose processes with Space first, then X parts them from the rest');
      desk.divide([nodes, deeds.othersThan(nodes, processes)]);
      page.dispatch({ type: 'nodes', nodes: [] });
    },
    nodeMenu: (process, at) => openMenu(desk.name(process), processItems(desk, actions, process, at), at),
    linksOf(process, at) {
      const others = deeds.othersThan([process], page.state().processes);
      openMenu(`Link of ${desk.name(process)} with …`, others.map(other => ({
        name: desk.name(other), testid: `link-${other}`, act: () => actions.linkMenu(process, other, at),
      })), at);
    },
    linkMenu: (one, other, at) => openMenu(`Link ${desk.name(one)} – ${desk.name(other)}`, linkItems(desk, actions, one, other, at), at),
    lookAt(row) {
      const index = page.shown()?.index;
      if (!index) return;
      const { from, to, sent, kind, copy } = messageOf(index, row);
      page.dispatch({ type: 'message', message: { from, to, sent, kind, copy } });
    },
    messageDeeds(row) {
      const index = page.shown()?.index;
      return index ? messageDeeds(desk, messageOf(index, row)) : [];
    },
    messagesOf(process, at, other) {
      const shown = page.shown();
      if (!shown) return;
      if (!shown.packets) return desk.say('This run is too large to hold its single messages: show fewer processes, or less time');
      const moving = messagesUnderWay(shown.index, page.state().cursor, process, other);
      const rows = moving.length > 0 ? moving : messagesLately(shown.index, page.state().cursor, process, other);
      const whose = other === undefined ? `to or from ${desk.name(process)}` : `between ${desk.name(process)} and ${desk.name(other)}`;
      if (rows.length === 0) return desk.say(`Until ${instant(page.state().cursor)} no message was sent ${whose}`);
      openMenu(moving.length > 0 ? `Under way ${whose}` : `Last sent ${whose}; none is under way`, rows.slice(0, mostListed).map((row, i) => {
        const { kind, from, to, sent } = messageOf(shown.index, row);
        return { name: `${kind} ${desk.name(from)} → ${desk.name(to)}, sent ${instant(sent)}`, testid: `message-${i}`, act: () => actions.lookAt(row) };
      }), at);
    },
  };
  return actions;
}

/** One thing that can be done to what is looked at; `at`: where a list of choices may open. */
export interface Deed {
  readonly name: string;
  readonly testid: string;
  readonly disabled: boolean;
  readonly act: (at: Point) => void;
}

/** More would be no list to choose from: a moment later they have arrived. */
const mostListed = 40;

/** What every menu is made with: the script as it is, the moment, and how both are changed. */
interface Desk {
  readonly page: Page;
  readonly name: (process: ProcessId) => string;
  readonly say: (text: string) => void;
  readonly apply: (edit: Edit) => void;
  readonly add: (line: deeds.NewLine) => void;
  readonly held: (process: ProcessId) => ReturnType<typeof holding>[number] | undefined;
  readonly recover: (process: ProcessId) => void;
  readonly hindered: (one: ProcessId, other: ProcessId) => ReturnType<typeof hindering>[number] | undefined;
  readonly end: (open: ReturnType<typeof holding>[number] | undefined) => void;
  readonly divide: (sides: readonly (readonly ProcessId[])[]) => void;
  /** Decides anew what becomes of this message: undefined lets it pass. */
  readonly decide: (message: Message, line: deeds.NewLine | undefined) => void;
  readonly decided: (message: Message) => boolean;
}

function deskOf(page: Page): Desk {
  const names = (): readonly string[] => page.shown()?.index.names ?? [];
  const scenario = () => page.shown()?.index.scenario ?? null;
  const file = () => page.state().script.file;
  const cursor = () => page.state().cursor;
  const say = (text: string): void => page.dispatch({ type: 'say', text });
  const apply = (edit: Edit): void => page.dispatch({ type: 'edit', ...edit });
  const add = (line: deeds.NewLine): void => apply(added(file(), cursor(), line, names()));
  const desk: Desk = {
    page, say, apply, add, name: process => names()[process] ?? String(process),
    held: process => holding(file(), scenario(), process, cursor())[0],
    hindered: (one, other) => hindering(file(), scenario(), one, other, cursor())[0],
    end: open => { if (open) apply(ended(file(), open, cursor(), names())); },
    recover: process => desk.end(desk.held(process)),
    divide(sides) {
      if (sides.every(side => side.length > 0)) add(deeds.partition(sides));
      else say('A partition needs processes on both sides of the line');
    },
    decided: message => lineOf(file(), scenario(), message) !== undefined,
    decide(message, line) {
      const before = lineOf(file(), scenario(), message);
      if (before && line) apply(changed(file(), before.id, { do: line['do'] }, names()));
      else if (before) apply(removed(file(), before.id, names()));
      else if (line) apply(added(file(), momentOf(message, cursor()), line, names()));
    },
  };
  return desk;
}

/** What became of a message that has arrived already is in the past; one that is yet to be sent changes nothing before. */
const momentOf = ({ sent, until }: Message, cursor: Time): Time => (until < cursor ? sent : Math.max(sent, cursor));

const item = (name: string, testid: string, act: () => void, more: Partial<Item> = {}): Item => ({ name, testid, act, ...more });

/** "4s" → "4 s". */
const spaced = (length: string): string => length.replace(/(?<=\d)(?=\D)/, ' ');

function processItems(desk: Desk, actions: Actions, process: ProcessId, at: Point): Item[] {
  const { page, add } = desk;
  const { nodes, cursor, processes } = page.state();
  const held = desk.held(process);
  const lengths = (): void => void openMenu(`Pause ${desk.name(process)} for …`, deeds.pauses.map(length =>
    item(spaced(length), `pause-${length}`, () => add(deeds.pause(process, length)))), at);
  return [
    item('Crash: kill the process', 'act-kill', () => add(deeds.crash(process, 'kill')), held ? {} : { key: 'C' }),
    item('Crash: let it hang', 'act-hang', () => add(deeds.crash(process, 'hang'))),
    item('Crash: cut off its host', 'act-blackhole', () => add(deeds.crash(process, 'blackhole'))),
    item('Restart: kill it, back after 2 s', 'act-restart', () => add(deeds.restart(process))),
    item('Recover', 'act-recover', () => desk.recover(process), held ? { key: 'C' } : { disabled: true }),
    item(`Pause for ${spaced(deeds.handPause)}`, 'act-pause', () => add(deeds.pause(process)), { key: 'P', apart: true }),
    item('Pause for …', 'act-pause-for', lengths),
    item(`Freeze its whole host for ${spaced(deeds.handPause)}`, 'act-freeze', () => add(deeds.freeze(process))),
    item('Slow host: stalls 0.3 s each second', 'act-slow', () => add(deeds.slowHost(process, cursor))),
    item('Clock 5 % slow', 'act-clock-slow', () => add(deeds.clockDrift(process, -50_000))),
    item('Clock 5 % fast', 'act-clock-fast', () => add(deeds.clockDrift(process, 50_000))),
    item('Isolate: cut all its links', 'act-isolate', () => add(deeds.isolate(process, processes)), { apart: true, disabled: processes < 2 }),
    item('Its links …', 'act-links', () => actions.linksOf(process, at), { key: 'L' }),
    item('Its messages …', 'act-messages', () => actions.messagesOf(process, at), { key: 'M' }),
    item('Watch it in the inspector', 'act-watch', () => watch(page, process), { apart: true }),
    item(nodes.includes(process) ? 'Do not part it' : 'Choose it for a partition', 'act-choose', () => page.dispatch({ type: 'node', node: process }), { key: 'Space' }),
  ];
}

function linkItems(desk: Desk, actions: Actions, one: ProcessId, other: ProcessId, at: Point): Item[] {
  const { add } = desk;
  const [p, q] = [desk.name(one), desk.name(other)];
  const open = desk.hindered(one, other);
  return [
    item('Cut both ways', 'act-cut', () => add(deeds.cutBoth(one, other))),
    item(`Cut ${p} → ${q}`, 'act-cut-there', () => add(deeds.cutOneWay(one, other))),
    item(`Cut ${q} → ${p}`, 'act-cut-back', () => add(deeds.cutOneWay(other, one))),
    item('Lose 30 % of what is sent', 'act-loss', () => add(deeds.lossy(one, other))),
    item('Delay everything by 500 ms', 'act-slow-link', () => add(deeds.slowLink(one, other))),
    item('Messages …', 'act-messages', () => actions.messagesOf(one, at, other), { apart: true }),
    item('Heal', 'act-heal', () => desk.end(open), { disabled: !open }),
  ];
}

function messageDeeds(desk: Desk, message: Message): Deed[] {
  const { decide, page } = desk, gone = message.lost !== null && message.lost !== 'script';
  const lengths = (at: Point): void => void openMenu('Delay the message by …', deeds.delays.map(length =>
    item(spaced(length), `delay-${length}`, () => decide(message, deeds.delay(message, parseDuration(length)!)))), at);
  return [
    { name: 'Drop it', testid: 'act-drop', disabled: message.lost !== null, act: () => decide(message, deeds.drop(message)) },
    { name: 'Delay it by …', testid: 'act-delay', disabled: gone, act: lengths },
    { name: 'Let it pass', testid: 'act-pass', disabled: !desk.decided(message), act: () => decide(message, undefined) },
    { name: `What ${desk.name(message.to)} thinks of ${desk.name(message.from)}`, testid: 'act-pair', disabled: !page.shown()?.index.scenario.watches[message.to]?.includes(message.from),
      act: () => page.dispatch({ type: 'pair', pair: { monitor: message.to, peer: message.from } }) },
    { name: 'Go to its sending', testid: 'act-sent', disabled: false, act: () => page.dispatch({ type: 'seek', to: message.sent }) },
    { name: 'Go to its arrival', testid: 'act-arrival', disabled: message.lost !== null, act: () => page.dispatch({ type: 'seek', to: message.until }) },
  ];
}

/** The pair stays with its monitor where that watches the process, else the first that does. */
function watch(page: Page, process: ProcessId): void {
  const watches = page.shown()?.index.scenario.watches ?? [];
  const now = page.pair()?.monitor;
  const monitor = now !== undefined && watches[now]?.includes(process) ? now : watches.findIndex(peers => peers.includes(process));
  if (monitor >= 0) page.dispatch({ type: 'pair', pair: { monitor, peer: process } });
  else page.dispatch({ type: 'say', text: 'Nobody watches that process' });
}
