/** Once before the tests of what is shipped: both builds, as `npm run build` makes them. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, rmSync } from 'node:fs';
import { build } from 'vite';

export async function setup(): Promise<void> {
  // two projects of tests ask for it
  if (process.env['FLATLINE_BUILT']) return;
  process.env['FLATLINE_BUILT'] = 'yes';
  rmSync('dist/cli', { recursive: true, force: true });
  await build({ mode: 'node', logLevel: 'warn' });
  // npm makes a command executable when it first links it, never again: a rebuilt one has to be so by itself.
  accessSync('dist/cli/flatline.js', constants.X_OK);
  await build({ mode: 'production', logLevel: 'warn' });
  // The first `npx` in a clone links the package into npm's cache, which builds it again: not while tests run it.
  const version = execFileSync('npx', ['flatline', '--version'], { shell: process.platform === 'win32', encoding: 'utf8' });
  process.stderr.write(`flatline ${version}`);
}
