import { linkAt, packetAt, type RingLayout } from '../charts/topology.ts';
import type { Moment } from '../model.ts';
import type { Actions } from './actions.ts';

/** Opens what can be done to what lies there: a message before the link that it is on. */
export function press(actions: Actions, layout: RingLayout, moment: Moment | undefined, x: number, y: number, event: MouseEvent): void {
  const at = { x: event.clientX, y: event.clientY };
  const message = moment ? packetAt(moment, layout, x, y) : -1;
  const link = linkAt(layout, x, y);
  if (message >= 0) actions.messageMenu(message, at);
  else if (link) actions.linkMenu(link.from, link.to, at);
}
