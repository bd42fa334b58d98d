import type { Lettering, Pen } from './pen.ts';

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** Words go only where none are yet: of two that would overlap, the one asked for first stays. `draw` writes them over all else. */
export class Labels {
  private readonly taken: Box[] = [];
  private readonly placed: (() => void)[] = [];

  constructor(private readonly pen: Pen, private readonly bounds: Box) {}

  /** Keeps a place free of words. */
  reserve(left: number, top: number, width: number, height: number): void {
    this.taken.push({ left, top, right: left + width, bottom: top + height });
  }

  /** True if the words have found their place. They are centred on `y`. */
  write(x: number, y: number, words: string, lettering: Omit<Lettering, 'baseline'>): boolean {
    const width = this.pen.textWidth(words, lettering.size, lettering.bold), height = lettering.size * 1.25;
    const left = lettering.anchor === 'middle' ? x - width / 2 : lettering.anchor === 'end' ? x - width : x;
    const box = { left, top: y - height / 2, right: left + width, bottom: y + height / 2 };
    if (!within(box, this.bounds) || this.taken.some(other => meet(box, other))) return false;
    this.taken.push(box);
    this.placed.push(() => this.pen.text(x, y, words, { ...lettering, baseline: 'middle' }));
    return true;
  }

  draw(): void {
    for (const write of this.placed.splice(0)) write();
  }
}

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

const within = (box: Box, bounds: Box): boolean =>
  box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom;
