/** What a column holds; any may be null where the run did not measure it. */
export type ColumnKind = 'text' | 'whole' | 'number' | 'flag';
