import { describe, expect, test } from 'vitest';
import { push } from '../../../src/detectors/push.ts';
import { riseFall } from '../../../src/detectors/riseFall.ts';
import { pull } from '../../../src/detectors/pull.ts';
import type { AnyDetector, Note } from '../../../src/contract.ts';
import { defaults } from '../../../src/parameters.ts';
import { services } from '../../../src/services/index.ts';
import { loadBalancer, type LoadBalancerParams, type LoadBalancerState } from '../../../src/services/loadBalancer.ts';
import type { Balancer } from '../../../src/services/loadBalancer/balancer.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { MiniCluster, type MiniClusterOptions } from '../../support/miniCluster.ts';

const usual = defaults(loadBalancer.parameters) as LoadBalancerParams;
const pushing = {
  interval: 100 * ms, phase: 'zero', pacing: 'fixedRate', clock: 'monotonic', checkEvery: 0, checkPhase: 'zero',
  estimator: { kind: 'fixed', params: { timeout: 350 * ms, restart: 'newest', cutoff: NEVER } },
};

interface Options extends Partial<MiniClusterOptions> { readonly inner?: AnyDetector; readonly within?: unknown }

/** So many backends, then one balancer, then the clients. */
function farm(backends: number, params: Partial<LoadBalancerParams> = {}, { inner = push, within = pushing, ...options }: Options = {}): MiniCluster {
  const service: LoadBalancerParams = { ...usual, work: 5 * ms, workLaw: 'constant', every: 20 * ms, opTimeout: 500 * ms, ...params };
  return new MiniCluster({
    detector: loadBalancer.over(inner), params: { service, inner: within }, roles: loadBalancer.roles(service, backends + 1),
    watches: id => (id === backends ? Array.from({ length: backends }, (_, backend) => backend) : []), ...options,
  });
}

const partOf = (cluster: MiniCluster, process: number): Balancer => cluster.state<LoadBalancerState>(process).part as Balancer;
const reached = (cluster: MiniCluster, milestone: string, from = 0): (readonly [number, number])[] => cluster.notes('reaches').flatMap(({ at, note }) =>
  (note.kind === 'reaches' && note.milestone === milestone && at >= from ? [[at / ms, note.about] as const] : []));
const count = (cluster: MiniCluster, kind: Note['kind'], from = 0): number => cluster.notes(kind).filter(({ at }) => at >= from).length;
/** How many requests were sent to each of them first. */
const shares = (cluster: MiniCluster, backends: number, from = 0): number[] =>
  Array.from({ length: backends }, (_, id) => reached(cluster, 'routed', from).filter(([, about]) => about === id).length);

