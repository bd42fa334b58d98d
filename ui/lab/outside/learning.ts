import { fetchedElsewhere } from '../fetchedElsewhere.ts';

/** `window.__lab`, as in the Lab: `ready` when the run of a beat is there, and at once where there is only the list. */
export function probe(state: () => unknown): () => void {
  let ready!: () => void;
  Object.assign(window, { __lab: {
    state, ready: new Promise<void>(resolve => { ready = resolve; }),
    net: fetchedElsewhere,
  } });
  return ready;
}
