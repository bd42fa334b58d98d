import type { PairedReport } from '../../sim/statistics.ts';
import type { Figure } from '../../sim/report.ts';
import { counts, type Reported } from './compareCsv.ts';
import { digits, intervalText, noIntervals } from './figures.ts';
import { quantityOf } from './leaves.ts';
import { detectionLines, letter, loadLines, mistakeLines, serviceLines, sideBySide, signed } from './sideBySide.ts';
import { entry, table, wrap } from './text.ts';

/** Reports under the same weather, and how they came about. */
export interface Compared extends Reported {
  /** What every one of them ran under, and the detector of each, in words. */
  readonly ran: readonly (readonly [string, string])[];
  readonly detectors: readonly string[];
}

const differenceNames: Readonly<Record<string, string>> = {
  'detectionTime.p50': 'Detection time T_D  p50', 'detectionTime.p95': 'Detection time T_D  p95', 'detectionTime.p99': 'Detection time T_D  p99',
  'detectionTime.mean': 'Detection time T_D  mean', detectedShare: 'Crashes detected', 'mistakeRate.total': 'Mistake rate λ_M',
  'mistakeDuration.mean': 'Mistake duration T_M', 'mistakeRecurrence.mean': 'Between mistakes T_MR', 'goodPeriod.mean': 'Good period T_G',
  queryAccuracy: 'Query accuracy P_A', 'load.messages.total': 'Messages', 'load.bytes.total': 'Bytes', 'splitBrain.total': 'Split-brain, in all',
  'splitBrain.count': 'Split-brains a run', 'leaderless.total': 'Nobody leads, in all', 'lostWrites.total': 'Lost writes a run',
  staleReads: 'Stale reads a run', 'unavailability.writes.total': 'Unavailable for writes',
};

type Difference = PairedReport['differences'][string];
const minus = (text: string): string => text.replaceAll('-', '−');

function intervalOf({ ci95, ...rest }: Figure, path: string): string {
  if (!ci95) return '';
  if (counts.has(path)) return ci95.map(each => each.toFixed(2)).join(' … ');
  if (quantityOf(path) === 'share') return ci95.map(each => digits(100 * each, 3)).join(' … ');
  return intervalText({ ci95, ...rest }, quantityOf(path));
}

/** Whether the interval holds no zero. */
const isSure = ({ ci95 }: Figure): boolean => !!ci95 && (ci95[0] > 0 || ci95[1] < 0);

function differenceCells(path: string, { difference, varianceRatio }: Difference): string[] {
  const value = difference.value!;
  const text = counts.has(path) ? `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}` : signed(value, path);
  return [differenceNames[path] ?? path, text + (isSure(difference) ? '*' : ' '), minus(intervalOf(difference, path)), varianceRatio?.toFixed(2) ?? ''];
}

const isSame = ({ difference: { value, ci95 } }: Difference): boolean => value === 0 && (!ci95 || (ci95[0] === 0 && ci95[1] === 0));
/** Nothing tells it from chance, because too little was counted. */
const isOpen = ({ difference: { ci95, why } }: Difference): boolean => !ci95 && why !== undefined;

function differences(paired: PairedReport, i: number, columns: number, bold: (text: string) => string): string {
  const known = Object.entries(paired.differences).filter(([, { difference }]) => difference.value !== null);
  const same = known.filter(([, each]) => isSame(each)).map(([path]) => differenceNames[path] ?? path);
  const open = known.filter(([, each]) => !isSame(each) && isOpen(each));
  const head = [bold(`${letter(i + 1)} minus A`), 'difference', '95 % interval', 'variance ratio'];
  const rows = known.filter(([, each]) => !isSame(each)).map(([path, each]) => differenceCells(path, each));
  const remarks = [
    ...(same.length > 0 ? [`The same in every run: ${same.join(', ')}.`] : []),
    ...(paired.runs > 1 ? noIntervals(open.map(([path, each]) => [differenceNames[path] ?? path, each.difference.why!])) : []),
  ];
  return [table([head, ...rows], [columns - 55, 17, 21, 17], [1, 3]), ...remarks.map(text => wrap(text, columns))].join('\n');
}

/** What the common weather was worth, by the difference that gained most. */
function pairingText(paired: readonly PairedReport[]): string {
  const ratios = paired.flatMap(({ differences: each }) => Object.values(each).filter(one => !isSame(one)).flatMap(({ varianceRatio }) => varianceRatio ?? []));
  const least = ratios.reduce((min, ratio) => Math.min(min, ratio), 1);
  if (least > 0.95) return 'The common weather was worth little: no variance ratio is much below 1.';
  const much = least < 0.01 ? 'over a hundred times as many' : `${digits(1 / least, 2)} times as many`;
  return `The variance ratio is what the common weather was worth: at ${least.toFixed(2)}, weather of their own would have wanted ${much} runs for the same interval.`;
}

/** Detectors beside each other, then what each later one does differently from the first. */
export function compareText({ reports, paired, ran, detectors }: Compared, columns: number, bold: (text: string) => string): string {
  const first = reports[0]!;
  const weather = first.runs === 1 ? `one run, seed ${first.seed}` : `the same ${first.runs} runs for each, seeds ${first.seed}, ${first.seed}#1 …`;
  const note = first.runs === 1
    ? 'One run has no intervals: say --runs 30.'
    : `Counts and totals are over all ${first.runs} runs, their differences per run, each run of one against the same run of the other. ` +
      `A star marks a difference whose interval does not hold zero. ${pairingText(paired)}`;
  const crashed = reports.some(({ pooled }) => pooled.detectionTime.crashes > 0);
  return [
    bold(first.scenario || 'A comparison'),
    [...ran, ['Weather', weather] as const].map(([name, text]) => entry(name, text, columns)).join('\n'),
    detectors.map((text, i) => entry(letter(i), `${reports[i]!.detector}: ${text}`, columns, 4)).join('\n'),
    sideBySide(reports, [...(crashed ? detectionLines : []), ...mistakeLines, ...serviceLines, ...loadLines], columns),
    ...paired.map((each, i) => differences(each, i, columns, bold)),
    wrap(note, columns),
  ].join('\n\n');
}
