import type { Duration, ProcessId } from '../../src/contract.ts';
import type { Choice } from '../scenario.ts';
import type { FaultLaw, Powers } from './fault.ts';

export interface LinkParams {
  from: readonly ProcessId[];
  to: readonly ProcessId[];
  both: boolean;
  latency: Choice | null;
  add: Duration;
  loss: Choice | null;
  bandwidth: number;
}

/** Links are degraded: another latency, a delay on top, another loss, less bandwidth. Judged at the send instant. */
export const link: FaultLaw<LinkParams> = {
  name: 'link',
  summary: 'Links are degraded: slower, lossier, narrower.',
  parameters: {
    from: { default: undefined, kind: 'processes', low: 'one sender', high: 'all of a group' },
    to: { default: undefined, kind: 'processes', low: 'one receiver', high: 'all of a group' },
    both: { default: false, kind: 'flag', low: 'only from → to', high: 'the way back too' },
    latency: { default: null, kind: 'law', low: 'null: the link’s own', high: 'beyond the timeout: a death' },
    add: { default: 0, kind: 'duration', min: 0, low: '0: nothing is added', high: 'beyond the timeout: a death' },
    loss: { default: null, kind: 'loss', low: 'null: the link’s own', high: 'everything is lost: a cut' },
    bandwidth: { default: 0, kind: 'bandwidth', min: 0, low: '0: the link’s own', high: 'never a bottleneck' },
  },
  problem: ({ from, to }) => from.length === 1 && to.length === 1 && from[0] === to[0]
    ? { at: 'to', says: 'must name another process than from' } : undefined,
  begin(params, powers, fault) {
    overlay(params, powers, fault, params.from, params.to);
    if (params.both) overlay(params, powers, fault, params.to, params.from);
  },
  end({ both }, powers, fault) {
    powers.restore(fault);
    if (both) powers.restore(fault);
  },
};

function overlay(params: LinkParams, powers: Powers, fault: string, from: readonly ProcessId[], to: readonly ProcessId[]): void {
  const { latency, add, loss, bandwidth } = params;
  powers.degrade({ fault, from, to, latency, add, loss, bandwidth });
}
