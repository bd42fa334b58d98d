import { clientInterval, idleDetection, leastBetweenPings, noStrikes, struck } from '../../../src/detectors/keepalive/grpcKeepalive.ts';
import { negotiated, sendCheck } from '../../../src/detectors/keepalive/amqpHeartbeat.ts';
import { keepalive, type KeepaliveParams } from '../../../src/detectors/keepalive.ts';
import { defaults } from '../../../src/parameters.ts';
import { sec } from '../../../src/time.ts';
import { simulate } from '../../../sim/run.ts';
import { heard, talkers } from '../../support/talkers.ts';
import { soloist } from '../../support/soloist.ts';
import type { Units } from '../vector.ts';

function amqp({ server, client }: { server: number; client: number }) {
  const timeout = negotiated(server * sec, client * sec);
  return { timeout: timeout / sec, sendEvery: sendCheck(timeout) / sec };
}

/** A node that says nothing more from `last` on, until it is given up. `phase`: of the monitor's ticker, in its period. */
function silenceOf(ticktime: number, phase: number, last: number): { readonly down: number; readonly ticks: readonly number[] } {
  const params = { ...defaults(keepalive.parameters, { flavour: 'erlang' }), interval: ticktime * sec, flavour: 'erlang' } as KeepaliveParams;
  const stage = soloist(keepalive, { params, watchedBy: [] }, [phase]);
  const word = { incarnation: 0, life: 0, link: 1 };
  stage.deliver(0, 1, { kind: 'keepalive.hello', ...word });
  stage.deliver(last, 1, { kind: 'keepalive.beat', ...word });
  stage.rest(10 * ticktime * sec);
  const ticks = stage.timeline.filter(effect => effect.kind === 'send' && effect.message.kind === 'keepalive.beat').map(({ at }) => at);
  return { down: stage.timeline.find(({ kind }) => kind === 'suspect')!.at, ticks };
}

/** A peer that is idle ticks as often as its monitor does. It fails just after a tick, or just before the next would have been due. */
function netTicks({ ticktime }: { ticktime: number }) {
  const every = silenceOf(ticktime, 0.5, 1).ticks.map((at, i, all) => at - (all[i - 1] ?? at)).at(-1)!;
  const [early, late] = [every / 2 + 1, 3 * every / 2 - 1].map(last => silenceOf(ticktime, 0.5, last).down - last) as [number, number];
  return { tickEvery: every / sec, min: Math.round((late - every) / sec * 1_000) / 1_000, max: Math.round(early / sec * 1_000) / 1_000 };
}

/** An idle connection to a host that is gone: the last packet, an acknowledgement, came after 4 ms. */
function tcp({ time, interval, probes }: { time: number; interval: number; probes: number }): number {
  const run = simulate({
    flatline: 1, seed: 'tcp', horizon: `${2 * (time + interval * probes)}s`, processes: 2, watches: 'all', detector: { kind: 'talkers' },
    network: { latency: '1ms', keepaliveAfter: `${time}s`, keepaliveEvery: `${interval}s`, keepaliveProbes: probes },
    faults: [{ id: 'gone', at: '10ms', kind: 'crash', how: 'blackhole', process: 1 }],
  }, { trace: 'full', detectors: { talkers: talkers([{ at: 0, from: 0, to: 1, word: 1 }]) } });
  return (heard(run).find(([, self, , signal]) => self === 0 && signal === 'reset')![0] - 4) / 1_000;
}

const grpcClient = ({ configured }: { configured: number }) => {
  const effective = clientInterval(configured * sec);
  const { answerWithin } = defaults(keepalive.parameters, { flavour: 'grpc' });
  return { effective: effective / sec, detectIdleDeadAfter: idleDetection(effective, answerWithin!) / sec };
};

function pingStrikes({ pingAt, activeStreams }: { pingAt: readonly number[]; activeStreams: boolean }) {
  const { permit, strikes } = defaults(keepalive.parameters, { flavour: 'grpc' }) as KeepaliveParams;
  const state = noStrikes();
  return pingAt.map(at => {
    const goaway = struck(state, at * sec, { permit: leastBetweenPings(permit, activeStreams), strikes });
    return { strikes: state.strikes, goaway };
  });
}

export const keepaliveUnits: Units = {
  'misc-timeouts/rabbitmq-heartbeat-negotiation-if-either-is': amqp,
  'misc-timeouts/erlang-net-ticktime-4-ticks-per': netTicks,
  'misc-timeouts/linux-tcp-keepalive-on-an-idle': tcp,
  'misc-timeouts/grpc-client-keepalive-time-s-disabled': grpcClient,
  'misc-timeouts/server-enforcement-permit-keepalive-time-300': pingStrikes,
};
