import type { Time } from '../../../src/contract.ts';
import type { Page } from '../page.ts';
import { pointIn, type Surface } from '../surface.ts';

/** A picture with time from left to right: the pointer shows its moment on all others, and a click goes there. */
export function pointsAtTime(page: Page, { node }: Surface, timeAt: (x: number) => Time): void {
  const under = (event: MouseEvent): Time => timeAt(pointIn(node, event).x);
  node.addEventListener('pointermove', event => page.hover.over({ time: under(event) }));
  node.addEventListener('pointerleave', () => page.hover.over({}));
  node.addEventListener('click', event => page.dispatch({ type: 'seek', to: under(event) }));
}
