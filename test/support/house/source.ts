import ts from 'typescript';

/** A file of the tree, parsed. Paths are relative to the repository and use '/'. */
export interface Source { readonly path: string; readonly tree: ts.SourceFile }

/** What breaks the house: file, line (from 1) and rule, and the offending text. */
export interface Finding { readonly file: string; readonly line: number; readonly rule: string; readonly what: string }

export function parse(path: string, text: string): Source {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

export function finding(source: Source, node: ts.Node, rule: string, what: string): Finding {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return { file: source.path, line: line + 1, rule, what };
}

/** Every node of the tree but the comments, which are none. */
export function* nodes(root: ts.Node): Generator<ts.Node> {
  yield root;
  const children: ts.Node[] = [];
  root.forEachChild(child => void children.push(child));
  for (const child of children) yield* nodes(child);
}

export const inFolder = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

export const show = (found: Finding): string => `${found.file}:${found.line} ${found.rule}: ${found.what}`;
