/** The storage behind the holders: the only one who can tell an old token from a new one. */
import { NEVER } from '../../time.ts';
import { baseOf, type Base, type Part } from './state.ts';

export interface Store extends Base {
  readonly part: 'store';
  /** By resource, the newest token that it has seen. Survives a crash. */
  newest: readonly number[];
}

export const store: Part<Store> = {
  start(all) {
    const newest = all.durable as readonly number[] | null | undefined;
    return { ...baseOf(all), part: 'store', newest: newest ?? Array<number>(all.params.resources).fill(-1) };
  },
  receive(state, _now, from, message, port) {
    if (message.kind !== 'session.write') return;
    const { resource, operation, epoch } = message;
    const seen = state.newest[resource]!;
    const isStored = !state.params.fencing || epoch >= seen;
    port.note({ kind: isStored ? 'stores' : 'fences', resource, operation, epoch });
    if (epoch > seen) state.newest = state.newest.map((each, i) => (i === resource ? epoch : each));
    port.send(from, { kind: 'session.written', resource, operation, epoch, isStored });
  },
  wake() {},
  deadline: () => NEVER,
  disk: ({ newest }) => newest,
};
