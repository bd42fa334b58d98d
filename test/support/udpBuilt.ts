/** Once before the tests with real sockets: the process that they start, as plain JavaScript. Node 20 does not read TypeScript. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { built } from './udpFleet.ts';

export async function setup(): Promise<() => void> {
  const outDir = mkdtempSync(join(tmpdir(), 'flatline-udp-'));
  await build({
    configFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('./udpChild.ts', import.meta.url)), outDir, emptyOutDir: true, target: 'node20',
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  process.env[built] = join(outDir, 'child.mjs');
  return () => rmSync(outDir, { recursive: true, force: true });
}
