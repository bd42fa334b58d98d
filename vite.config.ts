import { chmodSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** `npx` makes a command executable once, when it first links it; a later build writes a new file. */
const executable = { name: 'executable', writeBundle: ({ dir = 'dist' }) => chmodSync(`${dir}/cli/flatline.js`, 0o755) };

/** `vite build --mode node`: the command, the library and the development programs. */
const node = {
  ssr: true, target: 'node20', outDir: 'dist', emptyOutDir: false,
  rollupOptions: {
    input: {
      'cli/flatline': 'ui/cli/flatline.ts', 'cli/sweepWorker': 'ui/cli/sweep/sweepWorker.ts', 'cli/solveWorker': 'ui/cli/solve/solveWorker.ts',
      index: 'src/index.ts', sim: 'sim/index.ts', udp: 'src/udp.ts', laws: 'sim/laws/index.ts',
      'dev/schema': 'scenarios/printSchema.ts',
      'dev/evidence': 'test/evidence/evidence.ts', 'dev/coverage': 'test/coverage/coverage.ts', 'dev/rareCoverage': 'test/coverage/rareCoverage.ts', 'dev/bench': 'test/bench/bench.ts', 'dev/benchLab': 'test/bench/benchLab.ts',
    },
    output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
  },
};

/** `vite build`: the laboratory, with relative paths, for any web host. */
const lab = { outDir: 'dist/lab', target: 'es2022' };

export default defineConfig(({ mode }) => ({
  base: './',
  build: mode === 'node' ? node : lab,
  plugins: mode === 'node' ? [executable] : [],
  // Bundled, the many small files of these load in half the time.
  ssr: { noExternal: [/^@stdlib\//, 'cli-progress', 'cli-table3', 'commander', 'csv-parse', 'hyparquet', 'hyparquet-writer', 'seedrandom'] },
  worker: { format: 'es' as const },
  test: {
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    projects: [
      { extends: true as const, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/built/**'] } },
      {
        // What is shipped: the built command and the built page, in a real browser.
        extends: true as const,
        test: {
          // One file after the other: some build anew what others serve.
          name: 'built', include: ['test/built/**/*.test.ts'], fileParallelism: false,
          globalSetup: ['test/support/setup.ts', 'test/support/built.ts'],
        },
      },
    ],
  },
}));
