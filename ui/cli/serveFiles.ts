import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
};

/** A scenario, as the page is to show it; or what is wrong with its file now. */
export type Served = { readonly name: string; readonly scenario: unknown } | { readonly name: string; readonly problem: string };

export interface Site {
  readonly server: Server;
  /** Every page that is open hears of it; one that is opened later begins with it. */
  readonly show: (served: Served) => void;
}

/** Of a folder only what was in it at the start can be asked for: no address leads anywhere else. */
const filesOf = (folder: string): ReadonlyMap<string, string> => new Map(readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  .map(file => [file.slice(folder.length).replaceAll('\\', '/'), file]));

/** A name of this machine: another may be a foreign page's, which leads here to read what only its owner should. */
const isLocal = ({ headers: { host = '' } }: IncomingMessage): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);

const inPage = (html: string, content: object): string =>
  html.replace('</head>', () => `<script type="application/json" id="served">${JSON.stringify(content).replaceAll('<', '\\u003c')}</script>\n  </head>`);

/** The built laboratory of that folder, with a scenario in it. */
export function siteOf(folder: string): Site {
  const files = filesOf(folder);
  const listening = new Set<ServerResponse>();
  let whole: Served | null = null;
  let [serial, newest] = [0, ''];
  /** A page may have missed what came after it, or since it was last connected. */
  const listen = ({ headers }: IncomingMessage, after: string | null, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(':\n\n');
    if (Number(headers['last-event-id'] ?? after) < serial) response.write(newest);
    listening.add(response);
    response.on('close', () => listening.delete(response));
  };
  const send = (response: ServerResponse, file: string, all: boolean): void => {
    const page = file.endsWith('.html');
    const content = page && whole ? inPage(readFileSync(file, 'utf8'), { ...whole, serial }) : readFileSync(file);
    // a frame without an origin of its own reads scripts as a stranger does; the page, which holds the scenario, is for nobody else
    const headers = { 'cache-control': page ? 'no-store' : 'no-cache', ...(!page && { 'access-control-allow-origin': '*' }) };
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'x-content-type-options': 'nosniff', ...headers });
    response.end(all ? content : undefined);
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = files.get(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const refuse = (status: number, said: string): void => void response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${said}\n`);
    if (!isLocal(request)) refuse(421, 'Flatline answers to 127.0.0.1 and localhost only');
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(405, 'Flatline only gives');
    else if (pathname === '/changes') listen(request, searchParams.get('after'), response);
    else if (file) send(response, file, request.method === 'GET');
    else refuse(404, 'There is no such file here');
  });
  return {
    server,
    show(served) {
      if ('scenario' in served) whole = served;
      newest = `id: ${++serial}\ndata: ${JSON.stringify(served)}\n\n`;
      for (const response of listening) response.write(newest);
    },
  };
}
