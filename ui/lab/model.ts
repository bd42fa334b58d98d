/** The view-model: everything that a picture or a sentence may ask of a run. `charts/index.ts` lists it. */
export type * from './model/slices.ts';
export { beliefs, stages, truths, verdicts } from './model/slices.ts';
export { index, type TraceIndex } from './model/traceIndex.ts';
export { moment, type MomentOptions } from './model/moment.ts';
export { beliefAt, crashedHow, cutAt, truthAt, truthSince } from './model/truth.ts';
export { laneSegments, verdictSpans } from './model/segments.ts';
export { leadersAt, leadershipSegments, splitBrainSegments, splitBrainsAt, type Leadership, type SplitBrain } from './model/leadership.ts';
export { arrivals, gaps, lastHeard } from './model/arrivals.ts';
export { freshMoving, packetsInFlight } from './model/packets.ts';
export { happeningKinds, happenings, nearest, type HappeningKind, type Happenings } from './model/happenings.ts';
export { nextEvent, previousEvent, rowsAt, type EventFilter } from './model/events.ts';
export { describeProcess } from './model/description.ts';
export { inShort, inWords, instant, listed, plural } from './model/words.ts';
