/** A ZooKeeper server, alone or of an ensemble. */
import { NEVER, type Time } from '../../../time.ts';
import type { Table } from '../messages.ts';
import { baseOf, isBroken, isMember, isServer, nobody, phaseOf, type Outlet, type Part, type Received } from '../state.ts';
import { asked, pinged, validated } from './clients.ts';
import { look, notified, wakeLooking } from './election.ts';
import { acknowledged, committed, joinedBy, parted, proposed, requested, settledDeadline, synchronised, ticked, touched, wakeSettled } from './ensemble.ts';
import { logged, type ZookeeperServer } from './state.ts';
import { emptyTable } from './table.ts';

/** What survives a crash: the log, and the newest epoch agreed to. */
interface Disk { readonly table: Table; readonly epoch: number }

function receive(state: ZookeeperServer, now: Time, from: number, message: Received, port: Outlet): void {
  switch (message.kind) {
    case 'session.join': return asked(state, from, message, now, port);
    case 'session.beat': return pinged(state, from, message, now, port);
    case 'session.notify': return notified(state, from, message, now, port);
    case 'session.follow': return joinedBy(state, from, message, port);
    case 'session.sync': return synchronised(state, from, message, now, port);
    case 'session.propose': return proposed(state, from, message, now, port);
    case 'session.ack': return acknowledged(state, from, message, now, port);
    case 'session.commit': return committed(state, from, message, now, port);
    case 'session.tick': return ticked(state, from, message.epoch, now, port);
    case 'session.touched': return touched(state, from, message, now, port);
    case 'session.request': return requested(state, from, message, now, port);
    case 'session.valid': return validated(state, message, port);
    default: if (isBroken(message)) ended(state, from, now, port);
  }
}

/** A session outlives its connection. */
function ended(state: ZookeeperServer, from: number, now: Time, port: Outlet): void {
  if (isMember(state, from)) state.clients = state.clients.filter(({ member }) => member !== from);
  else if (isServer(state, from)) parted(state, from, now, port);
}

export const zookeeperServer: Part<ZookeeperServer> = {
  start(all, port) {
    const base = baseOf(all);
    const disk = all.durable as Disk | null | undefined;
    const table = disk?.table ?? emptyTable(all.params.resources);
    const state: ZookeeperServer = {
      ...base, part: 'zookeeperServer', phase: phaseOf(base, all.params.tick, port), stance: 'looking', table, pending: [], epoch: disk?.epoch ?? 0,
      isServing: false, clients: [], round: 0, vote: { leader: base.self, zxid: table.zxid }, ballots: base.servers.map(() => null), decideAt: NEVER,
      noticeAt: NEVER, noticeEvery: 0, leader: nobody, tickAt: NEVER, halves: 0, since: all.now, heardAt: all.now, touched: [], tracked: [], followers: [],
    };
    look(state, all.now, port);
    return state;
  },
  receive,
  wake(state, now, port) {
    if (state.stance === 'looking') wakeLooking(state, now, port);
    else wakeSettled(state, now, port);
  },
  deadline: state => (state.stance === 'looking' ? Math.min(state.decideAt, state.noticeAt) : settledDeadline(state)),
  disk(state, before) {
    const old = before as Disk | null;
    const table = logged(state);
    return old?.table === table && old.epoch === state.epoch ? old : { table, epoch: state.epoch };
  },
};
