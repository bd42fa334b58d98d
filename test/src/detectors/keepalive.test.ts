import { describe, expect, it } from 'vitest';
import { keepalive, type KeepaliveMessage, type KeepaliveParams, type KeepaliveState } from '../../../src/detectors/keepalive.ts';
import { defaults } from '../../../src/parameters.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { soloist, verdicts, type Soloist } from '../../support/soloist.ts';

const params = (own: Partial<KeepaliveParams> = {}): KeepaliveParams => ({ ...defaults(keepalive.parameters, own) as KeepaliveParams, ...own });

type Stage = Soloist<KeepaliveState, KeepaliveMessage>;
type What = KeepaliveMessage['kind'] extends `keepalive.${infer Word}` ? Word : never;

const said = (what: What, more: Partial<KeepaliveMessage> = {}): KeepaliveMessage => ({ kind: `keepalive.${what}`, incarnation: 0, life: 0, link: 1, ...more });

/** Process 0 watches process 1, which connects at once. All draws are 0 unless told otherwise. */
function server(own: Partial<KeepaliveParams> = {}, random = 0): Stage {
  const stage: Stage = soloist(keepalive, { params: params(own), watchedBy: [] }, [random]);
  stage.deliver(0, 1, said('hello'));
  return stage;
}

/** What it did: "at word", times in ms, without notes of what it did anyhow. */
const story = (stage: Stage): string[] => stage.timeline.flatMap(effect => {
  const at = effect.at / ms;
  if (effect.kind === 'send') return [`${at} ${effect.message.kind.slice('keepalive.'.length)}`];
  if (effect.kind === 'note') return effect.event.kind === 'reaches' && !['ping', 'pong'].includes(effect.event.milestone) ? [`${at} «${effect.event.milestone}»`] : [];
  return [`${at} ${effect.kind}`];
});
const from = (stage: Stage, start: number): string[] => story(stage).filter(line => Number(line.split(' ')[0]) >= start);

