import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

interface CorosyncConfig {
  readonly nodes: number;
  readonly token_ms: number;
  readonly token_coefficient_ms: number;
  readonly real_token_ms: number;
  readonly consensus_ms: number;
  readonly token_retransmits_before_loss_const: number;
  readonly knet: string;
  readonly loss_pct: number;
}

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang', blackhole: 'blackhole' };

/** Of "ping_interval 200 ms, ping_timeout 500 ms, pong_count 5" and its like; undefined where the words name none, or a formula. */
const named = (words: string, name: string): string | undefined => new RegExp(`${name}\\D{0,3}(\\d+)`).exec(words.replace(/defaults:.*/, ''))?.[1];

export const corosync: Measured<CorosyncConfig> = {
  system: 'corosync',
  question(config, name) {
    const fault = faults[name];
    if (fault === undefined) return undefined;
    const isUsual = config.consensus_ms === Math.trunc(1.2 * config.real_token_ms);
    const knet = { knet_ping_interval: named(config.knet, 'interval'), knet_ping_timeout: named(config.knet, 'timeout'), knet_pong_count: named(config.knet, 'pong[_ ]?count') };
    return {
      fault, loss: config.loss_pct / 100,
      settings: {
        nodes: `${config.nodes}`, token: `${config.token_ms}`, token_coefficient: `${config.token_coefficient_ms}`,
        consensus: isUsual ? '0' : `${config.consensus_ms}`, token_retransmits_before_loss_const: `${config.token_retransmits_before_loss_const}`,
        ...Object.fromEntries(Object.entries(knet).filter((entry): entry is [string, string] => entry[1] !== undefined)),
      },
    };
  },
  metrics: {
    'fault to token timeout (first)': 'milestones.tokenTimeout',
    'fault to knet link down (first)': 'milestones.linkDown',
    'fault to knet link down (last)': 'milestones.linkDownLast',
    'fault to new membership (first)': 'milestones.newMembership',
    'fault to new membership (last)': 'milestones.newMembershipLast',
  },
};
