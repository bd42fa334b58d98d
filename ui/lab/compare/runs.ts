import type { ScenarioFile } from '../../../sim/scenario.ts';
import { openDesk, type Desk } from '../outside.ts';
import { canonical } from '../patch.ts';
import { after } from '../playback.ts';
import type { Shown } from '../protocol.ts';
import type { RunStatus } from '../state.ts';
import type { Tables } from '../tables.ts';
import { fileOf, type Column, type Comparison } from './columns.ts';

/** A column and its run. */
export interface Seen { readonly column: Column; readonly shown: Shown }

export interface Runs {
  /** Computes what is not computed yet, and gives up what nobody shows any more. */
  readonly follow: (comparison: Comparison) => void;
  readonly status: (id: number) => RunStatus;
  /** The columns whose runs can be compared: all under one weather. Those of before, until every new run is there; the same list as long as it is. */
  readonly together: () => readonly Seen[];
  readonly tables: () => Tables | null;
  /** Questions about the run of a column. */
  readonly ask: (id: number) => Desk['ask'];
  readonly cancel: (id: number) => void;
  readonly again: (id: number) => void;
  readonly close: () => void;
}

/** A run that takes longer than this says so, and can be cancelled. */
const patience = 400;

interface Held { readonly desk: Desk; column: Column; text: string; file: ScenarioFile; status: RunStatus; shown: Shown | null; serial: number }

/** A desk for each column, so that what happens in one touches no other. `changed` is called when a run begins, goes on or ends. */
export function runsOf(changed: () => void): Runs {
  const held = new Map<number, Held>();
  let order: readonly number[] = [];
  let seen: readonly Seen[] = [];
  let tables: Tables | null = null;
  let complete = false;
  const told = (next: Tables, whole: boolean): void => {
    if (!complete) tables = next;
    complete ||= whole;
    changed();
  };
  const set = (one: Held, status: RunStatus): void => {
    one.status = status;
    seen = gathered(seen, order.map(id => held.get(id)!));
    changed();
  };
  const start = (one: Held): void => {
    const mine = ++one.serial;
    let [late, share] = [false, 0];
    const still = (work: () => void): void => { if (mine === one.serial) work(); };
    const tell = (): void => still(() => set(one, { kind: 'computing', share, late }));
    const waited = after(patience, () => { late = true; tell(); });
    tell();
    one.desk.run(one.file, {
      progress(next) { share = next; if (late) tell(); },
      failed(failure) { waited(); still(() => set(one, { kind: 'failed', failure })); },
      done(run) { waited(); still(() => { one.shown = run; set(one, { kind: 'ready', digest: run.digest }); }); },
    });
  };
  const open = (column: Column): Held => {
    const desk = openDesk(failure => { const one = held.get(column.id); if (one) set(one, { kind: 'failed', failure }); }, told);
    return { desk, column, text: '', file: { flatline: 1, horizon: '' }, status: { kind: 'computing', share: 0, late: false }, shown: null, serial: 0 };
  };
  return {
    together: () => seen, tables: () => tables,
    status: id => held.get(id)?.status ?? { kind: 'cancelled' },
    ask: id => (name, question, answered, failed) => held.get(id)?.desk.ask(name, question, answered, failed),
    follow({ weather, columns }) {
      order = columns.map(({ id }) => id);
      for (const [id, { desk }] of held) if (!order.includes(id)) { desk.close(); held.delete(id); }
      const fresh = columns.filter(column => !held.has(column.id));
      for (const column of fresh) held.set(column.id, open(column));
      const outdated = columns.filter(column => {
        const one = held.get(column.id)!;
        const file = fileOf(weather, column), text = canonical(file);
        const other = text !== one.text;
        Object.assign(one, { column, text, file });
        return other;
      });
      for (const { id } of outdated) held.get(id)!.status = { kind: 'computing', share: 0, late: false };
      for (const { id } of outdated) start(held.get(id)!);
      seen = gathered(seen, order.map(id => held.get(id)!));
      if (outdated.length === 0) changed();
    },
    cancel(id) {
      const one = held.get(id);
      if (!one?.desk.cancel()) return;
      one.serial++;
      set(one, { kind: 'cancelled' });
    },
    again(id) { const one = held.get(id); if (one) start(one); },
    close() { for (const { desk } of held.values()) desk.close(); },
  };
}

/** Nothing is put beside a run of another weather: what was shown stays until all runs are there. */
export function gathered(before: readonly Seen[], now: readonly Pick<Held, 'column' | 'status' | 'shown'>[]): readonly Seen[] {
  const next = now.some(({ status }) => status.kind === 'computing')
    ? before.flatMap(one => now.filter(({ column }) => column.id === one.column.id).map(({ column }) => ({ column, shown: one.shown })))
    : now.flatMap(({ column, status, shown }) => (status.kind === 'ready' && shown ? [{ column, shown }] : []));
  const unchanged = next.length === before.length && next.every(({ column, shown }, i) => before[i]!.column === column && before[i]!.shown === shown);
  return unchanged ? before : next;
}
