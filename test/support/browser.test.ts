import { describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser, type Machine } from './browser.ts';

const stubs = new Set(['/usr/bin/chromium-browser', '/stubs/chrome']);

interface Told { readonly machine: Machine; readonly ran: string[]; readonly said: string[] }

/** A machine that holds `files`; a program that runs adds the files that `gives` says. Those in `stubs` do not work. */
function machine(files: readonly string[], options: Partial<Machine> = {}, gives: Readonly<Record<string, string>> = {}): Told {
  const ran: string[] = [];
  const said: string[] = [];
  const held = new Set(files);
  const run = (program: string, ...args: string[]): boolean => {
    if (args[0] === '--version') return !stubs.has(program);
    const line = [program.split('/').at(-1)!, ...args.map(arg => arg.split('/').at(-1)!)].join(' ');
    ran.push(line);
    const given = Object.entries(gives).find(([part]) => line.includes(part));
    if (given) held.add(given[1]);
    return given !== undefined;
  };
  return {
    ran, said,
    machine: {
      env: { PATH: '/usr/local/bin:/usr/bin' }, platform: 'linux', root: false, download: '/cache/chrome',
      exists: path => held.has(path), run, say: line => said.push(line), ...options,
    },
  };
}

describe('a browser is found', () => {
  test('on the PATH, without running anything', async () => {
    const { machine: m, ran } = machine(['/usr/bin/chromium', '/cache/chrome']);
    expect(await findBrowser(m)).toBe('/usr/bin/chromium');
    expect(ran).toEqual([]);
  });

  test('where an installer puts it, when the PATH has none', async () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(await findBrowser(machine([chrome], { platform: 'darwin' }).machine)).toBe(chrome);
    expect(await findBrowser(machine(['/opt/google/chrome/chrome'], { env: {} }).machine)).toBe('/opt/google/chrome/chrome');
  });

  test('on Windows, below the folders that the environment names', async () => {
    const chrome = '/programs/Google/Chrome/Application/chrome.exe';
    const { machine: m } = machine([chrome], { platform: 'win32', env: { PROGRAMFILES: '/programs' } });
    expect(await findBrowser(m)).toBe(chrome);
  });

  test('where CHROME_PATH says, and nowhere else', async () => {
    const env = { PATH: '/usr/bin', CHROME_PATH: '/mine/chrome' };
    expect(await findBrowser(machine(['/usr/bin/chromium', '/mine/chrome'], { env }).machine)).toBe('/mine/chrome');
    await expect(findBrowser(machine(['/usr/bin/chromium'], { env }).machine)).rejects.toThrow('CHROME_PATH names no file: /mine/chrome');
  });

  test('in Playwright\'s cache, or by its download', async () => {
    const there = machine(['/cache/chrome']);
    expect(await findBrowser(there.machine)).toBe('/cache/chrome');
    expect(there.ran).toEqual([]);
    const fetched = machine([], {}, { 'cli.js install chromium': '/cache/chrome' });
    expect(await findBrowser(fetched.machine)).toBe('/cache/chrome');
    expect(fetched.said).toHaveLength(1);
  });

  test('but not if it is a stub, or a download that cannot start', async () => {
    const gives = { 'apt-get update': '/var/lists', 'apt-get install': '/usr/bin/chromium' };
    const { machine: m } = machine(['/usr/bin/chromium-browser', '/stubs/chrome'], { root: true, download: '/stubs/chrome' }, gives);
    expect(await findBrowser(m)).toBe('/usr/bin/chromium');
  });

  test('by apt-get when root, after Playwright failed', async () => {
    const gives = { 'apt-get update': '/var/lists', 'apt-get install': '/usr/bin/chromium' };
    const { machine: m, ran } = machine([], { root: true }, gives);
    expect(await findBrowser(m)).toBe('/usr/bin/chromium');
    expect(ran.slice(1)).toEqual(['apt-get update', 'apt-get install -y --no-install-recommends chromium']);
  });
});

describe('when none can be had', () => {
  test('one line says so, and what to install', async () => {
    const { machine: m, ran } = machine([]);
    const problem = await findBrowser(m).then(() => '', (error: Error) => error.message);
    expect(problem).toMatch(/^No Chrome or Chromium, and none can be had: install Chromium/);
    expect(problem).not.toContain('\n');
    expect(ran.some(line => line.startsWith('apt-get'))).toBe(false);
  });
});

test('the browser starts and shows a page', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent('<title>pulse</title>');
    expect(await page.title()).toBe('pulse');
  } finally {
    await browser.close();
  }
});
