import type { ProcessId, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';

/** One end of a connection with one peer. */
export interface Line {
  readonly peer: ProcessId;
  readonly isWatched: boolean;
  readonly dials: boolean;
  /** Of its timers and its traffic: a share of a period. */
  readonly phase: number;
  state: 'closed' | 'dialling' | 'open';
  /** Its name: the life of the one that dials, and how often that one has dialled in it. */
  life: number;
  link: number;
  /** The newest incarnation of the peer that was heard of; −1 before. */
  known: number;
  /** The one that `trust` was called for. */
  greeted: number;
  trusted: boolean;
  /** What its flavour keeps; of the last connection while there is none. */
  rule: unknown;
  ruleAt: Time;
  /** When it dials, or dials again; NEVER if that is for the other to do. */
  dialAt: Time;
  /** Until then a first connection is awaited without suspicion. */
  doubtAt: Time;
  dataAt: Time;
}

export function newLine(peer: ProcessId, isWatched: boolean, dials: boolean, phase: number): Line {
  return {
    peer, isWatched, dials, phase, state: 'closed', life: -1, link: 0, known: -1, greeted: -1, trusted: true, rule: undefined,
    ruleAt: NEVER, dialAt: NEVER, doubtAt: NEVER, dataAt: NEVER,
  };
}

export const lineDue = ({ ruleAt, dialAt, doubtAt, dataAt }: Line): Time => Math.min(ruleAt, dialAt, doubtAt, dataAt);

/** Whether what was said on connection (life, link) belongs to the one that stands, or is being made. */
export const isCurrent = (line: Line, life: number, link: number): boolean =>
  line.state !== 'closed' && life === line.life && link === line.link;
