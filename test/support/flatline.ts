/** The built command, as a shell would run it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../dist/cli/flatline.js', import.meta.url));

/** `err` without progress, which depends on how busy the machine is. */
export interface Said { readonly out: string; readonly err: string; readonly exit: number | null }

const progress = /^.*: \d+ %(?:, about \d+ s left)?\n/gm;

/** @param input for standard input */
export function flatline(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built, ...args], { env: { ...process.env, ...env }, stdio: 'pipe' });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { said.out += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { said.err += text; });
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject).on('close', exit => resolve({ out: said.out, err: said.err.replace(progress, ''), exit }));
  });
}

/** What it says as JSON. @throws where it says none */
export async function flatlineJson<T>(args: readonly string[], input = ''): Promise<T> {
  const { out, err, exit } = await flatline([...args, '--json'], input);
  if (exit !== 0) throw new Error(`exit ${exit}: ${err}`);
  return JSON.parse(out) as T;
}
