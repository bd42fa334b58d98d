import { closeSync, openSync, readSync } from 'node:fs';

const most = 1 << 16;

/** The lines of a file, without their line feeds; what comes after the last line feed is no line. */
export function* linesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(most);
    let rest: Buffer[] = [];
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
      let from = 0;
      for (let to = buffer.indexOf(10); to >= 0 && to < size; to = buffer.indexOf(10, from)) {
        yield Buffer.concat([...rest, buffer.subarray(from, to)]).toString('utf8');
        rest = [];
        from = to + 1;
      }
      if (from < size) rest.push(Buffer.from(buffer.subarray(from, size)));
    }
  } finally {
    closeSync(descriptor);
  }
}
