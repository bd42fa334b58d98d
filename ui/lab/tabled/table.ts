/** A picture as rows of words and numbers. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is left out of a long one, and how to see it. */
  readonly more?: string;
}

/** Nobody reads more rows than this, and no browser holds thousands for nothing. */
export const mostRows = 200;

/** Which of many there is room for: those around the one that is looked at. */
export function around(count: number, here: number, most = mostRows): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.min(Math.round(here - most / 2), count - most));
  return { first, last: Math.min(count, first + most) };
}

/** Says what the rows are of, if not all are there. */
export function leftOut(shown: number, count: number, noun: string, advice: string): { readonly more?: string } {
  return shown < count ? { more: `${(count - shown).toLocaleString('en')} more ${noun} are not listed: ${advice}.` } : {};
}
