/**
 * The pictures. Every one is `draw<Name>(pen, slice, size, theme)`: it clears nothing, waits for nothing, keeps nothing.
 * Positions come from a `<name>Layout`, so that the page can put focusable buttons over a canvas and ask what was hit.
 *
 *   pens      canvasPen(context, size): Pen · svgPen(size, theme): Pen & { svg(): string }
 *   topology  ringLayout(count, size): RingLayout { x, y, body, ring, … }
 *             drawTopology(pen, { index, moment, layout, selected?, hovered?, pair?, divide? }, size, theme)
 *             nodeAt(layout, x, y): ProcessId | −1 · linkAt(layout, x, y): Link | null · packetAt(index, moment, layout, x, y): row | −1
 *             sidesOf(layout, x1, y1, x2, y2): [ProcessId[], ProcessId[]]   a dragged line as a partition
 *   lanes     lanesHeight(index, pairs, size) · lanesLayout(index, { pairs }, size): LanesLayout
 *             drawLanes(pen, { index, window, cursor, pairs, selected?, hovered? }, size, theme)
 *             timeAt(layout, window, x): Time · pairAt(layout, y): Pair | null
 *   suspicion drawSuspicion(pen, { … see SuspicionSlice }, size, theme)
 *   arrivals  drawArrivals(pen, { gaps, explained, elapsed, … see ArrivalsSlice }, size, theme)
 *   minimap   drawMinimap(pen, { index, window, cursor, pair? }, size, theme) · minimapTimeAt(index, size, x): Time
 *   matrix    matrixLayout(count, size) · drawMatrix(pen, { index, moment, selected?, hovered? }, size, theme) · cellAt(layout, x, y): Pair | null
 *
 * The model (`../model.ts`):
 *   index(trace, scenario, registry?): TraceIndex            once a run; plain data, may be built in a worker and posted
 *   moment(index, t, { fade, limit }?, into?): Moment        pass the last one as `into`, and nothing is allocated
 *   truthAt(index, process, t): Truth · truthSince(index, process, t): Time · beliefAt(index, monitor, peer, t): Belief · cutAt(index, from, to, t)
 *   laneSegments(index, pair, window): LaneSegment[] · leadershipSegments(index, window) · splitBrainSegments(index, window)
 *   arrivals(index, pair, window): Arrival[] · gaps(index, pair, t, limit): Float64Array   (between beats taken, microseconds)
 *   nextEvent(index, t, filter): row | −1 · previousEvent(index, t, filter) · rowsAt(index, t, filter): number[]
 *       filter: 'all' | 'verdicts' | { process } | { monitor, peer }
 *   sentence(index, row): string · describeMoment(index, t): string
 */
export {};
