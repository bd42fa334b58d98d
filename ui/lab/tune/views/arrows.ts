import type { Block } from '../model/board.ts';

/** Columns and rows, upwards. */
export const towards: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const middle = ({ left, bottom, width, height }: Block): readonly [number, number] => [left + width / 2, bottom + height / 2];

/** The block that comes next in that direction: what touches, then what is least off the line. */
export function nearestBlock(blocks: readonly Block[], from: Block, [dx, dy]: readonly [number, number]): Block | undefined {
  const [x, y] = middle(from);
  const cost = (to: Block): number => {
    const [a, b] = middle(to);
    const [ahead, aside] = [(a - x) * dx + (b - y) * dy, Math.abs((a - x) * dy) + Math.abs((b - y) * dx)];
    return ahead <= 0 ? Infinity : ahead + 3 * aside;
  };
  const best = blocks.reduce<Block | undefined>((least, each) => (cost(each) < (least ? cost(least) : Infinity) ? each : least), undefined);
  return best && cost(best) < Infinity ? best : undefined;
}
