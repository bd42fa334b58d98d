/** The format of `oracle.json`: what a simulation of a stated model must measure. */
export interface OracleCase {
  readonly id: string;
  readonly model: string;
  readonly params: Params;
  readonly time_unit: string;
  readonly metric: string;
  readonly expected: number;
  readonly needs_for_2pct_rse?: { readonly about_messages?: number };
}

export interface OracleFile { readonly cases: readonly OracleCase[] }

export type Params = Readonly<Record<string, unknown>>;

/** What this program cannot do, or does not know: a reason. */
export class Unsupported extends Error { override readonly name = 'Unsupported'; }

/** Reads parameters, remembers which, and turns the case's unit of time into microseconds. */
export class Reader {
  private readonly read = new Set<string>();

  constructor(private readonly params: Params, readonly unit: number) {}

  number(key: string, otherwise?: number): number {
    this.read.add(key);
    const value = this.params[key] ?? otherwise;
    if (typeof value !== 'number') throw new Unsupported(`${key} is ${JSON.stringify(value)}`);
    return value;
  }

  has(key: string): boolean { return this.params[key] !== undefined && this.params[key] !== null; }

  /** In microseconds. */
  time(key: string, otherwise?: number): number { return this.number(key, otherwise) * this.unit; }

  choice<T extends string>(key: string, choices: readonly T[], otherwise: T): T {
    this.read.add(key);
    const value = this.params[key] ?? otherwise;
    if (!choices.includes(value as T)) throw new Unsupported(`${key} is ${JSON.stringify(value)}`);
    return value as T;
  }

  part(key: string): Reader | null {
    this.read.add(key);
    const value = this.params[key];
    return typeof value === 'object' && value !== null ? new Reader(value as Params, this.unit) : null;
  }

  /** A parameter that nobody has read would be silently ignored. */
  done(): void {
    const unread = Object.keys(this.params).filter(key => !this.read.has(key));
    if (unread.length > 0) throw new Unsupported(`does not know ${unread.join(', ')}`);
  }
}
