import { defineConfig } from 'vitest/config';

const node = {
  ssr: true, target: 'node20', outDir: 'dist', emptyOutDir: false,
  rollupOptions: {
    input: {
      'cli/flatline': 'ui/cli/flatline.ts',
      index: 'src/index.ts', sim: 'sim/index.ts', udp: 'src/udp.ts', laws: 'sim/laws/index.ts',
      'dev/evidence': 'test/evidence/evidence.ts', 'dev/bench': 'test/bench/bench.ts', 'dev/benchLab': 'test/bench/benchLab.ts',
    },
    output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
};

/** `vite build` makes the laboratory; `vite build --mode node` the command, the library and the development programs. */
export default defineConfig(({ mode }) => ({
  base: './',
  build: mode === 'node' ? node : { outDir: 'dist/lab', target: 'es2022' },
  worker: { format: 'es' as const },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
}));
