/** Servers, members and a store on the tiny network, for the tests of that service. */
import type { Note, ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms } from '../../src/time.ts';
import { session, type SessionParams, type SessionState } from '../../src/services/session.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';
import { draws } from './raftCluster.ts';

/** One server, three members, a store; phases are zero. */
export function sessions(params: Partial<SessionParams>, options: Partial<MiniClusterOptions> & { servers?: number; seed?: number } = {}): MiniCluster {
  const { servers = 1, seed = 1, ...rest } = options;
  const service = { ...defaults(session.parameters, params), phase: 'zero', ...params } as SessionParams;
  return new MiniCluster({
    detector: session.over(null), params: { service, inner: null }, roles: session.roles(service, servers), random: draws(seed), ...rest,
  });
}

export const partOf = <S>(cluster: MiniCluster, process: ProcessId): S => cluster.state<SessionState>(process).part as S;

/** "at process milestone about", times in ms. */
export const milestones = (cluster: MiniCluster, ...kinds: readonly string[]): string[] => cluster.notes('reaches').flatMap(({ at, process, note }) =>
  (note.kind === 'reaches' && (kinds.length === 0 || kinds.includes(note.milestone)) ? [`${at / ms} ${process} ${note.milestone} ${note.about}`] : []));

/** "at process claims resource epoch", times in ms. */
export const notes = (cluster: MiniCluster, ...kinds: readonly Note['kind'][]): string[] => cluster.notes().flatMap(({ at, process, note }) =>
  (kinds.includes(note.kind) && 'resource' in note && 'epoch' in note ? [`${at / ms} ${process} ${note.kind} ${note.resource} ${note.epoch}`] : []));

/** When `from` sent messages of that kind, in ms. */
export const sent = (cluster: MiniCluster, kind: string, from: ProcessId, to?: ProcessId): number[] => cluster.effects.flatMap(({ at, what, process, detail }) => {
  const message = detail as { kind: string; to: ProcessId };
  return what === 'send' && process === from && message.kind === kind && (to === undefined || message.to === to) ? [at / ms] : [];
});
