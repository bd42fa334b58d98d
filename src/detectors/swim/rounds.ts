import type { Port, ProcessId, Time } from '../../contract.ts';

/** Whom to ask next: all who are asked, in an order that is drawn anew each time it has been gone through. */
export interface Rounds { readonly order: Int32Array; place: number }

type Dice = Pick<Port, 'random'>;

/** An index in [0, size). */
export const drawn = (size: number, dice: Dice): number => Math.floor(dice.random() * size);

function shuffle(order: Int32Array, dice: Dice): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = drawn(i + 1, dice);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
}

export function rounds(targets: readonly ProcessId[], dice: Dice): Rounds {
  const order = Int32Array.from(targets);
  shuffle(order, dice);
  return { order, place: 0 };
}

/** −1 where nobody is left to ask. Somebody who returns keeps the place that was drawn for it. */
export function nextInTurn(state: Rounds, mayAsk: (peer: ProcessId) => boolean, dice: Dice): ProcessId {
  const { order } = state;
  for (let tried = 0; tried < 2 * order.length; tried++) {
    if (state.place === order.length) {
      shuffle(order, dice);
      state.place = 0;
    }
    const peer = order[state.place++]!;
    if (mayAsk(peer)) return peer;
  }
  return -1;
}

/** `count` of them, or all there are: each set as likely as any other. The list stays as it is. */
export function someOf(peers: readonly ProcessId[], count: number, dice: Dice): ProcessId[] {
  const chosen: ProcessId[] = [];
  // what stands in the place of those that were chosen: the last that were left
  const moved = new Map<number, ProcessId>();
  for (let left = peers.length; chosen.length < count && left > 0; left--) {
    const i = drawn(left, dice);
    chosen.push(moved.get(i) ?? peers[i]!);
    moved.set(i, moved.get(left - 1) ?? peers[left - 1]!);
  }
  return chosen;
}

/** The first place of a rhythm that is later than now; places that were missed are skipped. */
export const nextBeat = (due: Time, interval: number, now: Time): Time => due + (Math.floor((now - due) / interval) + 1) * interval;