describe('the service', () => {
  test('is registered; the last that is counted balances, clients stand behind', () => {
    expect(services.loadBalancer).toBe(loadBalancer);
    expect(loadBalancer.roles({ clients: 2 } as LoadBalancerParams, 3)).toEqual(['backend', 'backend', 'balancer', 'client', 'client']);
    expect(loadBalancer.roles({ clients: 0 } as LoadBalancerParams, 1)).toEqual(['balancer']);
  });

  test('needs a detector inside, and says why', () => {
    expect(() => loadBalancer.over(null)).toThrow('needs one');
  });

  test('every option tells what is too low and what is too high', () => {
    for (const [name, option] of Object.entries(loadBalancer.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
    }
  });
});

describe('when all is well', () => {
  test('each request goes to one backend in turn, and is answered', () => {
    const cluster = farm(3).run(2 * sec);
    const [a, b, c] = shares(cluster, 3) as [number, number, number];
    expect(Math.max(a, b, c) - Math.min(a, b, c)).toBeLessThanOrEqual(1);
    expect(a + b + c).toBe(count(cluster, 'invokes'));
    expect(count(cluster, 'acknowledged')).toBeGreaterThanOrEqual(count(cluster, 'invokes') - 1);
    expect(reached(cluster, 'excluded')).toEqual([]);
  });

  test('an answer takes four messages and the work', () => {
    const cluster = farm(1).run(200 * ms);
    const [invoked] = cluster.notes('invokes');
    const [acknowledged] = cluster.notes('acknowledged');
    expect(acknowledged!.at - invoked!.at).toBe(4 * ms + 5 * ms);
  });

  test('the heartbeats of backends say how much they have to do, and only those that go to a balancer', () => {
    const cluster = farm(2, { work: 60 * ms }).run(3 * sec);
    const beats = cluster.effects.flatMap(({ what, process, detail }) => (what === 'send' && (detail as { kind: string }).kind === 'push.beat' ? [{ process, ...detail as { load?: number } }] : []));
    expect(beats.length).toBeGreaterThan(40);
    expect(beats.every(({ load }) => load !== undefined)).toBe(true);
    expect(Math.max(...beats.map(({ load }) => load!))).toBeGreaterThan(5);
    const silent = farm(2, { carriesLoad: false }).run(1 * sec);
    expect(silent.effects.filter(({ detail }) => (detail as { kind?: string }).kind === 'push.beat').every(({ detail }) => !('load' in (detail as object)))).toBe(true);
  });

  test('a heartbeat that carries a load is two bytes longer', () => {
    const { messages } = loadBalancer.over(push);
    const { bytes } = messages['push.beat']!;
    const beat = { kind: 'push.beat' };
    const inner = push.messages['push.beat'].bytes as number;
    expect([beat, { ...beat, load: 3 }].map(message => (bytes as (m: unknown) => number)(message))).toEqual([inner, inner + 2]);
  });
});

describe('a backend that is lost', () => {
  const lost = (params: Partial<LoadBalancerParams> = {}, options: Options = {}): MiniCluster => {
    const cluster = farm(3, params, options).run(2 * sec);
    cluster.pause(0);
    return cluster.run(4 * sec);
  };

  test('gets requests until it is suspected, and none afterwards', () => {
    const cluster = lost();
    const [[at, about]] = reached(cluster, 'excluded') as [readonly [number, number]];
    expect(about).toBe(0);
    // its last beat left at 1 900, or at 2 000, and came a millisecond later
    expect(at).toBeGreaterThanOrEqual(2_250);
    expect(at).toBeLessThanOrEqual(2_352);
    expect(reached(cluster, 'routed', at * ms + 1).filter(([, to]) => to === 0)).toEqual([]);
    const invoked = count(cluster, 'invokes', 2_400 * ms);
    expect(count(cluster, 'acknowledged', 2_400 * ms)).toBeGreaterThanOrEqual(invoked - 1);
  });

  test('and what it had is sent to others at once', () => {
    const cluster = lost();
    const again = reached(cluster, 'rerouted');
    // a third of 50 a second, for the time until it was suspected
    expect(again.length).toBeGreaterThanOrEqual(4);
    expect(new Set(again.map(([at]) => at)).size).toBe(1);
    expect(again.every(([, to]) => to !== 0)).toBe(true);
    // every client had its answer in time
    expect(count(cluster, 'invokes') - count(cluster, 'acknowledged')).toBeLessThanOrEqual(1);
  });

  test('drain: what it had is left there, and has failed for the clients', () => {
    const cluster = lost({ onSuspicion: 'drain' });
    expect(reached(cluster, 'rerouted')).toEqual([]);
    expect(count(cluster, 'invokes') - count(cluster, 'acknowledged')).toBeGreaterThan(4);
    cluster.resume(0, 'messages');
    cluster.run(5 * sec);
    expect(partOf(cluster, 3).pending.size).toBeLessThanOrEqual(1);
  });

  test('without retries nothing is sent twice', () => {
    expect(reached(lost({ retries: 0 }), 'rerouted')).toEqual([]);
    expect(reached(lost({ retries: 0 }), 'rejected').length).toBeGreaterThan(3);
  });

  test('comes back with its whole share, or slowly', () => {
    const back = (slowStart: number): number[] => {
      const cluster = lost({ slowStart, every: 5 * ms });
      cluster.resume(0, 'messages');
      const [[at]] = reached(cluster.run(12 * sec), 'included') as [readonly [number, number]];
      return [0, 2_000, 4_000, 6_000].map(after => reached(cluster, 'routed').filter(([when, to]) => to === 0 && when >= at + after && when < at + after + 500).length);
    };
    const [first, later] = back(0) as [number, number];
    expect(Math.abs(first - later)).toBeLessThanOrEqual(1);
    const slow = back(5 * sec);
    // of 100 requests in half a second a weight w among two others gets w / (2 + w)
    expect(slow[0]).toBeLessThan(6);
    expect(slow[1]).toBeGreaterThan(12);
    expect(slow[1]).toBeLessThan(22);
    expect(slow[2]).toBeGreaterThan(slow[1]!);
    expect(Math.abs(slow[3]! - later)).toBeLessThanOrEqual(1);
  });

  test('is noticed by checks as well: over riseFall, and over pull', () => {
    const checked = farm(3, {}, { inner: riseFall, within: { ...defaults(riseFall.parameters, { flavour: 'haproxy' }), interval: 200 * ms, phase: 'zero' } }).run(2 * sec);
    const asked = farm(3, {}, { inner: pull, within: { ...defaults(pull.parameters), interval: 200 * ms, timeout: 100 * ms, attempts: 2 } }).run(2 * sec);
    for (const cluster of [checked, asked]) {
      cluster.pause(1);
      cluster.run(4 * sec);
      expect(reached(cluster, 'excluded').map(([, about]) => about)).toEqual([1]);
      const messages = cluster.effects.filter(({ what, process, detail }) => what === 'send' && process === 0 && 'load' in (detail as object) && !(detail as { kind: string }).kind.startsWith('loadBalancer'));
      expect(messages.length).toBeGreaterThan(5);
    }
  });
});

describe('too few are trusted', () => {
  const dark = (panicThreshold: number, gone: number): MiniCluster => {
    const cluster = farm(4, { panicThreshold }).run(2 * sec);
    for (let id = 0; id < gone; id++) cluster.cutOneWay(id, 4);
    return cluster.run(4 * sec);
  };

  test('half of them are not too few, by the strict comparison', () => {
    const cluster = dark(0.5, 2);
    expect(reached(cluster, 'panic')).toEqual([]);
    expect(shares(cluster, 4, 3 * sec).slice(0, 2)).toEqual([0, 0]);
  });

  test('with fewer, all are used, also those that are suspected', () => {
    const cluster = dark(0.5, 3);
    expect(reached(cluster, 'panic').map(([, about]) => about)).toEqual([4]);
    const each = shares(cluster, 4, 3 * sec);
    expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
    cluster.heal();
    cluster.run(5 * sec);
    expect(reached(cluster, 'panicEnds')).toHaveLength(1);
    expect(reached(cluster, 'included').map(([, about]) => about).sort()).toEqual([0, 1, 2]);
  });

  test('without a threshold everybody is turned away when nobody is trusted, and the balancer acts no more', () => {
    const cluster = dark(0, 4);
    const [yielded] = cluster.notes('yields', 4);
    expect(yielded!.at).toBeGreaterThan(2 * sec);
    expect(reached(cluster, 'rejected', yielded!.at).length).toBeGreaterThan(50);
    expect(reached(cluster, 'routed', yielded!.at + 1)).toEqual([]);
    cluster.heal();
    cluster.run(5 * sec);
    expect(cluster.notes('acts', 4)).toHaveLength(2);
  });
});

describe('the load', () => {
  /** The first of three takes five times as long. */
  const uneven = (policy: LoadBalancerParams['policy']): number[] => {
    const service: LoadBalancerParams = { ...usual, policy, work: 5 * ms, workLaw: 'constant', every: 5 * ms, opTimeout: 500 * ms };
    const detector = loadBalancer.over(push);
    const slow: AnyDetector = { ...detector, init: (start, port) => detector.init({ ...start, params: start.self === 0 ? { ...start.params, service: { ...service, work: 25 * ms } } : start.params }, port) };
    let draws = 0;
    const cluster = new MiniCluster({
      detector: slow, params: { service, inner: pushing }, roles: loadBalancer.roles(service, 4), watches: id => (id === 3 ? [0, 1, 2] : []),
      random: () => (draws++ * 0.618_033_988_7) % 1,
    }).run(4 * sec);
    return shares(cluster, 3, 1 * sec);
  };

  test('in turn, a slow backend gets as much as a fast one', () => {
    const [slow, fast] = uneven('roundRobin') as [number, number];
    expect(Math.abs(slow - fast)).toBeLessThanOrEqual(1);
  });

  test.each(['leastOutstanding', 'leastLoad', 'twoChoices'] as const)('%s spares it', policy => {
    const [slow, fast, other] = uneven(policy) as [number, number, number];
    expect(slow).toBeLessThan(0.7 * Math.min(fast, other));
    expect(slow).toBeGreaterThan(0);
  });

  test('a backend with a full line refuses, and the request is sent to another', () => {
    const cluster = farm(2, { backlog: 1, work: 45 * ms, every: 20 * ms, retries: 1 }).run(3 * sec);
    const refused = cluster.effects.filter(({ what, detail }) => what === 'send' && (detail as { kind: string }).kind === 'loadBalancer.done' && !(detail as { accepted: boolean }).accepted);
    expect(refused.length).toBeGreaterThan(5);
    expect(reached(cluster, 'rerouted').length).toBeGreaterThan(0);
    expect(reached(cluster, 'rejected').length).toBeGreaterThan(0);
  });

  test('what nobody answers in time has failed', () => {
    const cluster = farm(1, { work: 10 * sec, timeout: 300 * ms }).run(2 * sec);
    const [rejected] = reached(cluster, 'rejected');
    expect(rejected![0] - cluster.notes('invokes')[0]!.at / ms).toBe(301);
    expect(count(cluster, 'acknowledged')).toBe(0);
  });
});

test('several balancers: each client asks its own, and each has its own opinion', () => {
  const roles = ['backend', 'backend', 'balancer', 'balancer', 'client', 'client'];
  const cluster = farm(0, {}, { roles, watches: id => (id === 2 || id === 3 ? [0, 1] : []) }).run(2 * sec);
  cluster.cutOneWay(0, 2);
  cluster.run(4 * sec);
  expect(cluster.notes('reaches').filter(({ note }) => note.kind === 'reaches' && note.milestone === 'excluded').map(({ process }) => process)).toEqual([2]);
  expect(cluster.notes('acts').map(({ process, note }) => [process, 'resource' in note && note.resource])).toEqual([[2, 0], [3, 1]]);
  expect(cluster.notes('acknowledged', 4).length).toBeGreaterThan(150);
  expect(cluster.notes('acknowledged', 5).length).toBeGreaterThan(150);
});

describe('the contract', () => {
  const eventful = (options: Options): MiniCluster => {
    const cluster = farm(3, { clients: 2, policy: 'twoChoices', slowStart: 1 * sec, workLaw: 'exponential', work: 7 * ms, every: 23 * ms }, { random: id => (0.37 * id + 0.123_457) % 1, ...options });
    // no two things fall on one instant
    let sends = 0;
    cluster.weather = () => 1_000 + (sends++ * 7_919) % 4_999;
    cluster.run(1 * sec);
    cluster.kill(0);
    cluster.cut([1], [2, 3]);
    cluster.run(2 * sec);
    cluster.heal();
    cluster.restart(0);
    cluster.run(3 * sec);
    cluster.kill(4);
    cluster.restart(4);
    return cluster.run(4 * sec);
  };
  const plain = eventful({});

  test('a state is plain data: cloned after every step, it does the same', () => {
    expect(plain.effects.length).toBeGreaterThan(1_500);
    expect(reached(plain, 'included').length).toBeGreaterThan(1);
    expect(eventful({ cloning: true }).effects).toEqual(plain.effects);
  });

  test('waking early does nothing', () => expect(eventful({ restless: true }).effects).toEqual(plain.effects));

  test('a client that restarts uses no number twice', () => {
    const numbers = plain.notes('invokes', 4).map(({ note }) => ('operation' in note ? note.operation : -1));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBeGreaterThan(100);
  });

  test('a process of another role does nothing of its own', () => {
    const cluster = farm(0, {}, { roles: ['witness', 'client'], watches: () => [] }).run(1 * sec);
    expect(cluster.effects).toEqual([]);
  });
});
