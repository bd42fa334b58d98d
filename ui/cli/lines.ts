import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes read at once. */
const most = 1 << 15;

/** Opened for each read: of ten thousand shards, no system lets all be open at once. */
function bytesAt(file: string, position: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(most);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, most, position));
  } finally {
    closeSync(descriptor);
  }
}

/** The lines of a file, without their line feeds; what comes after the last line feed is no line. */
export function* linesOf(file: string): Generator<string> {
  const begun: Buffer[] = [];
  let position = 0;
  for (let bytes = bytesAt(file, 0); bytes.length > 0; bytes = bytesAt(file, position)) {
    position += bytes.length;
    const end = bytes.lastIndexOf(10);
    if (end >= 0) yield* Buffer.concat([...begun.splice(0), bytes.subarray(0, end)]).toString('utf8').split('\n');
    begun.push(bytes.subarray(end + 1));
  }
}
