import type { Detector, Message } from '../../contract.ts';
import type { View } from './membership.ts';

/** What the sender knows. */
export interface Gossip extends Message { readonly kind: 'downing.gossip'; readonly view: View }
/** "I have begun anew: let me in." */
export interface Join extends Message { readonly kind: 'downing.join'; readonly incarnation: number }
export interface Acquire extends Message { readonly kind: 'downing.acquire' }
export interface Granted extends Message { readonly kind: 'downing.granted'; readonly granted: boolean }
export interface Release extends Message { readonly kind: 'downing.release' }
export type DowningMessage = Gossip | Join | Acquire | Granted | Release;

/** Headers 12; of a member address, incarnation, status and age, of a row its version and its subjects. */
const gossipBytes = ({ view: { members, rows } }: Gossip): number =>
  12 + members.length * 18 + rows.reduce((sum, { unreachable }) => sum + (unreachable.length > 0 ? 8 + 4 * unreachable.length : 0), 0);

export const downingMessages: Detector<unknown, unknown, DowningMessage>['messages'] = {
  'downing.gossip': { purpose: 'gossip', bytes: gossipBytes },
  'downing.join': { purpose: 'election', bytes: 16 },
  'downing.acquire': { purpose: 'election', bytes: 12 },
  'downing.granted': { purpose: 'election', bytes: 13 },
  'downing.release': { purpose: 'election', bytes: 12 },
};
