/** Once before the tests of what is shipped: both builds, as `npm run build` makes them. */
import { execFileSync } from 'node:child_process';
import { build } from 'vite';

export async function setup(): Promise<void> {
  await build({ mode: 'node', logLevel: 'warn' });
  await build({ mode: 'production', logLevel: 'warn' });
  // The first `npx` in a clone links the package into npm's cache, which builds it again: not while tests run it.
  const version = execFileSync('npx', ['flatline', '--version'], { shell: process.platform === 'win32', encoding: 'utf8' });
  process.stderr.write(`flatline ${version}`);
}
