import { importFindings } from './imports.ts';
import { namingFindings } from './names.ts';
import { sizeFindings } from './sizes.ts';
import type { Finding, Source } from './source.ts';
import { wordFindings } from './words.ts';

/** All that is wrong with one file. */
export function fileFindings(source: Source): Finding[] {
  return [...importFindings(source), ...wordFindings(source), ...namingFindings(source), ...sizeFindings(source)];
}
