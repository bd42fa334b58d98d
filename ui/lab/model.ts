/** The view-model: everything that a picture or a sentence may ask of a run. `charts/index.ts` lists it. */
export type * from './model/slices.ts';
export type { Acting, Grouped, Packets, SplitBrain, TraceIndex } from './model/traceIndex.ts';
export { beliefs, stages, truths, verdicts } from './model/slices.ts';
