/**
 * Laws: properties that hold for every history, whatever the detector. A law is examined with fast-check; what breaks it
 * is shrunk, named, and printed so that it can be pasted and run again.
 *
 * "Not broken" means: no counterexample in so many histories. It never means that the law holds.
 */
import * as fc from 'fast-check';

export interface Law<S> {
  /** The key under which its registry holds it: `estimatorLaws.finite`. */
  readonly name: string;
  readonly registry: 'estimatorLaws' | 'detectorLaws';
  /** What holds, in one sentence. */
  readonly statement: string;
  /** Histories, and what is wrong with this one: a sentence, or null. */
  readonly over: (subject: S) => Case<unknown>;
}

/** An arbitrary with the judgement of its values; hides the type of what is drawn. */
export interface Case<T> { readonly history: fc.Arbitrary<T>; readonly wrong: (history: T) => string | null }

export const caseOf = <T>(history: fc.Arbitrary<T>, wrong: (history: T) => string | null): Case<unknown> =>
  ({ history, wrong: value => wrong(value as T) });

export interface Effort {
  /** How many histories; 100 by default. */
  readonly runs?: number;
  readonly seed?: number;
  /** Where in the tree of shrinks a counterexample lies: from a replay block. */
  readonly path?: string;
  /** Whether to look for the smallest counterexample; otherwise the first will do. True by default. */
  readonly shrink?: boolean;
}

export interface Breach {
  readonly law: string;
  readonly subject: string;
  /** The sentence of the smallest history that breaks it. */
  readonly wrong: string;
  readonly history: unknown;
  readonly replay: string;
}

/** What is examined. `code` is how a program writes it, for replays; its name otherwise. */
export interface Subject { readonly name: string; readonly code?: string }

/** The smallest counterexample found, or null. */
export function examine<S extends Subject>(law: Law<S>, subject: S, effort: Effort = {}): Breach | null {
  const { history, wrong } = law.over(subject);
  const property = fc.property(history, value => wrong(value) === null);
  const details = fc.check(property, {
    numRuns: effort.runs ?? 100, ...(effort.seed === undefined ? {} : { seed: effort.seed }),
    ...(effort.path === undefined ? {} : { path: effort.path }), endOnFailure: effort.shrink === false,
  });
  if (!details.failed) return null;
  const counterexample: unknown = details.counterexample?.[0];
  const said = sentence(wrong, counterexample) ?? String(details.errorInstance ?? 'no history could be drawn');
  const replay = `examine(${law.registry}.${law.name}, ${subject.code ?? subject.name}, { seed: ${details.seed}, path: '${details.counterexamplePath ?? ''}' })`;
  return { law: law.name, subject: subject.name, wrong: said, history: counterexample, replay };
}

function sentence(wrong: (value: unknown) => string | null, value: unknown): string | null {
  try {
    return wrong(value);
  } catch (error) {
    return `it threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** @throws an Error that names the law, tells what is wrong, and holds a block to paste. */
export function enforce<S extends Subject>(law: Law<S>, subject: S, effort: Effort = {}): void {
  const breach = examine(law, subject, effort);
  if (breach) throw new Error(describeBreach(law.statement, breach));
}

function describeBreach(statement: string, { law, subject, wrong, history, replay }: Breach): string {
  return [
    `${subject} breaks the law "${law}": ${statement}`, `  ${wrong}`, '  The smallest history found:',
    `  ${JSON.stringify(history)}`, '  To run it again:', `  ${replay}`,
  ].join('\n');
}
