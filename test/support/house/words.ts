import ts from 'typescript';
import { finding, inFolder, nodes, type Finding, type Source } from './source.ts';

const clocks = ['Date', 'performance'];
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'requestIdleCallback'];
const waiting = ['Promise'];

/** Not specified to the last bit: two engines may differ. What is left of Math is exact, or never hashed. */
const inexact = new Set([
  'random', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot', 'log', 'log10',
  'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh',
]);

interface Ban { readonly names: readonly string[]; readonly random: boolean; readonly inexact: boolean; readonly waits: boolean }

const nothing: Ban = { names: [], random: false, inexact: false, waits: false };

const called = (path: string, ...names: string[]): boolean =>
  names.some(name => path === `ui/lab/${name}.ts` || inFolder(path, `ui/lab/${name}`));

/** What code at this path may not say. */
function ban(path: string): Ban {
  if (path === 'src/udp.ts' || inFolder(path, 'src/udp')) return nothing;
  if (inFolder(path, 'src') || inFolder(path, 'sim')) return { names: [...clocks, ...timers, ...waiting], random: true, inexact: true, waits: true };
  if (inFolder(path, 'scenarios')) return { names: [...clocks, ...timers, ...waiting], random: true, inexact: false, waits: true };
  if (!inFolder(path, 'ui/lab')) return nothing;
  const waits = !called(path, 'outside', 'worker');
  const names = ['Date', ...(called(path, 'playback') ? [] : timers), ...(waits ? waiting : [])];
  return { names, random: true, inexact: false, waits };
}

/** The function of Math that a node names, '*' where Math itself escapes. */
function ofMath(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) || node.text !== 'Math') return undefined;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text;
  if (ts.isPropertyAccessExpression(parent) && ts.isPropertyAccessExpression(parent.parent)) return parent.parent.name.text;
  return '*';
}

function mathFindings(source: Source, node: ts.Node, banned: Ban): Finding[] {
  const name = ofMath(node);
  if (name === undefined) return [];
  const said = name === '*' || (name === 'random' ? banned.random : banned.inexact && inexact.has(name));
  return said ? [finding(source, node, 'forbidden in code', `Math.${name}`)] : [];
}

const literal = (node: ts.Expression): boolean => ts.isNumericLiteral(ts.isPrefixUnaryExpression(node) ? node.operand : node);

/** `x ** y` is Math.pow under another name; only a power of two of literals is exact everywhere. */
const power = (node: ts.Node): boolean => ts.isBinaryExpression(node)
  && (node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
    || (node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken && !(node.left.getText() === '2' && literal(node.right))));

function wait(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return 'await';
  return undefined;
}

/** No clock, no dice, no timers, no waiting where the house says so: in code; comments and strings may speak of them. */
export function wordFindings(source: Source): Finding[] {
  const banned = ban(source.path);
  if (banned === nothing) return [];
  const found: Finding[] = [];
  for (const node of nodes(source.tree)) {
    if (ts.isIdentifier(node) && banned.names.includes(node.text)) found.push(finding(source, node, 'forbidden in code', node.text));
    found.push(...mathFindings(source, node, banned));
    if (banned.inexact && power(node)) found.push(finding(source, node, 'forbidden in code', '**'));
    const waits = wait(node);
    if (banned.waits && waits !== undefined) found.push(finding(source, node, 'forbidden in code', waits));
  }
  return found;
}
