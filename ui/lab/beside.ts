import { besideOf } from './branches.ts';
import type { TraceIndex } from './model.ts';
import type { Page } from './page.ts';
import { oneDetector } from './runs.ts';
import type { Future } from './state.ts';

/** The run of the branch that is shown beside the open one. */
export interface Beside {
  /** Null until it has been computed. */
  readonly index: () => TraceIndex | null;
  /** What cannot be shown, and why; '' if nothing went wrong. */
  readonly problem: () => string;
  /** Asks for what is missing. */
  readonly follow: () => void;
}

/** `changed`: it has come, or cannot. */
export function besideFor(page: Page, changed: () => void): Beside {
  let asked: Future | null = null;
  let answer: { readonly index: TraceIndex | null; readonly problem: string } | null = null;
  const wanted = (): Future | null => besideOf(page.state())?.future ?? null;
  const answered = (): typeof answer => (asked !== null && asked.file === wanted()?.file && asked.variant === wanted()?.variant ? answer : null);
  return {
    index: () => answered()?.index ?? null,
    problem: () => answered()?.problem ?? '',
    follow() {
      const future = wanted();
      // the run that is shown comes first: it is what the reader waits for
      if (!future || page.state().run.kind !== 'ready') return;
      if (asked?.file === future.file && asked.variant === future.variant) return;
      asked = future;
      answer = null;
      const mine = (next: typeof answer): void => {
        if (asked !== future) return;
        answer = next;
        changed();
      };
      page.consult({ ask: 'beside', file: oneDetector(future) }, index => mine({ index, problem: '' }), ({ problem }) => {
        // its worker was given up for a newer run: it is asked again after that
        if (page.state().run.kind !== 'ready') asked = null;
        else mine({ index: null, problem });
      });
    },
  };
}
