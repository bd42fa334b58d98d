/** Every command and every block of code of the README is run, as a reader would run it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };

/** The fenced blocks of one language, in order. */
const blocks = (language: string): string[] => [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language).map(([, , body]) => body!);
const lines = blocks('sh').flatMap(block => block.split('\n')).map(line => line.replace(/\s+#.*/, '').trim()).filter(line => line !== '');
const commands = lines.filter(line => line.startsWith('npx flatline'));

/** A folder inside the package, so that `flatline/sim` is found as it is by those who install it. */
const folder = `${root}dist/readme/`;
const inFolder = (command: string) => spawnSync(command, { cwd: folder, shell: true, encoding: 'utf8', timeout: 100_000 });

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(`${root}scenarios`, `${folder}scenarios`);
  const [library, mine] = blocks('js');
  writeFileSync(`${folder}library.js`, library!);
  writeFileSync(`${folder}mine.js`, mine!);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('there is something to run', () => {
  expect(commands.length).toBeGreaterThanOrEqual(10);
  expect([blocks('js').length, blocks('json').length, lines.length - commands.length]).toEqual([2, 1, 2]);
});

describe('the command', () => {
  const outputs = new Map<string, string>();
  test.each(commands)('%s', command => {
    const { status, stdout, stderr } = inFolder(command);
    outputs.set(command, stdout);
    expect(status, stderr).toBe(0);
    expect(stdout.length + (command.includes(' -o ') ? stderr.length : 0)).toBeGreaterThan(10);
    if (command.includes('--json')) expect(JSON.parse(stdout)).toHaveProperty('pooled');
  });

  test.each([['run oneCrash', 0], ['system redis-sentinel --set down-after-milliseconds=5000 --fault kill', 1]] as const)('%s prints what the README shows', (command, place) => {
    const shown = blocks('text')[place]!.split('\n').filter(line => line.trim() !== '');
    const printed = (outputs.get(`npx flatline ${command}`) ?? inFolder(`npx flatline ${command}`).stdout).split('\n');
    for (const line of shown) expect(printed).toContain(line);
  });
});

test('the step of the workflow writes a summary', () => {
  const step = / run: (npx flatline .*)/.exec(blocks('yaml')[0]!)![1]!;
  const { status, stderr } = spawnSync(step, { cwd: folder, shell: true, encoding: 'utf8', env: { ...process.env, GITHUB_STEP_SUMMARY: `${folder}summary.md` } });
  expect(status, stderr).toBe(0);
  expect(readFileSync(`${folder}summary.md`, 'utf8')).toMatch(/^## Flatline: \d+ bounds hold\n\n### /);
});

test('the library, in ten lines', () => {
  const { status, stdout, stderr } = inFolder('node library.js');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d mistakes an hour, 95 % \d+\.\d … \d+\.\d\n$/);
});

test('the scenario runs', () => {
  expect(simulate(JSON.parse(blocks('json')[0]!) as ScenarioFile).digest).toMatch(/^[0-9a-f]{16}$/);
});

test('npm start builds, serves, and prints an address that answers with the laboratory', async () => {
  expect(lines[0]).toBe('npm ci && npm start');
  const server = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: root, detached: true, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: undefined },
  });
  try {
    const address = await new Promise<string>((found, failed) => {
      let said = '';
      server.stdout.on('data', (text: Buffer) => {
        said += text.toString();
        const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
        if (match) found(match[0]);
      });
      server.on('exit', () => failed(new Error(`npm start ended: ${said}`)));
    });
    const page = await fetch(address);
    expect(await page.text()).toContain('<title>Flatline');
  } finally {
    process.kill(-server.pid!, 'SIGTERM');
  }
});

test('CI installs and tests as the README says', () => {
  const ci = readFileSync(`${root}.ci/run`, 'utf8');
  expect(lines[1]).toBe('npm ci && npm test');
  expect(ci).toMatch(/^npm ci\b/m);
  expect(ci).toMatch(/^npm test$/m);
});

test('each script that the table names exists', () => {
  const named = [...readme.matchAll(/`npm (?:run )?([\w:]+)[^`]*`/g)].map(([, name]) => name!).filter(name => name !== 'ci');
  expect(named.length).toBeGreaterThanOrEqual(7);
  for (const name of named) expect(manifest.scripts).toHaveProperty([name]);
});

test('each file and link that it names is there', () => {
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!).filter(link => !link.startsWith('http'));
  expect(links).toContain('ui/lab/picture.png');
  for (const link of links) expect(existsSync(`${root}${link}`), link).toBe(true);
});
