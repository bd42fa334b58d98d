import { posix } from 'node:path';
import ts from 'typescript';
import { neighbours } from './imports.ts';
import { finding, type Finding, type Source } from './source.ts';

export const registries = ['src/estimators', 'src/detectors', 'src/services', 'sim/latencies', 'sim/losses', 'sim/faults'];

/** A file of types only is the registry's contract, and no entry. */
function hasValues(source: Source): boolean {
  return source.tree.statements.some(statement =>
    !ts.isImportDeclaration(statement) && !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement));
}

/** Whatever the index reaches within its own folder: an entry, or a part of one. */
function reached(from: string, files: ReadonlyMap<string, Source>, seen = new Set<string>()): Set<string> {
  const source = files.get(from);
  if (!source || seen.has(from)) return seen;
  seen.add(from);
  for (const next of neighbours(source)) reached(next, files, seen);
  return seen;
}

function folderFindings(folder: string, sources: readonly Source[]): Finding[] {
  const files = new Map(sources.filter(source => posix.dirname(source.path) === folder).map(source => [source.path, source]));
  const listed = reached(`${folder}/index.ts`, files);
  return [...files.values()].filter(source => hasValues(source) && !listed.has(source.path))
    .map(source => finding(source, source.tree, 'not in its registry', `${folder}/index.ts does not list it`));
}

/** An entry that its index does not list is in no picker, schema, table or law: it does not exist. */
export function registryFindings(sources: readonly Source[]): Finding[] {
  return registries.flatMap(folder => folderFindings(folder, sources));
}
