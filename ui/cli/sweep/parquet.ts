import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Cell } from '../../../sim/sweep/columns.ts';
import { parquetTypes, type Heading, type Sink, type Writer } from './formats.ts';

/** Rows in a group: what is held in memory at once. */
const groupRows = 10_000;

/** Row groups of a fixed size, every column nullable. */
export function parquetWriter({ flatline, plan, columns }: Heading, sink: Sink): Writer {
  const bytes = new ByteWriter();
  const group = columns.map(({ name, kind }) => ({ name, type: parquetTypes[kind], data: [] as (Cell | bigint)[] }));
  const writer = new ParquetWriter({
    writer: bytes, schema: schemaFromColumnData({ columnData: group }), createdBy: `flatline ${flatline}`,
    kvMetadata: [{ key: 'flatline.plan', value: plan }],
  });
  let rows = 0;
  const drain = (): void => {
    sink(Uint8Array.from(bytes.getBytes()));
    bytes.index = 0;
  };
  const flush = (): void => {
    if (rows > 0) void writer.write({ columnData: group, rowGroupSize: groupRows });
    for (const column of group) column.data = [];
    rows = 0;
    drain();
  };
  return {
    row: cells => {
      columns.forEach(({ kind }, i) => { group[i]!.data.push(kind === 'whole' && cells[i] !== null ? BigInt(cells[i] as number) : cells[i]!); });
      if (++rows === groupRows) flush();
    },
    end: () => {
      flush();
      void writer.finish();
      drain();
    },
  };
}
