import { posix } from 'node:path';
import ts from 'typescript';
import { finding, inFolder, nodes, type Finding, type Source } from './source.ts';

const storeys = ['src', 'sim', 'scenarios', 'ui'];

/** Which packages a path may import: the first folder that fits decides. */
const packages: readonly (readonly [string, RegExp])[] = [
  ['src/udp.ts', /^(node:|@stdlib\/)/],
  ['src/udp/', /^(node:|@stdlib\/)/],
  ['src/', /^@stdlib\//],
  ['sim/random.ts', /^(@stdlib\/|seedrandom$)/],
  ['sim/laws/', /^(@stdlib\/|fast-check$)/],
  ['sim/', /^@stdlib\//],
  ['scenarios/', /^csv-parse(\/|$)/],
  ['ui/cli/', /^(node:|commander$|cli-progress$|cli-table3$|csv-parse(\/|$)|d3(-|$)|hyparquet-writer$)/],
  ['ui/', /^(d3(-|$)|fflate$)/],
  ['test/', /^/],
];

interface Import { readonly node: ts.Node; readonly from: string }

/** Static, dynamic, type-only and re-exported: whatever names another module. */
function* imports(source: Source): Generator<Import> {
  for (const node of nodes(source.tree)) {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      yield { node, from: node.moduleSpecifier.text };
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      yield { node, from: node.argument.literal.text };
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      // what is only known at run time is somebody's own file, named on the command line
      if (argument && ts.isStringLiteral(argument)) yield { node, from: argument.text };
    }
  }
}

const storey = (path: string): number => storeys.findIndex(name => inFolder(path, name));

/** The paths, relative to the repository, that a file imports from it. */
export function neighbours(source: Source): string[] {
  return [...imports(source)].map(({ from }) => from).filter(from => from.startsWith('.'))
    .map(from => posix.join(posix.dirname(source.path), from.replace(/\?.*$/, '')));
}

function crossing(source: Source, { node, from }: Import): Finding[] {
  const target = posix.join(posix.dirname(source.path), from.replace(/\?.*$/, ''));
  const found: Finding[] = [];
  if (!/\.\w+$/.test(target)) found.push(finding(source, node, 'import extension', from));
  const [mine, theirs] = [storey(source.path), storey(target)];
  // the one thing outside the house that it may ask is what it is called
  const outside = theirs === -1 && !(target === 'package.json' && !inFolder(source.path, 'src'));
  if (mine !== -1 && (theirs > mine || outside)) found.push(finding(source, node, 'import direction', `${storeys[mine]} imports ${target}`));
  return found;
}

function foreign(source: Source, { node, from }: Import): Finding[] {
  const allowed = packages.find(([place]) => source.path.startsWith(place))?.[1];
  return !allowed || allowed.test(from) ? [] : [finding(source, node, 'package not allowed here', from)];
}

/** Imports go one way: src <- sim <- scenarios <- ui; and each storey has its own short list of packages. */
export function importFindings(source: Source): Finding[] {
  return [...imports(source)].flatMap(one => one.from.startsWith('.') ? crossing(source, one) : foreign(source, one));
}
