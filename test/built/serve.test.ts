/** `flatline serve`, as a shell would run it, and a browser at its address. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { launchBrowser } from '../support/browser.ts';
import { flatline } from '../support/flatline.ts';
import { settled } from '../support/labPage.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const running = new Set<ChildProcess>();
afterEach(() => { for (const child of running) child.kill('SIGKILL'); });

const scenario: ScenarioFile = {
  flatline: 1, title: 'Served </script> & so', seed: 'served', horizon: '20s', processes: 3,
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'phi' } }, faults: [{ id: 'a', at: '5s', kind: 'crash', process: 1 }],
};
const write = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

interface Serving { readonly child: ChildProcess; readonly url: string; readonly complaints: () => string }

async function serving(...args: string[]): Promise<Serving> {
  const child = spawn(process.execPath, ['dist/cli/flatline.js', 'serve', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text; });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data') as [string];
  expect(line).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  return { child, url: line.trim(), complaints: () => said };
}

/** The status, and what is said; `path` as it is, which `fetch` would tidy. */
function asked(url: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, headers, method }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve({ status: response.statusCode!, text }));
    }).on('error', reject).end();
  });
}

test('a file is shown, shown anew when it changes, and said to be wrong when it is', async () => {
  const path = write('mine.json', JSON.stringify(scenario));
  const { child, url, complaints } = await serving(path);
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate(() => window.__lab.ready);
  expect(await page.evaluate(() => window.__lab.state().script)).toMatchObject({ preset: '', file: scenario });
  expect(await page.evaluate(() => window.__lab.digest())).toBe(simulate(scenario).digest);
  const edited = { ...scenario, seed: 'edited' };
  write('mine.json', JSON.stringify(edited));
  await page.waitForFunction(() => window.__lab.state().script.file.seed === 'edited');
  await settled(page);
  expect(await page.evaluate(() => window.__lab.digest())).toBe(simulate(edited).digest);
  write('mine.json', '{ "flatline": 1,');
  await page.waitForFunction(() => window.__lab.state().toast?.text.includes('cannot be shown'));
  expect(complaints()).toContain('mine.json:1:17: is no JSON');
  // what a page has missed between its own lines and its first question is told then
  const heard = await page.evaluate(() => new Promise<string>(resolve => {
    new EventSource('./changes?after=1').onmessage = ({ data }: MessageEvent<string>) => resolve(data);
  }));
  expect(heard).toContain('is no JSON');
  await browser.close();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('nothing but the page is given, and only to this machine', async () => {
  const { url, child } = await serving();
  expect((await asked(url, '/')).text).toBe(readFileSync('dist/lab/index.html', 'utf8'));
  expect(await asked(url, '/licences.txt')).toMatchObject({ status: 200 });
  for (const path of ['/../cli/flatline.js', '/..%2fcli/flatline.js', '/assets/../../../package.json', '/%2e%2e/sim.js', '/assets', '//etc/passwd', '/\0']) {
    expect((await asked(url, encodeURI(path).replaceAll('%25', '%'))).status, path).toBe(404);
  }
  expect((await asked(url, '/', { host: 'elsewhere.example' })).status).toBe(421);
  expect((await asked(url, '/', {}, 'POST')).status).toBe(405);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
});

test('what cannot be served is said in one line', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const cases: [string[], number, RegExp][] = [
    [['nowhere.json'], 3, /nowhere\.json: there is no such file/], [['oneCrash', '--port', '70000'], 2, /from 0 to 65535/],
    [[write('bad.json', JSON.stringify({ ...scenario, processes: -1 }))], 3, /bad\.json: \$\.processes/], [['--port', String(port)], 3, /something else listens there/],
  ];
  for (const [args, exit, said] of cases) {
    const { err, ...rest } = await flatline(['serve', ...args]);
    expect(rest, args.join(' ')).toEqual({ out: '', exit });
    expect(err).toMatch(said);
    expect(err.trim().split('\n')).toHaveLength(1);
  }
  taken.close();
});
