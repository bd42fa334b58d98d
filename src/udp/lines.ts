import type { Socket } from 'node:net';

const newline = 0x0a;
/** A peer that never ends its line would otherwise be given all our memory. */
export const longestLine = 1 << 20;

/** Tells each line, without its end; null for one that is too long, which is the last that is told. Stops once destroyed or paused. */
export function readLines(socket: Socket, tell: (line: string | null) => void): void {
  let begun: Buffer[] = [];
  let length = 0;
  const isRead = (): boolean => !socket.destroyed && !socket.isPaused();
  const keep = (part: Buffer): void => {
    begun.push(part);
    length += part.length;
  };
  socket.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0 && isRead(); end = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, end));
      const line = length > longestLine ? null : Buffer.concat(begun).toString('utf8');
      [begun, length, from] = [[], 0, end + 1];
      tell(line);
    }
    if (!isRead()) return;
    keep(chunk.subarray(from));
    if (length > longestLine) tell(null);
  });
}
