import type { AnyDetector, Detector, Message } from '../../contract.ts';

/** From a client. */
export interface Request extends Message { readonly kind: 'loadBalancer.request'; readonly operation: number }
/** From a balancer to a backend. */
export interface Work extends Message { readonly kind: 'loadBalancer.work'; readonly operation: number }
/** Done, or refused because there was no room; and how much the backend has to do now. */
export interface Done extends Message { readonly kind: 'loadBalancer.done'; readonly operation: number; readonly accepted: boolean; readonly load: number }
/** To the client: what it asked for, or that it failed. */
export interface Reply extends Message { readonly kind: 'loadBalancer.reply'; readonly operation: number; readonly accepted: boolean }

export type LoadBalancerMessage = Request | Work | Done | Reply;

/** A message of the detector inside, from a backend to a balancer, with the backend's load in it. */
export interface Laden extends Message { readonly load: number }

export const loadOf = (message: Message): number | undefined => (message as Partial<Laden>).load;

/** Headers of HTTP, and a page of some kilobytes. */
const head = 300;
const page = 4_000;

const own: Detector<unknown, unknown, LoadBalancerMessage>['messages'] = {
  'loadBalancer.request': { purpose: 'application', bytes: head },
  'loadBalancer.work': { purpose: 'application', bytes: head },
  'loadBalancer.done': { purpose: 'application', bytes: m => head + (m.accepted ? page : 0) },
  'loadBalancer.reply': { purpose: 'application', bytes: m => head + (m.accepted ? page : 0) },
};

export const isOwn = ({ kind }: Message): boolean => Object.hasOwn(own, kind);

/** What a load adds to a heartbeat. */
const loadBytes = 2;

/** Its own, and those of the detector inside, which are longer where they carry a load. */
export function messagesOver(inner: AnyDetector): AnyDetector['messages'] {
  const within = Object.entries(inner.messages as AnyDetector['messages']).map(([kind, { purpose, bytes }]) => {
    const without = typeof bytes === 'number' ? () => bytes : bytes;
    return [kind, { purpose, bytes: (m: Message) => without(m) + (loadOf(m) === undefined ? 0 : loadBytes) }] as const;
  });
  return { ...Object.fromEntries(within), ...own };
}
