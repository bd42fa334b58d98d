/** The built page at the end of a slow line, from a host that says nothing about caching. Chromium's own brake spares the workers. */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const kinds: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.png': 'image/png' };
const packet = 1_400;

interface Transfer { readonly response: ServerResponse; readonly content: Buffer; sent: number }

export interface SlowLine { readonly url: string; close(): void }

/** `rate`: bytes a second, for all that is fetched at a time together. */
export async function openSlowLine(folder: string, rate: number): Promise<SlowLine> {
  const line: Transfer[] = [];
  const server = createServer(({ url }, response) => {
    const path = new URL(url!, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    response.setHeader('content-type', kinds[extname(path)] ?? 'application/octet-stream');
    line.push({ response, content: readFileSync(join(folder, path)), sent: 0 });
  });
  let last = performance.now();
  let credit = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    credit = line.length > 0 ? credit + rate * (now - last) / 1_000 : 0;
    last = now;
    for (let next = line[0]; next && credit > 0; next = line[0]) {
      line.shift();
      const part = next.content.subarray(next.sent, next.sent += packet);
      next.response.write(part);
      credit -= part.length;
      if (next.sent < next.content.length) line.push(next);
      else next.response.end();
    }
  }, 5);
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}
