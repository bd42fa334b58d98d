/** φ over gaps that are normal: with the parameters known, or estimated from the last few. Every trial is a gap of a long sequence. */
import { phi } from '../../../src/estimators/phi.ts';
import { normalPhi, normalPhiInverse } from '../../../src/normal.ts';
import { Draw, hashText } from '../../../sim/random.ts';
import { quantile, ratio, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { Unsupported, type Reader } from './case.ts';

type Figures = Readonly<Record<string, (seed: string) => Estimate>>;

/** By Box and Muller, from a keyed stream. */
function normals(seed: string): () => number {
  const draw = new Draw().start(hashText(seed), 1);
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const [length, angle] = [Math.sqrt(-2 * Math.log(draw.next())), 2 * Math.PI * draw.next()];
    spare = length * Math.sin(angle);
    return length * Math.cos(angle);
  };
}

interface Block { readonly wrong: number; readonly gaps: number; readonly time: number }

/** Rarer mistakes than these are not waited for. */
const rarest = 2e-7;

/** Blocks until the ratio is known. */
function pooled(chance: number, block: (i: number) => Block, figure: (blocks: readonly Block[]) => Estimate): Estimate {
  if (chance < rarest) throw new Unsupported(`one mistake in ${Math.round(1 / chance)} beats is too rare to be waited for`);
  const blocks: Block[] = [];
  let wrong = 0;
  while (blocks.length < 40 || wrong < 400 || relativeError(figure(blocks)) > 0.015) {
    blocks.push(block(blocks.length));
    wrong += blocks.at(-1)!.wrong;
  }
  return figure(blocks);
}

const share = (blocks: readonly Block[]): Estimate => ratio(blocks.map(({ wrong }) => wrong), blocks.map(({ gaps }) => gaps));
const recurrence = (blocks: readonly Block[]): Estimate => ratio(blocks.map(({ time }) => time), blocks.map(({ wrong }) => wrong));
const gapsIn = (chance: number): number => Math.ceil(Math.max(1_000, 20 / chance));

/** Arrivals: gaps of their own, or a steady sender whose beats are delayed, so that a late one makes the next gap short. */
interface Gaps { readonly mean: number; readonly deviation: number; readonly steady: { readonly mean: number; readonly deviation: number } | null }

function sequence({ mean, deviation, steady }: Gaps, seed: string): () => number {
  const normal = normals(seed);
  if (!steady) return () => mean + deviation * normal();
  let before = normal();
  return () => {
    const now = normal();
    const gap = mean + steady.deviation * (now - before);
    before = now;
    return gap;
  };
}

function knownBlock(gaps: Gaps, patience: number, count: number, seed: string): Block {
  const next = sequence(gaps, seed);
  let [wrong, time] = [0, 0];
  for (let i = 0; i < count; i++) {
    const gap = next();
    time += gap;
    if (gap > patience) wrong++;
  }
  return { wrong, gaps: count, time };
}

/** A crash at any instant: of beats that arrive as they are sent, a long gap is hit more often; a steady sender's last beat may be on its way. */
function detections(gaps: Gaps, patience: number, seed: string): number[] {
  const [normal, draw] = [normals(seed), new Draw().start(hashText(seed), 2)];
  const { mean, deviation, steady } = gaps;
  return Array.from({ length: 200_000 }, () => {
    if (steady) return Math.max(0, steady.mean + steady.deviation * normal() + patience - draw.next() * mean);
    for (;;) {
      const gap = mean + deviation * normal();
      // longer than nine deviations beyond the mean there is none
      if (draw.next() * (mean + 9 * deviation) < gap) return Math.max(0, patience - draw.next() * gap);
    }
  });
}

/** `mode` iid: `mu` and `sigma` are those of the gaps; ma1: the sender is steady at `eta`, its delays are `delay_mean` and `delay_sd`. */
export function knownParameters(params: Reader): Figures {
  const mode = params.choice('mode', ['iid', 'ma1'], 'iid');
  const [threshold, eta] = [params.number('PHI'), params.time('eta', 0)];
  const steady = mode === 'ma1' ? { mean: params.time('delay_mean', 0), deviation: params.time('delay_sd') } : null;
  const mean = params.time('mu', eta / params.unit);
  const deviation = params.time('sigma', steady ? (Math.SQRT2 * steady.deviation) / params.unit : undefined);
  const gaps = { mean: steady && eta > 0 ? eta : mean, deviation, steady };
  const patience = mean + deviation * normalPhiInverse(threshold);
  const chance = 10 ** -threshold;
  const block = (seed: string) => (i: number) => knownBlock(gaps, patience, gapsIn(chance), `${seed}#${i}`);
  const { unit } = params;
  const scaled = ({ value, error, count }: Estimate): Estimate => ({ value: value / unit, error: error / unit, count });
  return {
    fp: seed => pooled(chance, block(seed), share),
    E_TMR: seed => scaled(pooled(chance, block(seed), recurrence)),
    ...Object.fromEntries([0.5, 0.9, 0.95, 0.99].map(q => [`TD_q${q}`, (seed: string) => scaled(quantile(detections(gaps, patience, seed), q))])),
  };
}

/** The estimator itself, after its window is full. Its variance divides by n; with `ddof` 1 the same threshold lies further out. */
function windowBlock(window: number, threshold: number, count: number, seed: string): Block {
  const normal = normals(seed);
  const state = phi.init({ flavour: 'normal', threshold, window, minStdDeviation: 1, acceptableHeartbeatPause: 0, firstHeartbeatEstimate: 1_000_000 }, 0);
  let [now, wrong] = [0, 0];
  for (let i = 0; i < window + 3 + count; i++) {
    now += Math.round(1_000_000_000 + 100_000_000 * normal());
    if (i >= window + 3 && now > state.until) wrong++;
    phi.observe(state, now, { incarnation: 0, seq: i, sentAt: now });
  }
  return { wrong, gaps: count, time: now };
}

/** `n` gaps are kept, whose variance divides by n − `ddof`. */
export function finiteWindow(params: Reader): Figures {
  const [threshold, window, ddof] = [params.number('PHI'), params.number('n'), params.number('ddof', 0)];
  const further = normalPhi(normalPhiInverse(threshold) * Math.sqrt(window / (window - ddof)));
  return { fp: seed => pooled(10 ** -threshold, i => windowBlock(window, further, gapsIn(10 ** -threshold), `${seed}#${i}`), share) };
}
