/** The command within this process, where it has no threads: what it wrote where, and how it ended. */
import { fileURLToPath } from 'node:url';
import { command } from '../../ui/cli/command.ts';

export const home = fileURLToPath(new URL('../../scenarios', import.meta.url));

export async function inProcess(...args: string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '' };
  const stream = (to: 'out' | 'err') => ({ write: (text: string) => { said[to] += text; return true; }, on: () => undefined, isTTY: false });
  const from = { stdout: stream('out'), stderr: stream('err'), env: {} } as unknown as Parameters<typeof command>[1];
  const exit = await command([...args], from, { entry: '', home });
  return { ...said, exit };
}
