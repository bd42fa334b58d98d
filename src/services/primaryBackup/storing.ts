/** A replica as a store: how its log comes to follow its leader's, and what is lost on the way. */
import { agreement, append, epochAt, excerptOf, truncate, type Excerpt, type Log, type Run } from './log.ts';
import { resource, type Outlet, type Replica } from './state.ts';

/** Whatever keeps a log, and tells what becomes of it. */
interface Keeper { log: Log }
type Recorder = Pick<Outlet, 'note'>;

/** Makes the log a beginning of the history that `runs` tell: what differs from it is discarded. */
export function adopt(state: Keeper, runs: readonly Run[], port: Recorder): void {
  const { log } = state;
  const common = agreement(log.runs, runs, log.end);
  const { at, operations } = excerptOf(log, common, log.end);
  operations.forEach((operation, i) => {
    port.note({ kind: 'discards', resource, operation, epoch: epochAt(log.runs, at + i) });
  });
  state.log = { ...truncate(log, common), runs };
}

/** Appends what is new of an excerpt; one that begins beyond the log's end tells nothing, unless it skips there. */
export function store(state: Keeper, excerpt: Excerpt, port: Recorder): void {
  if (excerpt.at > state.log.end) {
    if (!excerpt.skips) return;
    state.log = { base: excerpt.at, end: excerpt.at, chunks: [], runs: state.log.runs };
  }
  const from = state.log.end;
  const fresh = excerpt.operations.slice(from - excerpt.at);
  if (fresh.length === 0) return;
  state.log = append(state.log, fresh);
  fresh.forEach((operation, i) => {
    port.note({ kind: 'stores', resource, operation, epoch: epochAt(state.log.runs, from + i) });
  });
}

/** Without a fence, a late write of an old primary is stored over what the new one wrote. */
export function storeStray(state: Replica, epoch: number, operations: readonly number[], port: Outlet): void {
  const fresh = operations.filter(operation => !state.strays.some(stray => stray.operation === operation));
  state.strays = [...state.strays, ...fresh.map(operation => ({ operation, epoch }))];
  for (const operation of fresh) port.note({ kind: 'stores', resource, operation, epoch });
}

/** The store becomes equal to its leader again. */
export function discardStrays(state: Replica, port: Outlet): void {
  if (state.strays.length === 0) return;
  for (const { operation, epoch } of state.strays) port.note({ kind: 'discards', resource, operation, epoch });
  state.strays = [];
}
