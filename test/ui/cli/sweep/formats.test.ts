import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects, type AsyncBuffer } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import type { Cell, ColumnKind } from '../../../../sim/sweep/columns.ts';
import type { Cells } from '../../../../sim/sweep/rows.ts';
import { formatOf, parquetTypes, writerOf, type Format } from '../../../../ui/cli/sweep/formats.ts';

const columns = [{ name: 'run_id', kind: 'text' }, { name: 'count', kind: 'whole' }, { name: 'detector.interval_ms', kind: 'number' }, { name: 'flag', kind: 'flag' }] as const;
const heading = { flatline: '1.2.3', plan: 'abc', columns };

async function written(format: Format, rows: readonly Cells[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const writer = await writerOf(format, heading, bytes => chunks.push(bytes.slice()));
  for (const row of rows) writer.row(row);
  writer.end();
  return Buffer.concat(chunks);
}

const cell = (kind: ColumnKind): fc.Arbitrary<Cell> => fc.option<Cell>(({
  text: fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('a,b', '"', 'line\nfeed', 'é🙂')), whole: fc.maxSafeInteger(),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0), flag: fc.boolean(),
} satisfies Record<ColumnKind, fc.Arbitrary<Cell>>)[kind] as fc.Arbitrary<Cell>);
const anyRows = fc.array(fc.tuple(...columns.map(({ kind }) => cell(kind))), { maxLength: 20 });

const objects = (rows: readonly Cells[]): Record<string, Cell>[] => rows.map(row => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]!])));

describe('rows come back as they were written', () => {
  test('JSONL', () => fc.assert(fc.asyncProperty(anyRows, async rows => {
    const lines = (await written('jsonl', rows)).toString().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map(line => JSON.parse(line) as unknown)).toEqual(objects(rows));
  })));

  test('CSV', () => fc.assert(fc.asyncProperty(anyRows, async rows => {
    const [header, ...lines] = parse(await written('csv', rows), { relaxQuotes: false, skipEmptyLines: false }) as string[][];
    expect(header).toEqual(columns.map(({ name }) => name));
    expect(lines).toEqual(rows.map(row => row.map(each => (each === null ? '' : String(each)))));
  })));

  const buffer = (bytes: Buffer): AsyncBuffer => ({ byteLength: bytes.length, slice: (from, to) => Uint8Array.from(bytes.subarray(from, to)).buffer });
  const readBack = async (bytes: Buffer): Promise<Record<string, unknown>[]> => (await parquetReadObjects({ file: buffer(bytes) }))
    .map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value as unknown])));

  test('Parquet', () => fc.assert(fc.asyncProperty(anyRows, async rows => {
    expect(await readBack(await written('parquet', rows))).toEqual(objects(rows));
  })));

  test('Parquet, in several row groups', async () => {
    const rows = Array.from({ length: 20_001 }, (_, i): Cells => [`run ${i}`, i, i / 7, i % 3 === 0 ? null : i % 2 === 0]);
    const bytes = await written('parquet', rows);
    expect(await readBack(bytes)).toEqual(objects(rows));
    const metadata = parquetMetadata(Uint8Array.from(bytes).buffer);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([10_000, 10_000, 1]);
    expect(metadata.created_by).toBe('flatline 1.2.3');
    expect(metadata.key_value_metadata).toEqual([{ key: 'flatline.plan', value: 'abc' }]);
    // an INT64 stays one, and a column is what its table says, whatever its first rows hold
    expect(metadata.schema.slice(1).map(({ name, type }) => [name, type])).toEqual(
      columns.map(({ name, kind }) => [name, kind === 'text' ? 'BYTE_ARRAY' : parquetTypes[kind]]));
  });
});

test.each([['a.jsonl', 'jsonl'], ['A.CSV', 'csv'], ['x/y.parquet', 'parquet'], ['a.json', undefined], ['parquet', undefined]])(
  'the name %s says %s', (file, format) => expect(formatOf(file)).toBe(format));
