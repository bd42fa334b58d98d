/** What each picture of the Lab shows, as rows of words and numbers: for whoever does not see it, or wants to copy it. */
import type { Time } from '../../../src/contract.ts';
import { beliefAt, inWords, instant, laneSegments, leadershipSegments, splitBrainSegments, truthAt, truthSince, verdictSpans, type Pair, type TraceIndex, type Verdict, type Window } from '../model.ts';
import { faultWords, occurrences } from '../model/script.ts';

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The topology: what is, and how many believe what. */
export function processTable(index: TraceIndex, t: Time): Table {
  const { names, watched, count } = index;
  const all = names.map((_, process) => process);
  return {
    caption: `Processes at ${instant(t)}`, head: ['process', 'in truth', 'for', 'trusted by', 'suspected by', 'declared failed by', 'not heard by'],
    rows: all.map(process => {
      const opinions = all.filter(monitor => watched[monitor * count + process]).map(monitor => beliefAt(index, monitor, process, t));
      const holding = (belief: string): string => String(opinions.filter(one => one === belief).length);
      return [names[process]!, truthAt(index, process, t), inWords(t - truthSince(index, process, t)), holding('trusted'), holding('suspected'), holding('failed'), holding('unheard')];
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

const words: Readonly<Record<Verdict, string>> = {
  trueNegative: 'runs, trusted', falsePositive: 'wrongly suspected', undetected: 'crashed, not yet suspected', truePositive: 'rightly suspected',
  excused: 'suspected while away', unheard: 'not heard yet', absent: 'the monitor has crashed',
};

/** The lanes of those who watch one process: what is wrong, late or right, from when to when. */
export function laneTable(index: TraceIndex, peer: number, window: Window): Table {
  const { names, watched, count } = index;
  const rows = names.flatMap((name, monitor) => {
    const pair: Pair = { monitor, peer };
    if (!watched[monitor * count + peer]) return [];
    return verdictSpans(laneSegments(index, pair, window)).filter(({ verdict }) => verdict !== 'trueNegative')
      .map(({ verdict, from, to }) => [name, words[verdict], instant(from), instant(to), inWords(to - from)]);
  });
  return { caption: `Verdicts on ${names[peer]!} from ${instant(window.from)} to ${instant(window.to)}`, head: ['monitor', 'verdict', 'from', 'to', 'length'], rows };
}

/** The lanes of leadership, and split-brain. */
export function leaderTable(index: TraceIndex, window: Window): Table {
  const { names } = index;
  const rows = [
    ...leadershipSegments(index, window).map(({ process, acts, epoch, from, to }) => [names[process]!, `${acts ? 'acts' : 'claims to lead'}, epoch ${epoch}`, instant(from), instant(to), inWords(to - from)]),
    ...splitBrainSegments(index, window).map(({ acting, from, to }) => [acting.map(({ process }) => names[process]!).join(' and '), 'split-brain', instant(from), instant(to), inWords(to - from)]),
  ];
  return { caption: `Leaders from ${instant(window.from)} to ${instant(window.to)}`, head: ['who', 'what', 'from', 'to', 'length'], rows };
}

/** The script as it took hold, as the minimap shows it. */
export function scriptTable(index: TraceIndex): Table {
  const rows = occurrences(index, { from: 0, to: index.end }).map(({ fault, from, to, ends }) =>
    [faultWords(index, index.scenario.faults[fault]!), instant(from), ends ? instant(to) : 'the end']);
  return { caption: 'Faults of the whole run', head: ['what', 'from', 'to'], rows };
}