describe('a connection', () => {
  it('is made by the one that is watched, and trust begins with it', () => {
    expect(story(server())).toEqual(['0 «connected»', '0 trust', '0 welcome']);
  });

  it('is made by the watcher where it dials: a greeting, and what is said in answer opens it', () => {
    const stage: Stage = soloist(keepalive, { params: params({ dials: 'watcher' }), watchedBy: [] }, [0.5]);
    stage.rest(500 * ms);
    stage.deliver(510 * ms, 1, said('welcome'));
    expect(story(stage)).toEqual(['500 hello', '510 «connected»', '510 trust']);
    stage.rest(20 * sec);
    expect(from(stage, 511)).toEqual(['2710 ping']);
  });

  it('of two that watch each other the first dials', () => {
    const started = (self: number): KeepaliveState => soloist(keepalive, { params: params(), self, peers: [1 - self], watches: [1 - self], watchedBy: [1 - self] }).state;
    expect([0, 1].map(self => started(self).lines[0]!.dials)).toEqual([true, false]);
  });

  it('that is never made is doubted after `setup`, and dialled again until it is', () => {
    const stage: Stage = soloist(keepalive, { params: params({ dials: 'watcher', setup: 3 * sec }), watchedBy: [] }, [0]);
    stage.rest(7 * sec);
    expect(story(stage)).toEqual(['0 hello', '3000 suspect', '3000 close', '3000 hello', '6000 close', '6000 hello']);
    stage.deliver(7 * sec, 1, said('welcome', { link: 1 }));
    stage.deliver(7 * sec, 1, said('welcome', { link: 3 }));
    expect(from(stage, 7_000)).toEqual(['7000 «connected»', '7000 trust']);
  });

  it('that is reset is over at once, and dialled again after a while', () => {
    const stage: Stage = soloist(keepalive, { params: params({ dials: 'watcher' }), watchedBy: [] }, [0]);
    stage.deliver(10 * ms, 1, said('welcome'));
    stage.deliver(300 * ms, 1, { kind: 'transport.reset' });
    stage.deliver(301 * ms, 1, { kind: 'transport.reset' });
    stage.rest(1_300 * ms);
    expect(from(stage, 300)).toEqual(['300 «closed»', '300 suspect', '1300 hello']);
  });

  it('takes the place of an older one; a greeting that was overtaken, or comes twice, begins nothing', () => {
    const stage = server();
    stage.deliver(sec, 1, said('hello', { link: 3 }));
    stage.deliver(sec + 1, 1, said('hello', { link: 3 }));
    stage.deliver(sec + 2, 1, said('hello', { link: 2 }));
    expect(from(stage, 1_000)).toEqual(['1000 «connected»', '1000 welcome', '1000.001 welcome']);
  });

  it('of an earlier one the other is told that it is gone, and hears no more of it', () => {
    const stage = server();
    stage.deliver(sec, 1, said('hello', { link: 2 }));
    stage.deliver(sec + 1, 1, said('ping', { link: 1 }));
    stage.deliver(sec + 2, 1, said('gone', { link: 1 }));
    expect(from(stage, 1_000.001)).toEqual(['1000.001 gone']);
    stage.deliver(sec + 3, 1, said('gone', { link: 2 }));
    expect(from(stage, 1_000.002)).toEqual(['1000.003 «closed»', '1000.003 suspect']);
  });

  it('a restarted process is heard of anew, and nothing that its earlier life sent', () => {
    const stage = server();
    stage.deliver(sec, 1, said('hello', { incarnation: 2, life: 2 }));
    stage.deliver(2 * sec, 1, said('hello', { incarnation: 1, life: 1, link: 9 }));
    stage.deliver(2 * sec, 1, said('ping', { incarnation: 1, life: 2 }));
    expect(from(stage, 1_000).filter(line => !line.endsWith('ping'))).toEqual(['1000 «connected»', '1000 trust', '1000 welcome']);
  });

  it('goes by stream, or by datagrams where told so', () => {
    const via = (transport: KeepaliveParams['transport']) => server({ transport }).timeline.flatMap(effect => (effect.kind === 'send' ? [effect.via] : []));
    expect([via('stream'), via('datagram')]).toEqual([['stream'], ['datagram']]);
  });
});

describe('traffic', () => {
  it('flows at its interval while there is a connection, from a phase of its own', () => {
    const stage = server({ data: 200 * ms, flavour: 'amqp' }, 0.5);
    stage.rest(sec);
    stage.deliver(sec, 1, { kind: 'transport.reset' });
    stage.rest(2 * sec);
    expect(story(stage).filter(line => line.includes('data'))).toEqual(['100.001 data', '300.001 data', '500.001 data', '700.001 data', '900.001 data']);
  });

  it('is not made good for the time that a process stood still', () => {
    const stage = server({ data: 200 * ms, flavour: 'amqp' });
    stage.deliver(sec, 1, said('beat'));
    keepalive.wake(stage.state, 1_500 * ms, { random: () => 0, send: () => undefined, close: () => undefined, trust: () => undefined, suspect: () => undefined, fail: () => undefined, note: () => undefined });
    expect(keepalive.deadline(stage.state)).toBe(1_600 * ms + 1);
  });

  it('is answered where the flavour, or the option, says so', () => {
    const answers = (own: Partial<KeepaliveParams>): number => {
      const stage = server(own);
      stage.deliver(50 * ms, 1, said('data'));
      return story(stage).filter(line => line.endsWith('answer')).length;
    };
    expect([{ flavour: 'nats' }, { flavour: 'nats', answers: true }, { flavour: 'walReceiver' }].map(own => answers(own as Partial<KeepaliveParams>))).toEqual([0, 1, 1]);
  });
});

