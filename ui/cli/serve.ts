import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { builtIn } from '../../sim/builtIn.ts';
import { resolve } from '../../sim/resolve.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { variants } from '../../sim/variants.ts';
import { asFailure, badInput, exits, type Exit } from './failure.ts';
import { readScenario } from './input.ts';
import { withQuiet } from './options.ts';
import type { Performer, Stage } from './performer.ts';
import { siteOf, type Served } from './serveFiles.ts';

interface ServeOptions { readonly port: number; readonly open?: true }

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Expected a whole number from 0 to 65535.');
  return port;
}

/** @throws Failure that says where it is no scenario */
async function read(subject: string, home: string): Promise<Served> {
  const { name, document } = await readScenario(subject, home);
  try {
    for (const { file } of variants(document as ScenarioFile)) resolve(file, builtIn);
  } catch (error) {
    throw asFailure(error, name);
  }
  return { name: basename(name), scenario: document };
}

async function listening(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw badInput(code === 'EADDRINUSE' ? `--port ${port}: something else listens there; --port 0 takes a free one` : `--port ${port}: cannot be listened at (${String(code)})`);
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function openInBrowser(address: string): void {
  const [program, ...args] = process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  // whoever has no browser here has the address
  spawn(program!, [...args, address], { stdio: 'ignore', detached: true }).on('error', () => undefined).unref();
}

/** Until somebody ends it. */
async function ended(server: Server): Promise<Exit> {
  const stop = new AbortController();
  const wait = async (signal: NodeJS.Signals, exit: Exit): Promise<Exit> => {
    await once(process, signal, { signal: stop.signal });
    return exit;
  };
  const exit = await Promise.race([wait('SIGINT', exits.ok), wait('SIGTERM', exits.terminated)]);
  stop.abort();
  server.close();
  server.closeAllConnections();
  return exit;
}

async function perform({ subjects: [subject], options, to, entry, home }: Stage): Promise<Exit> {
  const { port, open } = options as ServeOptions;
  const folder = join(dirname(entry), '..', 'lab');
  if (!existsSync(join(folder, 'index.html'))) throw badInput(`${folder}: the laboratory is not there; npm run build makes it`);
  const site = siteOf(folder);
  if (subject !== undefined) site.show(await read(subject, home));
  const address = await listening(site.server, port);
  to.out(address);
  to.say(`${subject === undefined ? 'The laboratory' : basename(subject)} is at this address until Ctrl-C.`);
  const watched = subject !== undefined && existsSync(subject) ? subject : null;
  if (watched) {
    watchFile(watched, { interval: 200 }, () => {
      read(watched, home).catch((error: Error) => {
        to.complain(`flatline: ${error.message}`);
        return { name: basename(watched), problem: error.message };
      }).then(site.show);
    });
  }
  if (open) openInBrowser(address);
  const exit = await ended(site.server);
  if (watched) unwatchFile(watched);
  return exit;
}

export const serve: Performer = {
  name: 'serve',
  define: command => withQuiet(command
    .description('Open the laboratory in the browser, with a scenario in it')
    .argument('[file]', 'a scenario: a file, read anew when it changes, or a shipped name')
    .option('--port <number>', 'where to listen on 127.0.0.1; 0 is any that is free', portOf, 0)
    .option('--open', 'open the browser, too')),
  perform,
};
