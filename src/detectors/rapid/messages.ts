import type { Detector, Message, ProcessId } from '../../contract.ts';
import type { Rank, Value } from './consensus.ts';

/** Everybody's incarnation, by process id; −1 for those that are no members. */
export interface Configuration { readonly epoch: number; readonly incarnations: readonly number[] }

export interface Probe extends Message { readonly kind: 'rapid.probe'; readonly number: number; readonly incarnation: number }
export interface Ack extends Message { readonly kind: 'rapid.ack'; readonly number: number; readonly asked: number; readonly incarnation: number; readonly isMember: boolean }

export interface Alert { readonly subject: ProcessId; readonly rings: readonly number[] }
interface OfEpoch extends Message { readonly epoch: number }
export interface Alerts extends OfEpoch { readonly kind: 'rapid.alerts'; readonly alerts: readonly Alert[]; readonly joiners: readonly (readonly [ProcessId, number])[] }
export interface Vote extends OfEpoch { readonly kind: 'rapid.vote'; readonly rank: Rank; readonly value: Value }
export interface Prepare extends OfEpoch { readonly kind: 'rapid.prepare'; readonly rank: Rank }
export interface Promised extends OfEpoch { readonly kind: 'rapid.promise'; readonly rank: Rank; readonly votedAt: Rank; readonly value: Value }
export interface Accept extends OfEpoch { readonly kind: 'rapid.accept'; readonly rank: Rank; readonly value: Value }
/** What the sender takes for the membership. */
export interface View extends OfEpoch { readonly kind: 'rapid.view'; readonly configuration: Configuration }
export interface Join extends Message { readonly kind: 'rapid.join'; readonly incarnation: number }
export type EpochMessage = Alerts | Vote | Prepare | Promised | Accept;
export type RapidMessage = Probe | Ack | EpochMessage | View | Join;

export const rapidMessages: Detector<unknown, unknown, RapidMessage>['messages'] = {
  'rapid.probe': { purpose: 'heartbeat', bytes: 21 },
  'rapid.ack': { purpose: 'ack', bytes: 26 },
  'rapid.alerts': { purpose: 'gossip', bytes: ({ alerts, joiners }) => 21 + joiners.length * 8 + alerts.reduce((sum, { rings }) => sum + 4 + rings.length, 0) },
  'rapid.vote': { purpose: 'election', bytes: ({ value }) => 29 + 4 * value.length },
  'rapid.prepare': { purpose: 'election', bytes: 29 },
  'rapid.promise': { purpose: 'election', bytes: ({ value }) => 37 + 4 * value.length },
  'rapid.accept': { purpose: 'election', bytes: ({ value }) => 29 + 4 * value.length },
  'rapid.view': { purpose: 'gossip', bytes: ({ configuration: { incarnations } }) => 21 + 8 * incarnations.length },
  'rapid.join': { purpose: 'election', bytes: 17 },
};
