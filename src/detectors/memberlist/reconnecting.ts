import type { Port, ProcessId } from '../../contract.ts';
import { drawn } from '../swim/rounds.ts';
import type { Members } from './members.ts';

/**
 * Which of the failed to try to join again; −1 for none. Each member tries as seldom as makes one try for each of them among
 * all that run (Serf serf.go, reconnect).
 */
export function toReconnect({ others, standings }: Members, port: Pick<Port, 'random'>): ProcessId {
  const failed = others.filter(peer => standings[peer] === 'failed');
  if (failed.length === 0) return -1;
  const running = others.length + 1 - failed.length;
  return port.random() > failed.length / running ? -1 : failed[drawn(failed.length, port)]!;
}
