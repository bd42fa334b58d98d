import ts from 'typescript';
import { finding, inFolder, nodes, type Finding, type Source } from './source.ts';

export const limits = { functionLines: 60, fileLines: 300, functionMedian: 10, fileMedian: 120 } as const;

/** Tests are as long as what they tell; the limits are for what is shipped. */
const shipped = (path: string): boolean => ['src', 'sim', 'scenarios', 'ui'].some(folder => inFolder(path, folder));

function lines(source: Source, node: ts.Node): number {
  const first = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line;
  return source.tree.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

const fileLines = (source: Source): number => source.tree.text.replace(/\n$/, '').split('\n').length;

const functions = (source: Source): ts.Node[] =>
  [...nodes(source.tree)].filter(node => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined);

/** A function with a name of its own: a callback of one line would flatter the median. */
const named = (node: ts.Node): boolean =>
  !(ts.isArrowFunction(node) || ts.isFunctionExpression(node))
  || ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) || ts.isPropertyDeclaration(node.parent);

export function sizeFindings(source: Source): Finding[] {
  if (!shipped(source.path)) return [];
  const long = functions(source).filter(node => lines(source, node) > limits.functionLines)
    .map(node => finding(source, node, 'function too long', `${lines(source, node)} lines`));
  const whole = fileLines(source);
  return whole > limits.fileLines ? [...long, finding(source, source.tree, 'file too long', `${whole} lines`)] : long;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

export interface Medians { readonly functionLines: number; readonly fileLines: number }

export function medians(sources: readonly Source[]): Medians {
  const counted = sources.filter(source => shipped(source.path));
  return {
    functionLines: median(counted.flatMap(source => functions(source).filter(named).map(node => lines(source, node)))),
    fileLines: median(counted.map(fileLines)),
  };
}
