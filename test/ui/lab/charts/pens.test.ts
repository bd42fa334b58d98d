import { describe, expect, test } from 'vitest';
import { canvasPen, svgPen, type Pen } from '../../../../ui/lab/charts/index.ts';
import { clear, widthOf } from '../../../../ui/lab/charts/pen.ts';
import { light } from '../../../../ui/lab/tokens.ts';

const svg = (draw: (pen: Pen) => void): string[] => {
  const pen = svgPen({ width: 100, height: 50 }, light);
  draw(pen);
  return pen.svg().split('\n').slice(2, -2).map(line => line.trim());
};

describe('the SVG pen', () => {
  test.each<[string, (pen: Pen) => void, string]>([
    ['rounds to a tenth', pen => pen.rect(1.04, 2.06, 3, 4, { fill: '#123456' }), '<rect x="1" y="2.1" width="3" height="4" fill="#123456"/>'],
    ['strokes', pen => pen.line(0, 0, 1, 1, { stroke: '#123456', width: 2, dash: [3, 1] }), '<line x1="0" y1="0" x2="1" y2="1" fill="none" stroke="#123456" stroke-width="2" stroke-dasharray="3 1"/>'],
    ['fades', pen => pen.circle(5, 5, 2, { fill: '#123456', alpha: 0.456 }), '<circle cx="5" cy="5" r="2" fill="#123456" opacity="0.46"/>'],
    ['joins many lines', pen => pen.lines([0, 0, 1, 1, 2, 2, 3, 3, 9, 9], 8, { stroke: '#123456' }), '<path d="M0 0L1 1M2 2L3 3" fill="none" stroke="#123456" stroke-width="1"/>'],
    ['closes a path', pen => pen.path([0, 0, 1, 0, 1, 1], 6, { fill: '#123456' }, true), '<path d="M0 0L1 0L1 1Z" fill="#123456"/>'],
    ['escapes words', pen => pen.text(1, 2, 'a < b & "c"', { fill: '#123456', size: 12 }), '<text x="1" y="2" font-size="12" fill="#123456">a &lt; b &amp; &quot;c&quot;</text>'],
  ])('%s', (_, draw, expected) => expect(svg(draw)).toEqual([expected]));

  test('a texture is defined once, and named', () => {
    const lines = svg(pen => { for (const x of [0, 50]) pen.rect(x, 0, 50, 50, { fill: '#A34913', texture: 'hatch' }); });
    expect(lines.filter(line => line.startsWith('<pattern id="hatch-A34913"'))).toHaveLength(1);
    expect(lines.filter(line => line.includes('fill="url(#hatch-A34913)"'))).toHaveLength(2);
  });

  test('a whole turn is drawn, however small', () => {
    const [line] = svg(pen => pen.sector(10, 10, 1, 2, 0, 6.28, { fill: '#123456' }));
    expect(line).toContain('A2 2 0 0 1 8 10A2 2 0 0 1 12 10');
  });

  test('equal neighbours of a grid are one rectangle, and empty cells none', () => {
    const lines = svg(pen => pen.cells(0, 0, 40, 20, 4, Uint32Array.of(0x0000ff, 0x0000ff, clear, 0xff0000, clear, clear, clear, clear)));
    expect(lines).toEqual(['<rect x="0" y="0" width="20" height="10" fill="#0000ff"/>', '<rect x="30" y="0" width="10" height="10" fill="#ff0000"/>']);
  });
});

describe('the canvas pen', () => {
  /** A context that keeps what it is told. */
  const recorder = (): { context: CanvasRenderingContext2D; told: string[] } => {
    const told: string[] = [], context = {};
    for (const name of ['save', 'restore', 'beginPath', 'closePath', 'moveTo', 'lineTo', 'rect', 'arc', 'clip', 'fill', 'stroke', 'fillText', 'strokeText', 'setLineDash']) {
      Object.assign(context, { [name]: (...args: unknown[]) => { told.push(`${name}(${args.map(arg => JSON.stringify(arg)).join(' ')})`); } });
    }
    for (const name of ['fillStyle', 'strokeStyle', 'lineWidth', 'lineJoin', 'globalAlpha', 'font', 'textAlign', 'textBaseline']) {
      Object.defineProperty(context, name, { set: value => { told.push(`${name}=${String(value)}`); } });
    }
    return { context: context as CanvasRenderingContext2D, told };
  };

  test('tells the context the same as the SVG pen writes, and leaves no transparency or dashes behind', () => {
    const { context, told } = recorder(), pen = canvasPen(context, { width: 100, height: 50 });
    pen.rect(1, 2, 3, 4, { fill: '#123456', alpha: 0.5 });
    pen.lines([0, 0, 1, 1, 2, 2, 3, 3], 8, { stroke: '#654321', width: 2, dash: [3, 1] });
    expect(told).toEqual([
      'beginPath()', 'rect(1 2 3 4)', 'globalAlpha=0.5', 'fillStyle=#123456', 'fill()', 'globalAlpha=1',
      'beginPath()', 'moveTo(0 0)', 'lineTo(1 1)', 'moveTo(2 2)', 'lineTo(3 3)', 'strokeStyle=#654321', 'lineWidth=2', 'setLineDash([3,1])', 'stroke()', 'setLineDash([])']);
  });

  test('a ring is one shape: out clockwise, back the other way', () => {
    const { context, told } = recorder();
    canvasPen(context, { width: 9, height: 9 }).sector(5, 6, 1, 2, 0, 3, { fill: '#123456' });
    expect(told.slice(0, 4)).toEqual(['beginPath()', 'arc(5 6 2 0 3)', 'arc(5 6 1 3 0 true)', 'closePath()']);
  });

  test('clipping ends with what it was for, and words have their rim first', () => {
    const { context, told } = recorder(), pen = canvasPen(context, { width: 9, height: 9 });
    pen.clip(0, 0, 5, 5, () => pen.text(1, 2, 'n0', { fill: '#111111', size: 12, anchor: 'middle', baseline: 'middle', bold: true, halo: '#FFFFFF' }));
    expect(told[0]).toBe('save()');
    expect(told.at(-1)).toBe('restore()');
    expect(told).toContain('font=700 12px system-ui, sans-serif');
    expect(told.indexOf('strokeText("n0" 1 2)')).toBeLessThan(told.indexOf('fillText("n0" 1 2)'));
  });
});

test('widths are never less than those of the broadest interface font', () => {
  // DejaVu Sans at 100 px, as Chromium measures it
  for (const [words, width] of [['n12', 190.6], ['suspected for 4.00 s', 1_019.4], ['48.000 s', 433.8], ['n1 watches n3', 731.8], ['split-brain 3.40 s: 2 act', 1_158.2]] as const) {
    expect(widthOf(words, 100), words).toBeGreaterThanOrEqual(width);
    expect(widthOf(words, 100), words).toBeLessThan(width * 1.25);
  }
  expect(widthOf('suspected for 4.00 s', 100, true)).toBeGreaterThanOrEqual(1_148.3);
});
