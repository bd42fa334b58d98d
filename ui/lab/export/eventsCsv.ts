import { Row } from '../../../sim/trace.ts';
import { nextEvent, rowsAt, type EventFilter, type TraceIndex } from '../model.ts';
import { sentence } from '../model/sentence.ts';

const names = new Map<number, string>(Object.entries(Row).map(([name, code]) => [code, name]));

/** As RFC 4180 has it. */
const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Every event of the run that a step by this filter goes to, one a line: when, what, and in words. */
export function eventsCsv(index: TraceIndex, filter: EventFilter): string {
  const { trace } = index;
  const lines = ['time_ms,event,sentence'];
  for (let row = nextEvent(index, -1, filter); row >= 0; row = nextEvent(index, trace.time[row]!, filter)) {
    for (const each of rowsAt(index, trace.time[row]!, filter)) {
      lines.push([String(trace.time[each]! / 1_000), names.get(trace.code[each]!) ?? '', sentence(index, each)].map(cell).join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
