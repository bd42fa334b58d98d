/**
 * A cluster that removes whom it cannot reach: Akka's, now Pekko's, split-brain resolver (cluster/sbr at 1274d195f8ae; its rules
 * of decision at a0113a0c6dc3). A detector inside says who cannot be reached; members gossip that, the leader of each side waits
 * until it has been the same for `stableAfter`, and then either the others are removed or this side ends itself. A singleton runs
 * on the oldest member, so that a wrong decision shows: two of them.
 *
 * There is no quorum at work, only a rule that both sides know: it is safe as long as they decide about the same members. A
 * member that was paused acts on until it hears that it was removed. One that ends itself acts no more, but its heartbeats go on,
 * so that what is measured of the detector stays true: in a real system the process would end, and be started anew.
 *
 * Of Akka's gossip only what matters here is there: one partner a round, full state, no status messages, no data centers, no
 * roles of members, no seeds: when all have ended, those that begin anew wait for ever. The lease is one process of the role
 * `lease`, and never expires by itself.
 *
 * Milestones: unreachable, the decision in Akka's words (downUnreachable …), downed, removed, shutDown, up.
 */
import { NEVER, type Time } from '../time.ts';
import { overhear, type AnyDetector, type Detector, type Message, type Port, type ProcessId, type Service, type ServiceParams } from '../contract.ts';
import { memberDeadline, receiveAsMember, settle, startMember, wakeMember, type Part } from './downing/member.ts';
import { downingMessages, type DowningMessage } from './downing/messages.ts';
import { downingParameters, type DowningParams } from './downing/parameters.ts';

export type { DowningParams };

/** Who keeps the lease: first come, until it is given back. */
interface Keeper { readonly role: 'lease'; holder: ProcessId | null }

export interface DowningState {
  readonly inner: unknown;
  /** null on a process of another role. */
  readonly part: Part | Keeper | null;
}

type Params = ServiceParams<DowningParams>;

function receiveAsKeeper(part: Keeper, from: ProcessId, { kind }: DowningMessage, port: Port<DowningMessage>): void {
  if (kind === 'downing.release' && part.holder === from) part.holder = null;
  if (kind !== 'downing.acquire') return;
  part.holder ??= from;
  port.send(from, { kind: 'downing.granted', granted: part.holder === from });
}

/** The port for the inner detector: what it says of a member is heard before it is passed on. */
function earFor(): (part: DowningState['part'], port: Port) => Port {
  const overhearing = overhear();
  let listener!: Part;
  const heard = (opinion: 'trust' | 'suspect' | 'fail', peer: ProcessId): void => {
    const place = listener.members.indexOf(peer);
    if (place >= 0) listener.suspected[place] = opinion !== 'trust';
  };
  return (part, port) => {
    if (part?.role !== 'member') return port;
    listener = part;
    return overhearing.through(port, heard);
  };
}

/** @throws without a detector inside: gossip says what others saw, not who is running. */
function over(inner: AnyDetector | null): AnyDetector {
  if (!inner) throw new Error('downing removes whom a detector suspects, so it needs one');
  const ear = earFor();
  const detector: Detector<Params, DowningState, DowningMessage> = {
    name: `downing(${inner.name})`,
    // its own are `downing.parameters`, those inside are `inner.parameters`
    parameters: {} as Detector<Params, DowningState, DowningMessage>['parameters'],
    clock: params => (typeof inner.clock === 'function' ? inner.clock(params.inner) : inner.clock ?? 'monotonic'),
    messages: { ...inner.messages, ...downingMessages },
    init(all, port) {
      const role = all.roles[all.self];
      const part = role === 'member' ? startMember({ ...all, params: all.params.service }, port) : role === 'lease' ? { role, holder: null } as const : null;
      const within: unknown = inner.init({ ...all, params: all.params.inner }, ear(part, port));
      if (part?.role === 'member') settle(part, all.now, port);
      return { inner: within, part };
    },
    receive(state, now: Time, from, message: DowningMessage | Message, port) {
      const { part } = state;
      if (message.kind in downingMessages) {
        if (part?.role === 'member') receiveAsMember(part, now, from, message as DowningMessage, port);
        else if (part) receiveAsKeeper(part, from, message as DowningMessage, port);
        return;
      }
      inner.receive(state.inner, now, from, message, ear(part, port));
      if (part?.role === 'member') settle(part, now, port);
    },
    wake(state, now, port) {
      const { part } = state;
      inner.wake(state.inner, now, ear(part, port));
      if (part?.role !== 'member') return;
      settle(part, now, port);
      wakeMember(part, now, port);
    },
    deadline: ({ inner: within, part }) => Math.min(inner.deadline(within), part?.role === 'member' ? memberDeadline(part) : NEVER),
    opinion: (state, peer) => inner.opinion(state.inner, peer),
    watch: (state, peer) => inner.watch?.(state.inner, peer),
  };
  return detector;
}

export const downing: Service<DowningParams> = {
  name: 'downing',
  summary: 'Akka\'s split-brain resolver: each side of a split decides by one rule whether it goes on or ends itself.',
  parameters: downingParameters,
  roles: ({ strategy }, count) => [...Array<string>(count).fill('member'), ...(strategy === 'lease-majority' ? ['lease'] : [])],
  over,
};
