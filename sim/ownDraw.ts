import type { ProcessId } from '../src/contract.ts';
import { Draw, hashText, subkey, type Key } from './random.ts';

const ownStream = hashText('process');
const draw = new Draw();

/** The `index`-th draw of a process's own stream, from 0; another incarnation has another stream. */
export function ownDraw(root: Key, process: ProcessId, incarnation: number, index: number): number {
  const { a, b } = subkey(root, ownStream, process, incarnation);
  return draw.start(a, b).absorb(index).next();
}
