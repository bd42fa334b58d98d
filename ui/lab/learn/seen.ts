import type { Seen } from '../../../scenarios/lessons/lesson.ts';
import { lookup, type Report } from '../../../sim/report.ts';
import { Row } from '../../../sim/trace.ts';
import { arrivals, laneSegments, verdictSpans, type TraceIndex } from '../model.ts';

/** What a finished run says to the questions of a lesson. */
export function seenOf(index: TraceIndex, report: Report): Seen {
  const { trace, end } = index;
  return {
    figure(path) {
      const found = lookup(report, path);
      if ('problem' in found) return null;
      return typeof found.figure === 'number' ? found.figure : found.figure.value;
    },
    heard: (monitor, peer) => arrivals(index, { monitor, peer }, { from: 0, to: end }).flatMap(({ at, lost }) => (lost ? [] : [at])),
    accused(monitor, peer) {
      const found: number[] = [];
      for (let row = 0; row < trace.length; row++) {
        if ((trace.code[row] === Row.suspects || trace.code[row] === Row.fails) && trace.a[row] === monitor && trace.b[row] === peer && trace.m[row] !== 1) found.push(trace.time[row]!);
      }
      return found;
    },
    lengths: (verdict, monitor, peer) => verdictSpans(laneSegments(index, { monitor, peer }, { from: 0, to: end }))
      .flatMap(span => (span.verdict === verdict && span.complete ? [span.to - span.from] : [])),
  };
}
