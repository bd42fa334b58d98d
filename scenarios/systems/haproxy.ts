import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import { reached, reachedAfter, spells } from './milestones.ts';
import type { System } from './system.ts';

/** HAProxy 2.6, check.c and server.c: one proxy checks its servers, each check on a connection of its own. */
export const haproxy: System = {
  name: 'haproxy',
  title: 'HAProxy health checks',
  version: '2.6.12',
  summary: 'A proxy checks each server in turn: so many failures take it out of rotation, so many passes bring it back.',
  options: {
    servers: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many servers the proxy checks' },
    check: {
      kind: 'choice', default: 'http', choices: ['tcp', 'http'],
      meaning: 'tcp: that the server\'s kernel accepts a connection is enough; http: the server must answer', source: 'option httpchk',
    },
    inter: { kind: 'duration', unit: 'ms', default: 2 * sec, min: 1_000, meaning: 'from the end of a check to the next', source: 'server.c: DEF_CHKINTR' },
    fastinter: { kind: 'duration', unit: 'ms', default: 0, meaning: 'the same while its state is changing; 0: inter' },
    downinter: { kind: 'duration', unit: 'ms', default: 0, meaning: 'the same while it is down; 0: inter' },
    rise: { kind: 'count', default: 2, min: 1, max: 1_000, meaning: 'passes in a row until it is up', source: 'server.c: DEF_RISETIME' },
    fall: { kind: 'count', default: 3, min: 1, max: 1_000, meaning: 'failures in a row until it is down', source: 'server.c: DEF_FALLTIME' },
    'timeout check': { kind: 'duration', unit: 'ms', default: 0, meaning: 'how long a check may take; 0: inter' },
    'init-state': { kind: 'choice', default: 'none', choices: ['none', 'fully-up', 'up', 'down', 'fully-down'], meaning: 'how a server begins', source: '3.0; none before' },
  },
  rules: [{
    says: 'a tcp check never notices a server that hangs: its kernel goes on accepting', strength: 'advises', holds: ({ check }) => check === 'http',
  }],
  roles: { server: { meaning: 'one of the servers', holder: 'server0' } },
  milestones: {
    'down': reached('the proxy takes the server out of rotation (DOWN)', 'suspects', 'first', { ofTarget: true }),
    'up': reachedAfter('the proxy brings it back (UP)', 'trusts', 'first', { ofTarget: true }),
  },
  counts: {},
  falseVerdicts: { 'down': spells('the proxy takes a server out of rotation that runs', 'suspects', 'trusts') },
  scenario(options, { fault }) {
    const servers = Array.from({ length: options.servers as number }, (_, i) => ({ name: `server${i}`, role: 'server' }));
    const text = (key: string): string => formatDuration(options[key] as number);
    const [inter, fall, rise] = [options.inter, options.fall, options.rise] as number[];
    const longest = Math.max(inter!, options.fastinter as number, options.downinter as number) + Math.max(inter!, options['timeout check'] as number);
    return {
      settled: 3 * sec + 4 * longest, phase: inter!,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : longest * (Math.max(fall!, rise!) + 3) + 2 * sec,
      file: {
        processes: [...servers, { name: 'proxy', role: 'proxy' }], watches: 'star',
        detector: {
          kind: 'riseFall', flavour: 'haproxy', check: options.check === 'tcp' ? 'connect' : 'request', interval: text('inter'), timeout: text('timeout check'),
          rise, fall, fastinter: text('fastinter'), downinter: text('downinter'), initState: options['init-state'],
        },
      },
    };
  },
};