describe('as a NATS server', () => {
  const nats = (own: Partial<KeepaliveParams> = {}, random = 0): Stage => server({ interval: sec, ...own }, random);
  /** Answers each ping 1 ms later, up to an instant. */
  function answering(stage: Stage, last: number): Stage {
    for (let at = 0; at < last; at += 10 * ms) {
      const before = stage.timeline.length;
      stage.rest(at);
      const asked = stage.timeline.slice(before).some(effect => effect.kind === 'send' && effect.message.kind === 'keepalive.ping');
      if (asked) stage.deliver(at + ms, 1, said('pong'));
    }
    return stage;
  }

  it('asks at each interval; a client that goes silent is stale three intervals after its last pong, two pings unanswered', () => {
    const stage = answering(nats(), 3_500 * ms);
    stage.rest(10 * sec);
    expect(from(stage, 1)).toEqual(['1000 ping', '2000 ping', '3000 ping', '4000 ping', '5000 ping', '6000 «staleConnection»', '6000 close', '6000 «closed»', '6000 suspect']);
  });

  it('asks first after 2 s at most, up to a fifth later', () => {
    const first = (interval: number, random: number): string => {
      const stage = nats({ interval }, random);
      stage.rest(20 * sec);
      return from(stage, 1)[0]!;
    };
    expect([first(120 * sec, 0), first(120 * sec, 0.5), first(500 * ms, 0.5)]).toEqual(['2000 ping', '2200 ping', '550 ping']);
  });

  it('waits while the client speaks or asks, but not for its pongs, and not before the round trip is known', () => {
    const stage = nats({ firstPing: NEVER });
    stage.deliver(900 * ms, 1, said('data'));
    stage.deliver(1_001 * ms, 1, said('pong'));
    stage.deliver(1_900 * ms, 1, said('ping'));
    stage.rest(3_500 * ms);
    expect(from(stage, 1)).toEqual(['1000 ping', '1900 pong', '3000 ping']);
  });

  it('asks again after an hour of traffic, to know the round trip', () => {
    const stage = answering(nats({ interval: 1_000 * sec, firstPing: 10 * sec }), 12 * sec);
    for (let at = 500; at <= 5_000; at += 500) stage.deliver(at * sec, 1, said('data'));
    expect(from(stage, 1).filter(line => line.endsWith('ping'))).toEqual(['10000 ping', '4010000 ping']);
  });

  it('with piggyback off asks whatever it hears, as its clients do', () => {
    const stage = answering(nats({ piggyback: false }), sec + 20 * ms);
    stage.deliver(1_900 * ms, 1, said('data'));
    stage.rest(2_500 * ms);
    expect(from(stage, 1)).toEqual(['1000 ping', '2000 ping']);
  });
});

describe('as an Erlang node', () => {
  const node = (own: Partial<KeepaliveParams> = {}, random = 0.5): Stage => server({ flavour: 'erlang', interval: 4 * sec, ...own }, random);
  const downAt = (stage: Stage): number => stage.timeline.find(effect => effect.kind === 'suspect')!.at / ms;

  it('ticks four times in each net_ticktime, at its own phase, unless something was written', () => {
    const stage = node({ data: 1_100 * ms });
    stage.deliver(2_900 * ms, 1, said('beat'));
    stage.rest(3_600 * ms);
    expect(from(stage, 1)).toEqual(['500 beat', '550.001 data', '1650.001 data', '2750.001 data']);
    expect(from(node({}), 1)).toEqual([]);
  });

  it('the sixth of its ticks does not see the fifth as written', () => {
    const stage = node();
    stage.rest(2_500 * ms);
    expect(from(stage, 1)).toEqual(['500 beat', '1500 beat', '2500 beat']);
  });

  it('gives up at the fourth tick in a row that finds nothing read: T to 1.25 T after the last byte', () => {
    const after = [1_501, 1_900, 2_499].map(at => {
      const stage = node();
      stage.deliver(at * ms, 1, said('data'));
      stage.rest(20 * sec);
      return downAt(stage) - at;
    });
    expect(after).toEqual([4_999, 4_600, 4_001]);
  });

  it('says why', () => {
    const stage = node();
    stage.rest(20 * sec);
    expect(from(stage, 4_000)).toEqual(['4500 «netTickTimeout»', '4500 close', '4500 «closed»', '4500 suspect']);
  });

  it('has one ticker for all its connections, whenever they were made', () => {
    const stage: Stage = soloist(keepalive, { params: params({ flavour: 'erlang', interval: 4 * sec }), roles: ['', '', ''], peers: [1, 2], watches: [1, 2], watchedBy: [] }, [0.25, 0.5, 0.75]);
    stage.deliver(10 * ms, 1, said('hello'));
    stage.deliver(700 * ms, 2, said('hello'));
    stage.rest(1_300 * ms);
    expect(from(stage, 11).filter(line => line.endsWith('beat'))).toEqual(['250 beat', '1250 beat', '1250 beat']);
  });
});

