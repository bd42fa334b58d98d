/** Once before all tests: a browser, so that the files that need one find it there and none waits for a download. */
import { findBrowser } from './browser.ts';

export async function setup(): Promise<void> {
  process.stderr.write(`browser: ${await findBrowser()}\n`);
}
