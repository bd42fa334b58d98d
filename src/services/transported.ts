import type { Port, Via } from '../contract.ts';

/** A port by which everything goes out over one transport. One, reused, never kept in a state. */
export function transported(): (via: Via, port: Port) => Port {
  let out!: Port;
  const byStream: Port = {
    random: () => out.random(), send: (to, message) => out.send(to, message, 'stream'), close: to => out.close(to), note: event => out.note(event),
    trust: peer => out.trust(peer), suspect: peer => out.suspect(peer), fail: peer => out.fail(peer),
  };
  return (via, port) => {
    if (via === 'datagram') return port;
    out = port;
    return byStream;
  };
}