describe('as a RabbitMQ broker', () => {
  const broker = (own: Partial<KeepaliveParams> = {}): Stage => server({ flavour: 'amqp', interval: 10 * sec, ...own });

  it('looks every half timeout and sends if nothing was sent: the handshake counts, and its own frame, so every second look', () => {
    const stage = broker();
    stage.rest(29 * sec);
    expect(from(stage, 1).filter(line => line.endsWith('beat'))).toEqual(['10000 beat', '20000 beat']);
  });

  it('gives up at the second look in a row that finds nothing: two to three timeouts after the last byte', () => {
    const silences = [10_001, 15_000, 19_999].map(at => {
      const stage = broker();
      stage.deliver(at * ms, 1, said('beat'));
      stage.rest(60 * sec);
      return stage.timeline.find(effect => effect.kind === 'suspect')!.at / ms - at;
    });
    expect(silences).toEqual([29_999, 25_000, 20_001]);
    const stage = broker();
    stage.rest(60 * sec);
    expect(from(stage, 20_001)).toEqual(['30000 beat', '30000 «heartbeatTimeout»', '30000 close', '30000 «closed»', '30000 suspect']);
  });

  it('sends no frame beside traffic, unless told to', () => {
    const beats = (piggyback: boolean): number => {
      const stage = broker({ data: sec, piggyback });
      stage.rest(29 * sec);
      return from(stage, 1).filter(line => line.endsWith('beat')).length;
    };
    expect([beats(true), beats(false)]).toEqual([0, 2]);
  });
});

describe('as gRPC', () => {
  const grpc = (own: Partial<KeepaliveParams> = {}): Stage => server({ flavour: 'grpc', interval: 10 * sec, dials: 'watched', ...own });

  it('asks an interval after the last byte, and gives up a timeout later', () => {
    const stage = grpc();
    stage.deliver(3 * sec, 1, said('data'));
    stage.rest(60 * sec);
    expect(from(stage, 3_000)).toEqual(['13000 ping', '33000 «keepaliveTimeout»', '33000 close', '33000 «closed»', '33000 suspect']);
  });

  it('anything that is read is an answer', () => {
    const stage = grpc();
    stage.deliver(29_999 * ms, 1, said('data'));
    stage.rest(40 * sec);
    expect(from(stage, 10_000)).toEqual(['10000 ping', '39999 ping']);
  });

  it('never asks where its interval is never, as without a call', () => {
    const stage = grpc({ interval: NEVER });
    stage.rest(1_000 * sec);
    expect(from(stage, 1)).toEqual([]);
  });

  it('complains of the third ping that came too early; what it sends of its own forgives them', () => {
    const asked = (own: Partial<KeepaliveParams>): string[] => {
      const stage = grpc({ interval: 3_600 * sec, ...own });
      for (let i = 0; i < 4; i++) stage.deliver((1 + 60 * i) * sec, 1, said('ping'));
      return from(stage, 1_000).filter(line => !line.endsWith('data'));
    };
    expect(asked({})).toEqual(['1000 pong', '61000 pong', '121000 pong', '181000 goaway', '181000 «tooManyPings»']);
    expect(asked({ data: 50 * sec })).toEqual(['1000 pong', '61000 pong', '121000 pong', '181000 pong']);
  });

  it('a client that is complained of connects again, and asks half as often', () => {
    const stage: Stage = soloist(keepalive, { params: params({ flavour: 'grpc', interval: 10 * sec }), watchedBy: [] }, [0]);
    stage.deliver(10 * ms, 1, said('welcome'));
    stage.deliver(10_020 * ms, 1, said('goaway'));
    stage.rest(11_020 * ms);
    stage.deliver(11_030 * ms, 1, said('welcome', { link: 2 }));
    stage.rest(40 * sec);
    expect(from(stage, 10_000)).toEqual([
      '10010 ping', '10020 «tooManyPings»', '10020 close', '10020 «closed»', '10020 suspect', '11020 hello', '11030 «connected»', '11030 trust', '31030 ping',
    ]);
  });
});

