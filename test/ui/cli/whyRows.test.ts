import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { begin } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { whyRows } from '../../../ui/cli/whyRows.ts';
import { traceText } from '../../../ui/cli/trace.ts';

const told = (name: string): string[] => {
  const engine = begin(JSON.parse(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile, { seekable: true, trace: 'full' });
  engine.advance(engine.scenario.horizon);
  return traceText(whyRows(engine, engine.trace(), builtIn)).split('\n');
};

describe('trace --why', () => {
  test('of two kings: whom each suspects and why, who acts, and that both do', () => {
    const lines = told('splitBrain');
    expect(lines.slice(0, 2).map(line => line.slice(16))).toEqual(['n0 believes that it leads, epoch 1: it was set up so.', 'n0 acts as leader, epoch 1: it was set up so.']);
    expect(lines[2]).toMatch(/^ +4\.62\d{4} s  n1 suspects n0, wrongly: no heartbeat for 2 s, its timeout; the path n0→n1 has been cut since 3\.000 s\.$/);
    expect(lines).toContainEqual(expect.stringMatching(/^ +4\.62\d{4} s  Split-brain for 10\.431 s, from 4\.628 s: n0 \(epoch 1\) and n1 \(epoch 2\) act on one resource; the path n1→n0 has been cut since 3\.000 s\.$/));
    expect(lines.map(line => Number(line.slice(0, 12)))).toEqual(lines.map(line => Number(line.slice(0, 12))).toSorted((one, other) => one - other));
  });

  test('of a lost heartbeat: which, and when it was sent', () => {
    expect(told('lostHeartbeat').map(line => line.slice(16))).toEqual([
      'monitor suspects worker, wrongly: no heartbeat for 1.500 s, its timeout; the last beat was dropped by the fault script on worker→monitor, sent at 3.000 s.',
      'monitor trusts worker again: push.beat of worker came, sent 10 ms before; the mistake lasted 500 ms.',
    ]);
  });
});
