import type { Message, Note, Port } from '../../contract.ts';

/** What clients and logs know of is one resource, 0: through this port it is that shard. Reused, never kept in a state. */
function ofShard(): (port: Port, shard: number) => Port {
  let out!: Port;
  let shard = 0;
  const port: Port = {
    random: () => out.random(), send: (to, message) => out.send(to, { ...message, shard } as Message), close: to => out.close(to),
    trust: peer => out.trust(peer), suspect: peer => out.suspect(peer), fail: peer => out.fail(peer),
    note: event => out.note('resource' in event ? { ...event, resource: shard } as Note : event),
  };
  return (to, of) => {
    out = to;
    shard = of;
    return port;
  };
}
export const sharded = ofShard();
