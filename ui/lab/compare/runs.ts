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

/** A run that takes longer than this says so, and can be cancelled. */
const patience = 400;

interface Held { readonly desk: Desk; column: Column; text: string; file: ScenarioFile; status: RunStatus; shown: Shown | null; serial: number }

const begun: RunStatus = { kind: 'computing', share: 0, late: false };

/** A desk for each column, so that what happens in one touches no other. */
export class Runs {
  private readonly held = new Map<number, Held>();
  private order: readonly number[] = [];
  private seen: readonly Seen[] = [];
  private known: Tables | null = null;
  private complete = false;

  /** @param changed is called when a run begins, goes on or ends, and when there is more to choose */
  constructor(private readonly changed: () => void) {}

  /** The columns whose runs can be compared: all under one weather. Those of before, until every new run is there; the same list as long as it is. */
  together(): readonly Seen[] { return this.seen; }
  tables(): Tables | null { return this.known; }
  status(id: number): RunStatus { return this.held.get(id)?.status ?? begun; }

  /** Questions about the run of a column. */
  ask(id: number): Desk['ask'] {
    return (name, question, answered, failed) => this.held.get(id)?.desk.ask(name, question, answered, failed);
  }

  /** Computes what is not computed yet, and gives up what nobody shows any more. */
  follow({ weather, columns }: Comparison): void {
    const { held } = this;
    this.order = columns.map(({ id }) => id);
    for (const [id, { desk }] of held) if (!this.order.includes(id)) { desk.close(); held.delete(id); }
    const outdated = columns.filter(column => {
      const file = fileOf(weather, column), text = canonical(file), before = held.get(column.id);
      if (!before) held.set(column.id, { desk: this.deskOf(column.id), column, text, file, status: begun, shown: null, serial: 0 });
      else Object.assign(before, { column, text, file, ...(before.text !== text && { status: begun }) });
      return before?.text !== text;
    });
    for (const { id } of outdated) this.start(held.get(id)!);
    this.gather();
  }

  cancel(id: number): void {
    const one = this.held.get(id);
    if (!one?.desk.cancel()) return;
    one.serial++;
    this.settle(one, { kind: 'cancelled' });
  }

  again(id: number): void {
    const one = this.held.get(id);
    if (one) this.start(one);
  }

  close(): void {
    for (const { desk } of this.held.values()) desk.close();
  }

  private deskOf(id: number): Desk {
    const stopped = (failure: Parameters<Parameters<typeof openDesk>[0]>[0]): void => {
      const one = this.held.get(id);
      if (one) this.settle(one, { kind: 'failed', failure });
    };
    return openDesk(stopped, (tables, complete) => {
      if (!this.complete) this.known = tables;
      this.complete ||= complete;
      this.changed();
    });
  }

  private start(one: Held): void {
    const mine = ++one.serial;
    let [late, share] = [false, 0];
    const still = (work: () => void): void => { if (mine === one.serial) work(); };
    const tell = (): void => still(() => this.settle(one, { kind: 'computing', share, late }));
    const waited = after(patience, () => { late = true; tell(); });
    one.status = begun;
    one.desk.run(one.file, {
      progress(next) { share = next; if (late) tell(); },
      failed: failure => { waited(); still(() => this.settle(one, { kind: 'failed', failure })); },
      done: run => { waited(); still(() => { one.shown = run; this.settle(one, { kind: 'ready', digest: run.digest }); }); },
    });
  }

  private settle(one: Held, status: RunStatus): void {
    one.status = status;
    this.gather();
  }

  private gather(): void {
    this.seen = gathered(this.seen, this.order.map(id => this.held.get(id)!));
    this.changed();
  }
}

/** Nothing is put beside a run of another weather: what was shown stays until all runs are there. */
export function gathered(before: readonly Seen[], now: readonly Pick<Held, 'column' | 'status' | 'shown'>[]): readonly Seen[] {
  const next = now.some(({ status }) => status.kind === 'computing')
    ? before.flatMap(one => now.filter(({ column }) => column.id === one.column.id).map(() => one))
    : now.flatMap(({ column, status, shown }) => (status.kind === 'ready' && shown ? [{ column, shown }] : []));
  const unchanged = next.length === before.length && next.every(({ column, shown }, i) => before[i]!.column === column && before[i]!.shown === shown);
  return unchanged ? before : next;
}
