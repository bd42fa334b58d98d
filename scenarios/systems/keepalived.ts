import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import type { Step } from './history.ts';
import { reached, reachedAfter, rivalry } from './milestones.ts';
import type { Milestone, System } from './system.ts';

const first = ({ note }: Step): boolean => note?.kind === 'claims' || note?.kind === 'yields' ? note.resource === 0 : true;

const takesOver: Milestone = reached('a backup enters MASTER', 'claims', 'first', { byTarget: false, where: first });
const yieldsBack: Milestone = reachedAfter('the backup leaves MASTER, since the better router speaks again', 'yields', 'first', { byTarget: false, where: first });

const dualMaster = rivalry('two routers are master of one address');

/**
 * keepalived 2.2.7, vrrp.c and vrrp_scheduler.c, measured on Debian 12: routers on hosts of their own, by multicast. Under loss too:
 * four addresses at 0.1 s in version 3 with 20 % lost each way had two masters 16 times a minute (32 in 120 s), here 15.
 */
export const keepalived: System = {
  name: 'keepalived-vrrp',
  aliases: ['keepalived', 'vrrp'],
  title: 'keepalived (VRRP)',
  version: '2.2.7',
  summary: 'Routers share an address: the one of the highest priority answers for it, and without its advertisements the next.',
  options: {
    vrrp_version: { kind: 'choice', default: '2', choices: ['2', '3'], meaning: 'RFC 3768 or RFC 5798', source: 'vrrp_data.c' },
    advert_int: { kind: 'duration', unit: 's', default: 1 * sec, min: 10_000, max: 255 * sec, meaning: 'how often the master advertises', source: 'vrrp_data.c' },
    'priority.master': { kind: 'count', default: 200, min: 1, max: 255, meaning: 'of the router that should be master' },
    'priority.backup': { kind: 'count', default: 100, min: 1, max: 254, meaning: 'of the other routers', source: 'priority: VRRP_PRIO_DFL' },
    backups: { kind: 'count', default: 1, min: 1, max: 20, meaning: 'how many other routers there are' },
    instances: { kind: 'count', default: 1, min: 1, max: 100, meaning: 'how many addresses they share' },
    nopreempt: { kind: 'flag', default: false, meaning: 'a better router that returns leaves the other master', source: 'vrrp.c' },
    preempt_delay: { kind: 'duration', unit: 's', default: 0, meaning: 'how long a better router bears the other', source: 'vrrp.c' },
    down_timer_adverts: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'advertisements that a backup waits for', source: 'vrrp.h' },
    vrrp_startup_delay: { kind: 'duration', unit: 's', default: 0, meaning: 'how long after its start no router takes over', source: 'global_data.c' },
    'process-start': {
      kind: 'duration', default: 30_000, meaning: 'from the program\'s start until its timers run, at least: of the machine, not of keepalived',
      source: '25 starts of Debian\'s package on a loaded machine: 19 to 100 ms, half of them within 64 ms',
    },
    'process-start-spread': { kind: 'duration', default: 80_000, meaning: 'how much longer than that it may take, by chance' },
    term: { kind: 'flag', default: false, meaning: 'a kill is a SIGTERM: the master says with priority 0 that it stops' },
  },
  rules: [
    { says: 'in version 2 advert_int is whole seconds', strength: 'refuses', holds: ({ vrrp_version: version, advert_int: every }) => version === '3' || (every as number) % sec === 0 },
    { says: 'in version 3 advert_int is at most 40.95 s', strength: 'refuses', holds: ({ vrrp_version: version, advert_int: every }) => version === '2' || (every as number) <= 40_950_000 },
    { says: 'nopreempt and preempt_delay exclude each other', strength: 'refuses', holds: ({ nopreempt, preempt_delay: delay }) => nopreempt !== true || delay === 0 },
    { says: 'the master\'s priority is above the backups\', or the higher address leads', strength: 'advises', holds: options => options['priority.master']! > options['priority.backup']! },
  ],
  roles: {
    master: { meaning: 'the router of the highest priority', holder: 'master' },
    backup: { meaning: 'another router', holder: 'backup0' },
  },
  milestones: {
    master: takesOver,
    masterLast: reached('the last address has a new master', 'claims', 'last', { byTarget: false }),
    masterAgain: reachedAfter('the better router enters MASTER again', 'claims', 'first', { byTarget: true, where: first }),
    backupYields: yieldsBack,
  },
  counts: { dualMasters: { meaning: 'how often two routers were master of one address, from the fault on', of: history => dualMaster.spans(history).length } },
  falseVerdicts: { dualMaster },
  differences: [
    'Gratuitous ARP and the removal of addresses are instantaneous here, so an address has no owner, or two, for some milliseconds less.',
  ],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const every = options.advert_int as number;
    const down = (options.down_timer_adverts as number) * every + Math.max(1 * sec, every);
    const least = (options['process-start'] as number) + (options.vrrp_startup_delay as number);
    const start = least + (options['process-start-spread'] as number);
    const settled = 2 * sec + start + 3 * down + (options.preempt_delay as number);
    const isTerm = options.term === true && fault === 'kill';
    const backups = Array.from({ length: options.backups as number }, (_, i) =>
      ({ name: `backup${i}`, role: 'backup', params: { priority: options['priority.backup'] as number } }));
    return {
      // a microsecond before its end it says so: then the instant of the end is no matter of chance
      settled, phase: isTerm ? 1 : every,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 3 * down + start + (options.preempt_delay as number),
      file: {
        processes: [
          { name: 'master', role: 'master', params: { priority: options['priority.master'] as number, ...(isTerm && { stopsAt: formatDuration(settled - 1) }) } },
          ...backups,
        ],
        service: {
          kind: 'vrrp', version: options.vrrp_version, advertInterval: text('advert_int'), advertsMissed: options.down_timer_adverts,
          preempt: options.nopreempt !== true, preemptDelay: text('preempt_delay'), startDelay: formatDuration(least),
          startSpread: text('process-start-spread'), instances: options.instances,
        },
      },
    };
  },
};
