/** What each picture of the Lab shows, as rows of words and numbers: for whoever does not see it, or wants to copy it. */
import type { Time } from '../../../src/contract.ts';
import { beliefAt, cutAt, inWords, instant, laneSegments, leadersAt, leadershipSegments, listed, splitBrainSegments, truthAt, truthSince, verdictSpans, type Pair, type TraceIndex, type Verdict, type Window } from '../model.ts';
import { accusersAt } from '../model/accusers.ts';
import { faultWords, occurrences } from '../model/script.ts';
import { suspects } from '../model/truth.ts';
import { beliefCode } from '../model/traceIndex.ts';
import { around, leftOut, mostRows, type Table } from './table.ts';

/** The topology: what is, how many believe what, and who is cut off. */
export function processTable(index: TraceIndex, t: Time): Table {
  const { names, watched, count } = index;
  const all = names.map((_, process) => process), leaders = leadersAt(index, t);
  return {
    caption: `Processes at ${instant(t)}`, head: ['process', 'in truth', 'for', 'trusted by', 'suspected by', 'declared failed by', 'not heard by', 'cannot reach', 'leads'],
    rows: all.map(process => {
      const opinions = all.filter(monitor => watched[monitor * count + process]).map(monitor => beliefAt(index, monitor, process, t));
      const holding = (belief: string): string => String(opinions.filter(one => one === belief).length);
      const cut = all.filter(other => other !== process && cutAt(index, process, other, t)).map(other => names[other]!);
      const leads = leaders.filter(leader => leader.process === process).map(({ acts, epoch }) => `${acts ? 'acts' : 'claims'}, epoch ${epoch}`);
      return [names[process]!, truthAt(index, process, t), inWords(t - truthSince(index, process, t)), holding('trusted'), holding('suspected'), holding('failed'), holding('unheard'), listed(cut) || '–', listed(leads) || '–'];
    }),
  };
}

/** The matrix: a row for each that watches, a column for each that is watched. */
export function opinionTable(index: TraceIndex, t: Time): Table {
  const { names, watched, count } = index;
  const rows = names.flatMap((name, monitor) => (watched.subarray(monitor * count, (monitor + 1) * count).some(Boolean)
    ? [[name, ...names.map((_, peer) => (watched[monitor * count + peer] ? beliefAt(index, monitor, peer, t) : '–'))]] : []));
  return { caption: `Opinions at ${instant(t)}: who (row) believes what of whom (column)`, head: ['', ...names], rows };
}

/** The matrix of more processes than a table has columns for: the opinions that are off the truth. */
export function wrongTable(index: TraceIndex, t: Time): Table {
  const { names, watched, count } = index, off: string[][] = [];
  let held = 0, wrong = 0;
  for (let pair = 0; pair < count * count; pair++) {
    const monitor = Math.floor(pair / count), peer = pair % count;
    if (!watched[pair] || truthAt(index, monitor, t) === 'crashed') continue;
    const belief = beliefAt(index, monitor, peer, t), truth = truthAt(index, peer, t);
    if (belief === 'none' || belief === 'unheard') continue;
    held++;
    if (suspects(index, beliefCode(belief)) === (truth === 'crashed')) continue;
    wrong++;
    if (off.length < mostRows) off.push([names[monitor]!, names[peer]!, belief, truth]);
  }
  return {
    caption: `Opinions off the truth at ${instant(t)}: ${wrong} of ${held}`, head: ['monitor', 'about', 'believes', 'in truth'], rows: off,
    ...leftOut(off.length, wrong, 'opinions', 'look at fewer processes to see each'),
  };
}

/** The matrix of accusers: how often each was the first to suspect, and whether that suspicion still stands. */
export function accuserTable(index: TraceIndex, t: Time): Table {
  const { names, watched, count } = index, { begun, standing } = accusersAt(index, t);
  const cell = (pair: number): string => (watched[pair] ? `${begun[pair]!}${standing[pair] ? ', stands' : ''}` : '–');
  const rows = names.flatMap((name, monitor) => (watched.subarray(monitor * count, (monitor + 1) * count).some(Boolean)
    ? [[name, ...names.map((_, peer) => cell(monitor * count + peer))]] : []));
  return { caption: `Who (row) was the first to suspect whom (column), how often until ${instant(t)}`, head: ['', ...names], rows };
}

export const verdictWords: Readonly<Record<Verdict, string>> = {
  trueNegative: 'runs, trusted', falsePositive: 'wrongly suspected', undetected: 'crashed, not yet suspected', truePositive: 'rightly suspected',
  excused: 'suspected while away', unheard: 'not heard yet', absent: 'the monitor has crashed',
};

/** The lanes of those who watch one process: what is wrong, late or right, from when to when; of what goes on beyond `until`, only that it does. */
export function laneTable(index: TraceIndex, peer: number, window: Window, until: Time = index.end): Table {
  const { names, watched, count } = index;
  const spans = names.flatMap((name, monitor) => {
    const pair: Pair = { monitor, peer };
    if (!watched[monitor * count + peer]) return [];
    return verdictSpans(laneSegments(index, pair, window)).filter(({ verdict }) => verdict !== 'trueNegative').map(span => ({ ...span, name }));
  });
  const rows = spans.slice(0, mostRows).map(({ name, verdict, from, to }) => [name, verdictWords[verdict], ...stretch(from, to, until)]);
  return {
    caption: `Verdicts on ${names[peer]!} from ${instant(window.from)} to ${instant(window.to)}`, head: ['monitor', 'verdict', 'from', 'to', 'length'], rows,
    ...leftOut(rows.length, spans.length, 'verdicts', 'show less time to see them'),
  };
}

const stretch = (from: Time, to: Time, until: Time): string[] => [instant(from), to > until ? 'goes on' : instant(to), inWords(Math.min(to, until) - from)];

/** The lanes of leadership, and split-brain. */
export function leaderTable(index: TraceIndex, window: Window, until: Time = index.end): Table {
  const { names } = index;
  const all = [
    ...leadershipSegments(index, window).map(({ process, acts, epoch, from, to }) => [names[process]!, `${acts ? 'acts' : 'claims to lead'}, epoch ${epoch}`, ...stretch(from, to, until)]),
    ...splitBrainSegments(index, window).map(({ acting, from, to }) => [acting.map(({ process }) => names[process]!).join(' and '), 'split-brain', ...stretch(from, to, until)]),
  ];
  const rows = all.slice(0, mostRows);
  return {
    caption: `Leaders from ${instant(window.from)} to ${instant(window.to)}`, head: ['who', 'what', 'from', 'to', 'length'], rows,
    ...leftOut(rows.length, all.length, 'reigns', 'show less time to see them'),
  };
}

/** The script as it took hold, as the minimap and the lanes show it. */
export function scriptTable(index: TraceIndex, t: Time = 0): Table {
  const all = occurrences(index, { from: 0, to: index.end }), { first, last } = around(all.length, all.findLastIndex(({ from }) => from <= t));
  const rows = all.slice(first, last).map(({ fault, from, to, ends }) => [faultWords(index, index.scenario.faults[fault]!), instant(from), ends ? instant(to) : 'the end']);
  return { caption: 'Faults of the whole run', head: ['what', 'from', 'to'], rows, ...leftOut(rows.length, all.length, 'faults', 'those nearest the cursor are') };
}
