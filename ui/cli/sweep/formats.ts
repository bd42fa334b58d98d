/** Rows as bytes: lines of JSON, comma-separated values, or Parquet. The bytes depend on nothing but the rows. */
import type { ColumnKind } from '../../../sim/sweep/columns.ts';
import { lineOf, type Cells } from '../../../sim/sweep/rows.ts';
import type { Manifest } from '../../../sim/sweep/shards.ts';
import { csv } from '../csv.ts';

export type Format = Manifest['format'];
export const formats: readonly Format[] = ['jsonl', 'csv', 'parquet'];

/** What rows are of: all that a format needs to know besides them. A manifest says it too. */
export type Heading = Pick<Manifest, 'flatline' | 'plan' | 'columns'>;

/** Takes bytes, in order. */
export type Sink = (bytes: Uint8Array) => void;

/** Takes rows, in order. */
export interface Writer {
  row(cells: Cells): void;
  end(): void;
}

/** The format that a file's name says; undefined where it says none. */
export const formatOf = (file: string): Format | undefined => formats.find(format => file.toLowerCase().endsWith(`.${format}`));

export async function writerOf(format: Format, heading: Heading, sink: Sink): Promise<Writer> {
  if (format === 'parquet') return (await import('./parquet.ts')).parquetWriter(heading, sink);
  const names = heading.columns.map(({ name }) => name);
  if (format === 'jsonl') return lines(sink, cells => lineOf(names, cells));
  const writer = lines(sink, cells => csv([cells.map(cell => (typeof cell === 'boolean' ? String(cell) : cell))]));
  sink(Buffer.from(`${csv([names])}\n`));
  return writer;
}

/** So many characters are gathered before they are written. */
const chunk = 1 << 16;

function lines(sink: Sink, text: (cells: Cells) => string): Writer {
  let gathered = '';
  const flush = (): void => {
    if (gathered !== '') sink(Buffer.from(gathered));
    gathered = '';
  };
  return {
    row: cells => {
      gathered += `${text(cells)}\n`;
      if (gathered.length >= chunk) flush();
    },
    end: flush,
  };
}

/** What Parquet calls them; a whole number may be a count of bytes, and so beyond 32 bits. */
export const parquetTypes: Readonly<Record<ColumnKind, 'STRING' | 'INT64' | 'DOUBLE' | 'BOOLEAN'>> = {
  text: 'STRING', whole: 'INT64', number: 'DOUBLE', flag: 'BOOLEAN',
};
