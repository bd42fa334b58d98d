/**
 * Three short traces as text that a person can read. They pin what happens, they do not prove it right: when one
 * changes, read the difference, and commit it only if you can say why (`npx vitest run -u` writes them anew).
 */
import { expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { readable } from '../support/readable.ts';

const push = (timeout: string) => ({ kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout } });

const stories: Readonly<Record<string, ScenarioFile>> = {
  // Detection, and the way back: the second incarnation is trusted at its first beat.
  crashAndRestart: {
    flatline: 1, seed: 'golden', horizon: '9s', processes: [{ name: 'monitor' }, { name: 'worker' }], watches: [[0, 1]], detector: push('2500ms'),
    network: { latency: { kind: 'exponential', mean: '40ms' } },
    faults: [{ id: 'kill', at: '2500ms', for: '4s', kind: 'crash', process: 'worker' }],
  },
  // One fault, two readings: the sender's late beats come in one burst; the observer reads its timers first.
  twoPauses: {
    flatline: 1, seed: 'golden', horizon: '14s', processes: 2, watches: [[0, 1]], detector: push('2200ms'),
    network: { latency: { kind: 'exponential', mean: '40ms' }, loss: { kind: 'independent', average: 0.1 } },
    faults: [
      { id: 'sender', at: '2500ms', for: '3s', kind: 'pause', process: 1 },
      { id: 'observer', at: '9s', for: '3s', kind: 'pause', process: 0, resume: 'timers' },
    ],
  },
  // Two primaries: what each side accepts, and what is thrown away when the cut heals.
  splitBrain: {
    flatline: 1, seed: 'golden', horizon: '7s', processes: 3, detector: push('1500ms'),
    service: { kind: 'primaryBackup', clients: 1, every: '700ms' },
    network: { latency: { kind: 'constant', value: '5ms' } },
    faults: [{ id: 'cut', at: '2s', for: '3s', kind: 'partition', groups: [[0, 3], [1, 2]] }],
  },
};

test.each(Object.entries(stories))('%s', async (name, file) => {
  // The packets of a database under load would bury its story.
  const { trace, scenario, digest } = simulate(file, { trace: file.service ? 'verdicts' : 'full' });
  const text = `${JSON.stringify(file)}\n\n${readable(trace, scenario)}\ndigest ${digest}\n`;
  await expect(text).toMatchFileSnapshot(`../golden/${name}.txt`);
});
