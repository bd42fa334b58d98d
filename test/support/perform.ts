/** A verb that writes as it goes, performed in this thread, and what it said. */
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { command } from '../../ui/cli/command.ts';

export const home = fileURLToPath(new URL('../../scenarios', import.meta.url));

export interface Performed { readonly out: string; readonly err: string; readonly exit: number }

/** The command with these arguments, without threads: it is not built here. */
export async function perform(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Performed> {
  const said = { out: '', err: '' };
  const into = (stream: 'out' | 'err') => new Writable({ write: (text, _, done) => { said[stream] += String(text); done(); } });
  const from = { stdout: into('out'), stderr: into('err'), env } as unknown as Parameters<typeof command>[1];
  const exit = await command(args, from, { entry: '', home });
  return { ...said, exit };
}