describe('as a PostgreSQL primary', () => {
  const primary = (own: Partial<KeepaliveParams> = {}): Stage => server({ flavour: 'walSender', interval: 2 * sec, ...own });

  it('asks once after half the timeout, and gives up at the full one, counted from the last word', () => {
    const stage = primary();
    stage.deliver(700 * ms, 1, said('beat'));
    stage.rest(10 * sec);
    expect(from(stage, 1)).toEqual(['1700 ping', '2700 «senderTimeout»', '2700 close', '2700 «closed»', '2700 suspect']);
  });

  it('what it sends itself counts for nothing', () => {
    const stage = primary({ data: 300 * ms });
    stage.rest(3 * sec);
    expect(from(stage, 1).filter(line => !line.endsWith('data')).slice(0, 2)).toEqual(['1000 ping', '2000 «senderTimeout»']);
  });

  it('tells a standby that asks at once', () => {
    const stage = primary();
    stage.deliver(700 * ms, 1, said('ping'));
    expect(from(stage, 1)).toEqual(['700 pong']);
  });
});

describe('as a PostgreSQL standby', () => {
  const standby = (own: Partial<KeepaliveParams> = {}): Stage => server({ flavour: 'walReceiver', interval: 2 * sec, ...own });

  it('looks when a nap of 100 ms has run out: asks at half the timeout, once, gives up at the full one', () => {
    const stage = standby();
    stage.deliver(730 * ms, 1, said('pong'));
    stage.rest(10 * sec);
    expect(from(stage, 1)).toEqual(['1730 ping', '2730 «receiverTimeout»', '2730 close', '2730 «closed»', '2730 suspect']);
    const odd = standby({ interval: 2_150 * ms });
    odd.rest(10 * sec);
    expect(from(odd, 1).slice(0, 2)).toEqual(['1100 ping', '2200 «receiverTimeout»']);
  });

  it('reports every status interval what it was not asked for, and at once what it was', () => {
    const stage = standby({ interval: 60 * sec, status: 5 * sec });
    stage.deliver(2 * sec, 1, said('ping'));
    stage.rest(13 * sec);
    expect(from(stage, 1)).toEqual(['2000 pong', '7000 beat', '12000 beat']);
    const silent = standby({ interval: 60 * sec, status: 0 });
    silent.rest(29 * sec);
    expect(from(silent, 1)).toEqual([]);
  });
});

it('calls out each verdict once', () => {
  const stage = server({ interval: sec });
  stage.rest(60 * sec);
  stage.deliver(61 * sec, 1, said('hello', { link: 2 }));
  expect(verdicts(stage.timeline)).toEqual(['0 trust 1', '3000 suspect 1', '61000 trust 1']);
});
