import { mistakeCauses, type Detection, type Distribution, type Lengths, type MistakeCause, type Quality, type Spans } from '../../sim/report.ts';
import { quantity } from './figures.ts';
import { countRow, figureRow, remark, type FigureRow, type Section } from './rows.ts';

const causeNames: Readonly<Record<MistakeCause, string>> = {
  observerPaused: 'the observer was paused', peerPaused: 'the other was paused',
  noPath: 'no path between them', innocent: 'loss or delay alone',
};

type Counted = 'sample' | 'mistake';

/** Below this, the higher quantiles of all but T_D say no more than the largest. */
const few = 20;

function quantiles(label: string, of: Distribution, counted: Counted, all = false): FigureRow[] {
  const samples = of.p50.n.samples ?? 0;
  if (samples === 1) return [figureRow(label, of.max, 'time', counted)];
  return [
    figureRow(`${label}  p50`, of.p50, 'time', counted),
    ...(all || samples >= few ? [figureRow('  p95', of.p95, 'time', counted), figureRow('  p99', of.p99, 'time', counted)] : []),
    figureRow('  max', of.max, 'time', counted),
    figureRow('  mean', of.mean, 'time', counted),
  ];
}

function observers({ first, majority, last }: Quality['detectionTime']): FigureRow[] {
  const row = (label: string, of: Detection) => {
    const single = of.p50.n.samples === 1;
    return figureRow(`  ${label}${single ? '' : ', p50'}`, single ? of.max : of.p50, 'time', 'sample');
  };
  return [row('first monitor', first), row('most monitors', majority), row('last monitor', last)];
}

function recovery(of: Lengths): FigureRow[] {
  return of.samples === 0 ? [] : quantiles('Recovery noticed', of, 'sample');
}

export function detectionSection(of: Quality): Section {
  const { detectionTime, undetected } = of;
  const title = 'How quickly is a crash noticed?';
  if (detectionTime.crashes === 0) return { title, rows: [remark('Detection time T_D', 'no process crashed in this scenario')] };
  const several = detectionTime.crashes > detectionTime.first.crashes;
  return { title, rows: [
    ...quantiles('Detection time T_D', detectionTime, 'sample', true),
    ...(several ? observers(detectionTime) : []),
    ...(undetected > 0 ? [countRow('Not detected', undetected, `${detectionTime.missed} recovered, ${detectionTime.censored} at the end`)] : []),
    ...recovery(of.recoveryDetection),
  ] };
}

function causes(of: Quality): FigureRow[] {
  const { byCause } = of.mistakeRate;
  const happened = mistakeCauses.filter(cause => (byCause[cause].value ?? 0) > 0);
  if (happened.length === 0) return [];
  return happened.map(cause => figureRow(`  ${causeNames[cause]}`, byCause[cause], 'rate', 'mistake', of.mistakeRate.total));
}

function spans(label: string, of: Spans): FigureRow[] {
  if (of.count === 0) return [countRow(label, 0)];
  const longest = of.longest.value === null ? '' : `, longest ${quantity(of.longest.value, 'time')}`;
  const total = of.total.value === null ? '' : `${quantity(of.total.value, 'time')} in all`;
  return [countRow(label, of.count, total + longest)];
}

export function mistakeSection(of: Quality, title = 'How often is a running process suspected?'): Section {
  const wrong = of.mistakes > 0;
  return { title, rows: [
    countRow('Mistakes', of.mistakes, `in ${of.exposure.value === null ? 'no time' : quantity(of.exposure.value, 'time')} of watching`),
    figureRow('Mistake rate λ_M', of.mistakeRate.total, 'rate', 'mistake'),
    ...causes(of),
    ...(wrong ? quantiles('Mistake duration T_M', of.mistakeDuration, 'mistake') : []),
    ...(wrong ? [
      figureRow('Between mistakes T_MR  mean', of.mistakeRecurrence.mean, 'time', 'mistake'),
      figureRow('Good period T_G  mean', of.goodPeriod.mean, 'time', 'mistake'),
    ] : []),
    figureRow('Query accuracy P_A', of.queryAccuracy, 'share', 'mistake'),
    ...(of.runsWithMistake.n.runs > 1 ? [figureRow('Runs with a mistake', of.runsWithMistake, 'share')] : []),
    ...(wrong ? spans('Wrongly accused by anyone', of.accusation) : []),
    ...(wrong ? spans('Wrongly accused by most', of.collective) : []),
  ] };
}

export { spans };
