/**
 * The pictures. Every one is `draw<Name>(pen, slice, size, theme)`: it clears nothing, waits for nothing, and keeps nothing
 * but what it may always work out again. Positions come from a layout, so that the page can put focusable buttons over a
 * canvas and ask what was hit; nothing here knows of events. What they draw comes from `../model.ts`.
 */
export { canvasPen } from './canvasPen.ts';
export { svgPen, type SvgPen } from './svgPen.ts';
export type { Lettering, Paint, Pen, Size } from './pen.ts';
export { drawTopology, linkAt, nodeAt, packetAt, ringLayout, sidesOf, type RingLayout, type TopologySlice } from './topology.ts';
export { drawLanes, lanesHeight, lanesLayout, pairAt, timeAt, type LanesLayout, type LanesSlice } from './lanes.ts';
export { drawSuspicion, suspicionTimeAt, thresholdWords, type SuspicionSlice } from './suspicion.ts';
export { drawArrivals, type ArrivalsSlice } from './arrivals.ts';
export { drawMinimap, minimapTimeAt, type MinimapSlice } from './minimap.ts';
export { cellAt, drawMatrix, matrixLayout, type MatrixLayout, type MatrixSlice } from './matrix.ts';
