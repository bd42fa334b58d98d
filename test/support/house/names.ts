import { posix } from 'node:path';
import ts from 'typescript';
import { finding, inFolder, nodes, type Finding, type Source } from './source.ts';

const empty = /^(get|handle|manager|util|helper)s?$/;
const truths = /^(alive|dead|up|down)$/;

/** Where up or down is half of a verb, it says nothing of a process. */
const phrasal = /(warm|round|set|add|look|break|scale|back|ramp|catch|wind|line|give)(up|down)$/i;

/** "freshUntil" is fresh, until; "TD_max" is td, max. */
export function words(name: string): string[] {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_$\-\d]+/).filter(word => word !== '').map(word => word.toLowerCase());
}

/** Is this identifier where its name is chosen, and not merely used? */
function declares(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isVariableDeclaration(parent) || ts.isFunctionLike(parent) || ts.isParameter(parent) || ts.isClassLike(parent)
    || ts.isInterfaceDeclaration(parent) || ts.isTypeAliasDeclaration(parent) || ts.isPropertySignature(parent)
    || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)
    || ts.isBindingElement(parent) || ts.isEnumDeclaration(parent) || ts.isEnumMember(parent)) && parent.name === node;
}

/** The word of a property's descriptor is the language's, not ours. */
function describesProperty({ parent }: ts.Identifier): boolean {
  const object = parent.parent;
  return ts.isObjectLiteralExpression(object) && ts.isCallExpression(object.parent) && object.parent.expression.getText().startsWith('Object.define');
}

function nameFindings(source: Source, node: ts.Identifier): Finding[] {
  const parts = words(node.text);
  const found: Finding[] = [];
  const vague = parts.find(word => empty.test(word));
  if (vague !== undefined && !describesProperty(node)) found.push(finding(source, node, 'empty word in a name', node.text));
  const pure = inFolder(source.path, 'src') || inFolder(source.path, 'sim');
  if (pure && parts.some(word => truths.test(word)) && !phrasal.test(node.text)) found.push(finding(source, node, 'truth and opinion', node.text));
  if (ts.isInterfaceDeclaration(node.parent) && /^I[A-Z][a-z]/.test(node.text)) found.push(finding(source, node, 'I prefix', node.text));
  return found;
}

/** Default exports have no name of their own, so every importer would invent one. */
function defaults(node: ts.Node): boolean {
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent)) return true;
  return ts.isExportSpecifier(node) && node.name.text === 'default';
}

function fileFindings(source: Source): Finding[] {
  const base = posix.basename(source.path).replace(/\.(test\.)?(d\.)?ts$/, '');
  const found: Finding[] = [];
  if (!/^[a-z][a-zA-Z0-9]*$/.test(base)) found.push(finding(source, source.tree, 'file name', `${base} is not camelCase`));
  if (words(base).some(word => empty.test(word))) found.push(finding(source, source.tree, 'file name', `${base} holds an empty word`));
  return found;
}

/** Names: nothing empty, nothing that mixes truth with opinion, no default exports, files in camelCase. */
export function namingFindings(source: Source): Finding[] {
  const found = fileFindings(source);
  for (const node of nodes(source.tree)) {
    if (ts.isIdentifier(node) && declares(node)) found.push(...nameFindings(source, node));
    if (defaults(node)) found.push(finding(source, node, 'default export', node.getText(source.tree).split('\n')[0]!.slice(0, 40)));
  }
  return found;
}
