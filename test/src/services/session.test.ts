import { describe, expect, test } from 'vitest';
import type { Note, Port } from '../../../src/contract.ts';
import { defaultOf } from '../../../src/parameters.ts';
import { services } from '../../../src/services/index.ts';
import { session, type SessionParams } from '../../../src/services/session.ts';
import { store, type Store } from '../../../src/services/session/store.ts';
import { beliefUntil, drop, extend, hold, wakeWork, workDeadline, written, type Worker } from '../../../src/services/session/work.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { plainBeats } from '../../support/plainBeats.ts';
import { sent, sessions } from '../../support/sessionCluster.ts';

describe('the service', () => {
  test('is registered; members and the store stand behind the servers', () => {
    expect(services.session).toBe(session);
    expect(session.roles({ members: 2, stores: 1 } as SessionParams, 3)).toEqual(['server', 'server', 'server', 'member', 'member', 'store']);
    expect(session.roles({ members: 0, stores: 0 } as SessionParams, 1)).toEqual(['server']);
  });

  test('takes no detector inside, and says why', () => {
    expect(() => session.over(plainBeats)).toThrow('a heartbeat of its own');
  });

  test('every option tells what is too low and what is too high', () => {
    for (const [name, option] of Object.entries(session.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
    }
  });

  test('each flavour has the defaults of its system', () => {
    const of = (flavour: SessionParams['flavour']): unknown[] =>
      (['timeout', 'heartbeat', 'tick'] as const).map(key => (defaultOf(session.parameters, key, { flavour }) as number) / sec);
    expect([of('zookeeper'), of('kafkaClassic'), of('kafkaConsumer'), of('kraft'), of('eureka')]).toEqual(
      [[30, 0, 2], [45, 3, 2], [45, 5, 2], [9, 2, 2], [90, 30, 60]]);
  });

  test.each(['zookeeper', 'kafkaClassic', 'kafkaConsumer', 'kraft', 'eureka'] as const)('%s stands without a server, and without anybody', flavour => {
    const cluster = sessions({ flavour, members: 2 }, { roles: ['member', 'member', '', 'store'] }).run(100 * sec);
    expect(cluster.effects.filter(({ what }) => what === 'send')).toEqual([]);
    expect(cluster.state<{ part: unknown }>(2).part).toBe(null);
  });

  test.each(['kafkaClassic', 'kafkaConsumer', 'kraft'] as const)('%s: only the first server keeps sessions', flavour => {
    const cluster = sessions({ flavour, members: 2 }, { servers: 2 }).run(30 * sec);
    expect(sent(cluster, 'session.beat', 2, 1)).toEqual([]);
    expect(sent(cluster, 'session.beat', 2, 0).length).toBeGreaterThan(3);
  });
});

describe('the store', () => {
  const refusals = (fencing: boolean): string[] => {
    const said: string[] = [];
    const port = { note: (event: Note) => said.push(`${event.kind} ${'epoch' in event ? event.epoch : ''}`), send() {} } as unknown as Port;
    const state: Store = store.start({ params: { fencing, resources: 2 } as SessionParams, self: 0, incarnation: 0, roles: ['store'], peers: [], watches: [], watchedBy: [], now: 0 }, port);
    for (const [resource, epoch] of [[0, 3], [0, 2], [0, 3], [1, 1], [0, 4], [0, 3]] as const) {
      store.receive(state, 0, 1, { kind: 'session.write', resource, operation: 9, epoch }, port);
    }
    expect(state.newest).toEqual([4, 1]);
    expect(store.disk!(state, null)).toBe(state.newest);
    return said;
  };
  test('takes everything where it does not look at tokens', () => expect(refusals(false)).toEqual([3, 2, 3, 1, 4, 3].map(epoch => `stores ${epoch}`)));
  test('refuses what is older than the newest of the same resource', () => {
    expect(refusals(true)).toEqual(['stores 3', 'fences 2', 'stores 3', 'stores 1', 'stores 4', 'fences 3']);
  });
});

describe('what is held', () => {
  function worker(params: Partial<SessionParams> = {}): { state: Worker; said: string[]; port: Port } {
    const said: string[] = [];
    const port = {
      note: (event: Note) => said.push([event.kind, 'resource' in event ? event.resource : '', 'epoch' in event ? event.epoch : '', 'until' in event ? event.until : ''].join(' ').trim()),
      send: (_: number, { kind }: { kind: string }) => said.push(kind),
    } as unknown as Port;
    const state = { params: { every: 10, belief: 'told', ...params }, self: 1, processes: 3, store: 2, work: { held: [], nextAt: 5, issued: 0 } } as unknown as Worker;
    return { state, said, port };
  }

  test('is claimed once, extended when more time is given, and yielded when it is gone', () => {
    const { state, said, port } = worker();
    hold(state, [{ resource: 0, epoch: 1 }, { resource: 3, epoch: 1 }], 100, port);
    hold(state, [{ resource: 0, epoch: 1 }], 100, port);
    extend(state, 200, port);
    extend(state, 150, port);
    hold(state, [{ resource: 0, epoch: 2 }], 300, port);
    expect(said).toEqual(['claims 0 1', 'acts 0 1 100', 'claims 3 1', 'acts 3 1 100', 'yields 3 1', 'acts 0 1 200', 'claims 0 2', 'acts 0 2 300']);
  });

  test('is written to at its pace, and given up at its instant or when its token is refused', () => {
    const { state, said, port } = worker();
    expect(workDeadline(state)).toBe(NEVER);
    hold(state, [{ resource: 0, epoch: 1 }], 30, port);
    expect(workDeadline(state)).toBe(5);
    said.length = 0;
    wakeWork(state, 4, port);
    wakeWork(state, 5, port);
    wakeWork(state, 27, port);
    expect(said).toEqual(['invokes 0', 'session.write', 'invokes 0', 'session.write']);
    expect(workDeadline(state)).toBe(30);
    written(state, { kind: 'session.written', resource: 0, operation: 1, epoch: 1, isStored: true }, port);
    wakeWork(state, 30, port);
    expect(said.slice(4)).toEqual(['acknowledged 0', 'yields 0 1']);
    hold(state, [{ resource: 0, epoch: 2 }, { resource: 1, epoch: 5 }], NEVER, port);
    written(state, { kind: 'session.written', resource: 0, operation: 1, epoch: 1, isStored: false }, port);
    expect(state.work.held).toHaveLength(2);
    written(state, { kind: 'session.written', resource: 0, operation: 4, epoch: 2, isStored: false }, port);
    expect(state.work.held.map(({ resource }) => resource)).toEqual([1]);
    drop(state, port);
    expect(state.work.held).toEqual([]);
  });

  test('is believed in as long as the policy says', () => {
    const ends = { session: 6 * sec, connected: 4 * sec };
    expect((['told', 'session', 'connected'] as const).map(belief => beliefUntil(worker({ belief }).state, 1 * ms, ends))).toEqual([NEVER, 1 * ms + 6 * sec, 1 * ms + 4 * sec]);
  });
});
