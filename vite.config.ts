import { chmodSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
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

/** A licence is shipped once, beside the code, and not as a comment on every file that it covers. */
const bare = { comments: { legal: false, annotation: true, jsdoc: false } };

/** `vite build`: the laboratory, with relative paths, for any web host. */
const lab = { outDir: 'dist/lab', target: 'es2022', rolldownOptions: { output: bare } };

/** `vite build --mode single`: the same in one file without modules, which opens from a disk. */
const single = {
  outDir: 'dist', emptyOutDir: false, target: 'es2022', modulePreload: { polyfill: false }, cssCodeSplit: false,
  rolldownOptions: { output: { ...bare, format: 'iife' as const, codeSplitting: false } },
};

/** What the packages ask to be told wherever their code is: workers are bundled by themselves, and must be looked at too. */
function licences(): { readonly gather: Plugin; readonly text: () => string; readonly beside: Plugin } {
  const folders = new Set<string>();
  const gather: Plugin = {
    name: 'gather-licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap(chunk => (chunk.type === 'chunk' ? chunk.moduleIds : []));
      for (const id of modules) {
        const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replaceAll('\\', '/')) ?? [];
        if (folder) folders.add(folder);
      }
    },
  };
  const text = (): string => {
    const packages = new Map<string, string[]>();
    for (const folder of [...folders].sort()) {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string };
      const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
      const files = readdirSync(folder).filter(file => /^(licen[cs]e|notice)/i.test(file)).sort();
      // a few state it at the end of what they say of themselves
      const said = files.map(read).join('\n\n').trim() || /^\W*licen[cs]e\b[^]*/im.exec(read('README.md'))?.[0].trim();
      if (!said) throw new Error(`${name} has no licence`);
      packages.set(said, [...packages.get(said) ?? [], `${name} ${version}`]);
    }
    const own = ['flatline', readFileSync(new URL('LICENSE', import.meta.url), 'utf8').trim()];
    return [own, ...[...packages].map(([said, names]) => [names.join('\n'), said])].flat().join(`\n\n${'-'.repeat(72)}\n\n`) + '\n';
  };
  const beside: Plugin = {
    name: 'licences-beside', enforce: 'post',
    generateBundle() { this.emitFile({ type: 'asset', fileName: 'licences.txt', source: text() }); },
    transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'license', href: './licences.txt' }, injectTo: 'head' as const }],
  };
  return { gather, text, beside };
}

/** A file of a worker cannot be fetched from a disk: it is put into the script that starts it, as Vite's `?worker&inline` does. */
const inlineWorkers: Plugin = {
  name: 'inline-workers', enforce: 'pre',
  transform(code, id) {
    if (id.includes('node_modules') || id.includes('?worker') || !code.includes('new Worker(')) return undefined;
    const imports: string[] = [];
    const text = code.replace(/new Worker\(new URL\('([^']+)', import\.meta\.url\), \{ type: 'module', (name: [^}]*?) \}\)/g, (_all, path, name) =>
      `new Inline${imports.push(`import Inline${imports.length} from '${path}?worker&inline';\n`) - 1}({ ${name} })`);
    if (text.includes('new Worker(')) this.error(`${id} starts a worker in a way that cannot be put into one file`);
    return { code: imports.join('') + text, map: null };
  },
};

/** Script and style go into the page, with the licences; no other file stays. */
const oneFile = (text: () => string): Plugin => ({
  name: 'one-file', enforce: 'post',
  generateBundle(_options, bundle) {
    const page = bundle['index.html']!;
    const [scripts, styles] = [[] as string[], [] as string[]];
    for (const [name, part] of Object.entries(bundle)) {
      if (part.type === 'chunk') scripts.push(part.code.replaceAll('</script', '<\\/script'));
      else if (name.endsWith('.css')) styles.push(String(part.source));
      else if (part !== page) this.error(`${name} has no place in a single file`);
      if (part !== page) delete bundle[name];
    }
    if (page.type !== 'asset' || scripts.length !== 1) return this.error('expected one page and one script');
    const bare = String(page.source).replace(/\s*<script type="module"[^>]*><\/script>/, '').replace(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, '');
    const [head, body, end] = bare.split(/(?=<\/head>|<\/body>)/);
    page.source = `${head}<style>${styles.join('\n')}</style>\n  ${body}<script>${scripts[0]}</script>\n  ${end}<!--\n${text().replaceAll('--', '- -')}-->\n`;
    page.fileName = 'flatline.html';
  },
});

/** Tests with real processes that talk over real sockets. */
const sockets = ['test/src/**/udp.test.ts', 'test/src/udp*.test.ts', 'test/src/servicesOverUdp.test.ts'];

/** Before the tests of what is shipped: a browser, and the builds. */
const shipped = ['test/support/setup.ts', 'test/support/built.ts'];

export default defineConfig(({ mode }) => {
  const { gather, text, beside } = licences();
  const alone = mode === 'single';
  return {
    base: './',
    build: mode === 'node' ? node : alone ? single : lab,
    plugins: mode === 'node' ? [executable] : alone ? [inlineWorkers, gather, oneFile(text)] : [gather, beside],
    // Bundled, the many small files of these load in half the time.
    ssr: { noExternal: [/^@stdlib\//, 'cli-progress', 'cli-table3', 'commander', 'csv-parse', 'hyparquet', 'hyparquet-writer', 'seedrandom'] },
    worker: {
      format: alone ? 'iife' as const : 'es' as const, plugins: () => [gather],
      rolldownOptions: { output: alone ? { ...bare, codeSplitting: false } : bare },
    },
    test: {
      testTimeout: 120_000,
      hookTimeout: 300_000,
      // a page on a busy machine answers late: what never comes is what fails
      expect: { poll: { timeout: 30_000 } },
      maxWorkers: 2,
      projects: [
        // One module graph for each worker: loading it anew for each file took as long as the tests of many.
        { extends: true as const, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/built/**', 'test/bench/**', ...sockets], isolate: false } },
        // These weigh memory: each in a process of its own.
        { extends: true as const, test: { name: 'bench', include: ['test/bench/**/*.test.ts'] } },
        {
          // Real processes and sockets, which want a calm machine.
          extends: true as const,
          test: { name: 'sockets', include: sockets, isolate: false, sequence: { groupOrder: 1 }, globalSetup: 'test/support/udpBuilt.ts' },
        },
        {
          // What is shipped: the built command and the built page, in a real browser.
          extends: true as const,
          test: { name: 'built', include: ['test/built/**/*.test.ts'], exclude: ['test/built/readme.test.ts'], sequence: { groupOrder: 2 }, globalSetup: shipped },
        },
        {
          // Last: it builds anew what the others serve.
          extends: true as const,
          test: { name: 'readme', include: ['test/built/readme.test.ts'], sequence: { groupOrder: 3 }, globalSetup: shipped },
        },
      ],
    },
  };
});
