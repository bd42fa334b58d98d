import type { Leadership, LoadFigures, Pooled, Routing, Step, Traffic, Unavailability } from '../../sim/report.ts';
import { quantity, valueText } from './figures.ts';
import { spans } from './qualityRows.ts';
import { countRow, figureRow, remark, type FigureRow, type Section } from './rows.ts';

function unavailable(label: string, of: Unavailability): FigureRow[] {
  if (of.probes === 0) return [];
  const longest = of.longest.value === null || of.failed === 0 ? '' : `longest ${quantity(of.longest.value, 'time')}; `;
  return [{ ...figureRow(label, of.total, 'time'), interval: `${longest}${of.failed} of ${of.probes} probes failed`, from: '' }];
}

function step(label: string, { mean, min, max }: Step): FigureRow {
  if (mean.value === null) return remark(label, mean.why ?? 'not measured');
  return { label, value: valueText(mean, 'time'), interval: `least ${valueText(min, 'time')}, most ${valueText(max, 'time')}` };
}

function failover({ failover: of }: Leadership): FigureRow[] {
  if (of.count === 0) return [countRow('Failovers', 0)];
  return [
    countRow('Failovers', of.count),
    step('  fault to new service, mean', of.total),
    step('    detect', of.detect), step('    agree', of.agree), step('    act', of.act), step('    reach', of.reach),
  ];
}

export const isLed = (of: Pooled): of is Pooled & Leadership => of.splitBrain !== undefined;

export function leadershipSection(of: Leadership): Section {
  const { splitBrain, lostWrites, unavailability } = of;
  const each = Object.entries(splitBrain.writesByEach).map(([name, writes]) => `${name} ${writes}`).join(', ');
  const lost = `of ${of.acknowledgedWrites} acknowledged: ${lostWrites.overlap} by overlap, ${lostWrites.replicationLag} by lag`;
  return { title: 'Who led, and what did it cost?', rows: [
    ...spans('Split-brain: two act at once', splitBrain),
    ...(splitBrain.count > 0 ? [countRow('  writes accepted in it', splitBrain.writes, each)] : []),
    ...(of.dualClaim.count > splitBrain.count ? spans('Two claim to lead', of.dualClaim) : []),
    ...spans('Nobody leads', of.leaderless),
    countRow('Lost writes', lostWrites.total, lost + (lostWrites.unresolved > 0 ? `; ${lostWrites.unresolved} not yet known` : '')),
    countRow('Stale reads', of.staleReads),
    countRow('Fenced writes', of.fencedWrites, of.fencedWrites > 0 ? 'refused: their token was old' : ''),
    ...(of.lateEffects > 0 ? [countRow('Late effects', of.lateEffects, 'an old token, before the newer came')] : []),
    ...unavailable('Unavailable for writes', unavailability.writes), ...unavailable('Unavailable for reads', unavailability.reads),
    ...failover(of),
  ] };
}

export const isRouted = (of: Pooled): of is Pooled & Routing => of.misroutes !== undefined;

export function routingSection({ routed, misroutes, wronglyExcluded, failOpen }: Routing): Section {
  return { title: 'Where did requests go?', rows: [
    countRow('Requests sent', routed), countRow('  to a backend that had crashed', misroutes),
    ...spans('Left out by mistake', wronglyExcluded), ...spans('Failed open: too few are trusted', failOpen),
  ] };
}

function traffic(label: string, of: Traffic, kind: 'messages' | 'bytes'): FigureRow[] {
  const purposes = Object.entries(of.byPurpose).filter(([, figure]) => figure.value !== 0);
  return [
    figureRow(label, of.total, kind),
    ...(purposes.length > 1 ? purposes.map(([purpose, figure]) => figureRow(`  ${purpose}`, figure, kind)) : []),
  ];
}

export function loadSection(of: LoadFigures): Section {
  const { busiest, selfInflicted } = of;
  return { title: 'What did watching cost? (per process)', rows: [
    ...traffic('Messages', of.messages, 'messages'), ...traffic('Bytes', of.bytes, 'bytes'),
    ...(busiest ? [{ label: 'Longest wait for a link', value: valueText(busiest.wait, 'time'), interval: `on ${busiest.link}` }] : []),
    ...(selfInflicted.delayed > 0 ? [{
      label: 'Waited for a link', value: String(selfInflicted.delayed), interval: `messages, ${valueText(selfInflicted.meanWait, 'time')} in the mean`,
    }] : []),
    ...(selfInflicted.drops > 0 ? [countRow('Dropped at a full queue', selfInflicted.drops)] : []),
  ] };
}
