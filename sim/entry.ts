import type { ParameterTable } from '../src/parameters.ts';

/** What a scenario's reader needs of any entry of a registry. A law, a loss or a fault may say more than its table can. */
export interface Entry<P> {
  /** What it is, in one sentence: for pickers and `flatline describe`. */
  readonly summary?: string;
  readonly parameters: ParameterTable<P>;
  /** Exactly one of these groups of options is given; those of the others keep their default, or are absent where they have none. */
  readonly alternatives?: readonly (readonly string[])[];
  /** What is wrong with complete parameters taken together, at which option: "low" "must not be above high". */
  problem?(params: P): { readonly at: string; readonly says: string } | undefined;
}
