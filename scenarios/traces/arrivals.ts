/** Reads recorded heartbeat arrivals: text in, beats and what is odd about them out. */
import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import type { RecordedBeat } from '../../sim/replay.ts';

/** What is odd, by count. None of it stops a replay. */
export interface ArrivalReport {
  readonly rows: number;
  readonly arrived: number;
  /** Rows that say that the beat never came. */
  readonly lost: number;
  /** Sequence numbers between the first and the last without a row: taken for lost. */
  readonly gaps: number;
  /** Rows that repeat a sequence number: the copy is heard too. */
  readonly duplicates: number;
  /** Beats that came after one that was sent later. */
  readonly reordered: number;
  /** How often the sender's clock went back from one beat to the next. */
  readonly sentBackwards: number;
  /** How often the receiver's did: only seen where the rows are in order of arrival. */
  readonly receivedBackwards: number;
  /** Beats that came before they were sent: the two clocks differ. */
  readonly early: number;
}

/** A row that cannot be read. Line 1 is the heading. */
export class ArrivalError extends Error {
  override readonly name = 'ArrivalError';
  constructor(readonly line: number, readonly problem: string) {
    super(`line ${line}: ${problem}`);
  }
}

interface Row { readonly line: number; readonly cells: readonly string[] }

/** Which columns a heading has, and how many microseconds their numbers mean. */
interface Heading { readonly seq: number; readonly sent: number; readonly received: number; readonly unit: number; readonly width: number }

const shapes = [
  { sent: 'sent_us', received: 'received_us', unit: 1, needsSeq: true },
  { sent: 'send_ms', received: 'recv_ms', unit: 1_000, needsSeq: false },
] as const;

/**
 * Columns `seq,sent_us,received_us`, or `send_ms,recv_ms` (with `seq` or numbered by row); an empty receipt is a loss.
 * Beats are answered in the order of the file. @throws ArrivalError with the line number
 */
export function readArrivals(text: string): { readonly beats: readonly RecordedBeat[]; readonly report: ArrivalReport } {
  const [first, ...rows] = cellsOf(text);
  if (!first) throw new ArrivalError(1, 'is empty: a heading such as seq,sent_us,received_us is missing');
  const heading = readHeading(first);
  const beats = rows.map((row, i) => readRow(row, i, heading));
  if (beats.length === 0) throw new ArrivalError(first.line + 1, 'no beat follows the heading');
  return { beats, report: reported(beats) };
}

function cellsOf(text: string): readonly Row[] {
  try {
    const records = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true, comment: '#' });
    return (records as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw new ArrivalError(Number(error['lines'] ?? 1), `is no row of values: ${error.message}`);
    throw error;
  }
}

function readHeading({ line, cells }: Row): Heading {
  const shape = shapes.find(({ sent, received, needsSeq }) => [sent, received, ...(needsSeq ? ['seq'] : [])].every(name => cells.includes(name)));
  if (!shape) {
    throw new ArrivalError(line, `has the columns ${cells.join(', ') || 'none'}; needed are seq, sent_us, received_us, or send_ms, recv_ms`);
  }
  const twice = cells.find((name, i) => cells.indexOf(name) !== i);
  if (twice !== undefined) throw new ArrivalError(line, `has the column ${twice} twice`);
  return { seq: cells.indexOf('seq'), sent: cells.indexOf(shape.sent), received: cells.indexOf(shape.received), unit: shape.unit, width: cells.length };
}

function readRow({ line, cells }: Row, index: number, heading: Heading): RecordedBeat {
  if (cells.length !== heading.width) throw new ArrivalError(line, `has ${cells.length} columns where the heading has ${heading.width}`);
  const seq = heading.seq < 0 ? index : numberAt(line, cells[heading.seq]!, 'seq');
  if (!Number.isSafeInteger(seq) || seq < 0) throw new ArrivalError(line, `seq must be a whole number from 0 on, not ${cells[heading.seq]!}`);
  const received = cells[heading.received]!;
  return {
    seq, sent: timeAt(line, cells[heading.sent]!, 'the send instant', heading.unit),
    received: received === '' ? null : timeAt(line, received, 'the receipt', heading.unit),
  };
}

function numberAt(line: number, cell: string, what: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : NaN;
  if (!Number.isFinite(value)) throw new ArrivalError(line, `${what} must be a number, not ${cell === '' ? 'nothing' : JSON.stringify(cell)}`);
  return value;
}

function timeAt(line: number, cell: string, what: string, unit: number): number {
  const time = Math.round(numberAt(line, cell, what) * unit);
  if (!Number.isSafeInteger(time)) throw new ArrivalError(line, `${what} is beyond what can be counted in microseconds: ${cell}`);
  return time;
}

function reported(beats: readonly RecordedBeat[]): ArrivalReport {
  const seqs = new Set(beats.map(beat => beat.seq));
  const [least, most] = beats.reduce(([low, high], { seq }) => [Math.min(low, seq), Math.max(high, seq)], [Infinity, -Infinity]);
  const arrived = beats.filter(beat => beat.received !== null);
  const inSendOrder = beats.every((beat, i) => i === 0 || beat.seq >= beats[i - 1]!.seq);
  const bySeq = [...beats].sort((a, b) => a.seq - b.seq);
  const falls = (times: readonly number[]): number => times.filter((time, i) => i > 0 && time < times[i - 1]!).length;
  return {
    rows: beats.length, arrived: arrived.length, lost: beats.length - arrived.length,
    gaps: most - least + 1 - seqs.size, duplicates: beats.length - seqs.size, reordered: reorderedIn(arrived),
    sentBackwards: falls(bySeq.map(beat => beat.sent)),
    receivedBackwards: inSendOrder ? 0 : falls(arrived.map(beat => beat.received!)),
    early: arrived.filter(beat => beat.received! < beat.sent).length,
  };
}

function reorderedIn(arrived: readonly RecordedBeat[]): number {
  let newest = -Infinity;
  let count = 0;
  for (const { seq } of [...arrived].sort((a, b) => a.received! - b.received! || a.seq - b.seq)) {
    if (seq < newest) count++;
    newest = Math.max(newest, seq);
  }
  return count;
}

const words: readonly (readonly [keyof ArrivalReport, string])[] = [
  ['lost', 'lost'], ['gaps', 'missing between the first and the last, taken for lost'], ['duplicates', 'repeated'],
  ['reordered', 'overtaken by a later one'], ['sentBackwards', 'sent before their predecessor: the sender’s clock went back'],
  ['receivedBackwards', 'received before the row above: the receiver’s clock went back'],
  ['early', 'received before they were sent: the clocks differ'],
];

/** What a reader of the recording should know, one line each; nothing where nothing is odd. */
export function oddities(report: ArrivalReport): readonly string[] {
  return words.filter(([key]) => report[key] > 0).map(([key, text]) => `${report[key]} of ${report.rows} beats ${text}`);
}
