/**
 * A browser for the tests, wherever it can be had: an installed Chrome or Chromium, else Playwright's own download, else
 * Debian's package. Whoever runs the tests on a fresh machine should not have to know which.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** What the search may ask of the machine. Given, so that a test can say what a machine holds. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly root: boolean;
  exists(path: string): boolean;
  /** True when the program ran and ended well. */
  run(program: string, ...args: string[]): boolean;
  /** Where Playwright keeps its own download, whether or not it is there. */
  readonly download: string;
  say(line: string): void;
}

const names = [
  'google-chrome', 'google-chrome-stable', 'chrome', 'chromium', 'chromium-browser', 'microsoft-edge', 'chrome.exe', 'msedge.exe',
];

const places: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/lib/chromium/chromium',
    '/opt/google/chrome/chrome', '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
};

const windowsRoots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];

const none = 'No Chrome or Chromium, and none can be had: install Chromium (apt-get install chromium, or '
  + 'npx playwright-core install chromium), or set CHROME_PATH.';

const thisMachine: Machine = {
  env: process.env,
  platform: process.platform,
  root: process.getuid?.() === 0,
  exists: existsSync,
  // what a download or an installation has to say goes to standard error; a version is of no interest
  run: (program, ...args) => spawnSync(program, args, {
    stdio: args[0] === '--version' ? 'ignore' : ['ignore', 2, 2], timeout: 600_000,
  }).status === 0,
  download: chromium.executablePath(),
  say: line => process.stderr.write(`${line}\n`),
};

/** Every path at which this machine may have one installed, the likeliest first. */
function candidates({ env, platform }: Machine): string[] {
  const windows = windowsRoots.flatMap(root => env[root] === undefined ? [] : [
    join(env[root], 'Google/Chrome/Application/chrome.exe'), join(env[root], 'Chromium/Application/chrome.exe'),
    join(env[root], 'Microsoft/Edge/Application/msedge.exe'),
  ]);
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(folder => folder !== '');
  const onPath = names.flatMap(name => folders.map(folder => join(folder, name)));
  return [...onPath, ...(platform === 'win32' ? windows : places[platform] ?? [])];
}

/** There, and more than a stub that asks for a snap, or a download whose libraries are missing. Windows shows no version. */
function works(machine: Machine, path: string): boolean {
  return machine.exists(path) && (machine.platform === 'win32' || machine.run(path, '--version'));
}

function installed(machine: Machine): string | undefined {
  return candidates(machine).find(path => works(machine, path));
}

/** Playwright's own: there already, or fetched now. */
function downloaded(machine: Machine): string | undefined {
  if (works(machine, machine.download)) return machine.download;
  machine.say('No browser found: asking Playwright for its own …');
  const program = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  if (!machine.run(process.execPath, program, 'install', 'chromium')) return undefined;
  return works(machine, machine.download) ? machine.download : undefined;
}

function packaged(machine: Machine): string | undefined {
  if (!machine.root || machine.platform !== 'linux') return undefined;
  machine.say('Playwright has none to give: asking apt-get for chromium …');
  const done = machine.run('apt-get', 'update') && machine.run('apt-get', 'install', '-y', '--no-install-recommends', 'chromium');
  return done ? installed(machine) : undefined;
}

/**
 * The path of a Chrome or Chromium. CHROME_PATH, when set, is the only one looked at.
 * @throws an Error of one line when none can be had, or when CHROME_PATH names no file.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- a promise, so that a slower search may come later
export async function findBrowser(machine: Machine = thisMachine): Promise<string> {
  const wanted = machine.env['CHROME_PATH'];
  if (wanted !== undefined && wanted !== '') {
    if (machine.exists(wanted)) return wanted;
    throw new Error(`CHROME_PATH names no file: ${wanted}`);
  }
  const found = installed(machine) ?? downloaded(machine) ?? packaged(machine);
  if (found === undefined) throw new Error(none);
  return found;
}

/** Chromium refuses its sandbox to root, and otherwise keeps it. Nothing here may reach for the network on its own. */
export const launchFlags: readonly string[] = [
  ...(thisMachine.root ? ['--no-sandbox'] : []),
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(), headless: true, args: [...launchFlags] });
}
