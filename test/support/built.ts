/** Once before the tests of what is shipped: both builds, as `npm run build` makes them. */
import { build } from 'vite';

export async function setup(): Promise<void> {
  await build({ mode: 'node', logLevel: 'warn' });
  await build({ mode: 'production', logLevel: 'warn' });
}
