/** A difference in words: who suspects and who does not, what made the one decide, and when the others come to it. */
import type { Time } from '../../../src/contract.ts';
import { instant, inWords, listed, type Pair, type TraceIndex } from '../model.ts';
import { sentence } from '../told.ts';
import { truthAt } from '../model/truth.ts';
import { letter } from './columns.ts';
import { actingAt, opinionsAt, type Divergence } from './divergence.ts';

export function difference(columns: readonly TraceIndex[], { from, pair }: Divergence): string {
  if (!pair) return leading(columns, from);
  const flags = opinionsAt(columns, pair, from), before = opinionsAt(columns, pair, from - 1);
  const lettersOf = (suspecting: boolean): string => listed(flags.flatMap((flag, i) => (flag === suspecting ? [letter(i)] : [])));
  const { names } = columns[0]!;
  const [self, other] = [names[pair.monitor]!, names[pair.peer]!];
  const turned = flags.flatMap((flag, i) => (flag !== before[i] ? [i] : []));
  const parted = `At ${instant(from)} in ${lettersOf(true)} ${self} suspects ${other}, in ${lettersOf(false)} it does not.`;
  return [parted, ...turned.map(i => cause(columns[i]!, pair, from, i)), ...others(flags, i => later(columns, pair, from, i))].filter(Boolean).join(' ');
}

/** "At 12.300 s n0 acts as leader in A; in B nobody does." */
function leading(columns: readonly TraceIndex[], t: Time): string {
  const alike = new Map<string, string[]>();
  actingAt(columns, t).forEach((who, i) => alike.set(who, [...alike.get(who) ?? [], letter(i)]));
  const told = [...alike].map(([who, letters], i) => {
    const verb = who.includes(' and ') ? 'act' : 'acts';
    return `in ${listed(letters)} ${who || 'nobody'} ${i === 0 ? `${verb} as leader` : who ? verb : 'does'}`;
  });
  return `At ${instant(t)} ${told.join('; ')}.`;
}

/** Columns that fare alike are told of together. */
function others(flags: readonly boolean[], fate: (place: number) => string): readonly string[] {
  const alike = new Map<string, string[]>();
  flags.forEach((flag, i) => { if (!flag) alike.set(fate(i), [...alike.get(fate(i)) ?? [], letter(i)]); });
  return [...alike].map(([words, letters]) => `${listed(letters)}: ${words}.`);
}

/** "A: n0 suspects n3, wrongly: no heartbeat for 2 s." */
function cause(index: TraceIndex, pair: Pair, t: Time, place: number): string {
  const row = opinionRows(index, pair).find(one => index.trace.time[one] === t);
  return row === undefined ? '' : `${letter(place)}: ${sentence(index, row)}`;
}

/** When a column that does not suspect comes to it, if it does before the first that does changes its mind. */
function later(columns: readonly TraceIndex[], pair: Pair, t: Time, place: number): string {
  const changes = [...new Set(columns.flatMap(index => opinionRows(index, pair).map(row => index.trace.time[row]!)))].filter(at => at > t).sort((one, other) => one - other);
  for (const at of changes) {
    const flags = opinionsAt(columns, pair, at);
    if (flags[place]) return `the same ${inWords(at - t)} later, at ${instant(at)}`;
    if (!flags.includes(true)) return `never, for ${ended(columns[place]!, pair, at)}`;
  }
  return 'not before the end of this run';
}

const ended = (index: TraceIndex, { peer }: Pair, at: Time): string =>
  (truthAt(index, peer, at) === 'crashed' ? `by ${instant(at)} nobody does` : `at ${instant(at)} the suspicion is taken back`);

function opinionRows({ opinions, count }: TraceIndex, { monitor, peer }: Pair): number[] {
  const at = monitor * count + peer;
  return [...opinions.rows.subarray(opinions.start[at], opinions.start[at + 1])];
}

/** What holds at a moment: the difference that is open, or that there is none. */
export function atMoment(columns: readonly TraceIndex[], all: readonly Divergence[], t: Time): string {
  const open = all.filter(({ from, to }) => from <= t && t < to), newest = open.at(-1);
  const older = [...new Set(open.slice(0, -1).map(({ pair }) => (pair ? columns[0]!.names[pair.peer]! : 'who leads')))];
  if (newest) return difference(columns, newest) + (older.length > 0 ? ` They go on differing over ${listed(older)}.` : '');
  const next = all.find(({ from }) => from > t);
  if (all.length === 0) return 'In this run the columns never differ: whom one suspects, all suspect at the same instants. Change what one of them runs.';
  return `At this moment all columns think alike.${next ? ` They next differ at ${instant(next.from)}.` : ' They do not differ again in this run.'}`;
}
