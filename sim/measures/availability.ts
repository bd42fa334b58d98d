/**
 * For a client: the start times of operations that are not acknowledged within `opTimeout`. Its own operations are the
 * probes; each stands for the time until the next of its kind, the last as long as the one before it.
 */
import type { Duration, Note, ProcessId, Time } from '../../src/contract.ts';
import type { LeadershipData, ProbeData } from './measured.ts';

type Access = 'read' | 'write';
interface Probe { readonly at: Time; acknowledgedAt: Time | null }
interface Client { readonly read: Probe[]; readonly write: Probe[]; readonly pending: Map<string, Probe> }

export class Availability {
  private readonly clients = new Map<ProcessId, Client>();

  note(process: ProcessId, now: Time, note: Note): void {
    if (note.kind !== 'invokes' && note.kind !== 'acknowledged') return;
    const key = `${note.resource} ${note.operation}`;
    const client = this.find(process);
    const pending = client.pending.get(key);
    if (note.kind === 'acknowledged') {
      if (pending) pending.acknowledgedAt ??= now;
    } else if (!pending) {
      const probe: Probe = { at: now, acknowledgedAt: null };
      client[note.access].push(probe);
      client.pending.set(key, probe);
    }
  }

  finish(opTimeout: Duration, warmUp: Time, horizon: Time): LeadershipData['probes'] {
    const probes: Record<number, { read: ProbeData; write: ProbeData }> = {};
    const of = (client: Client, access: Access): ProbeData => assess(client[access].filter(p => p.at >= warmUp), opTimeout, horizon);
    for (const [process, client] of this.clients) probes[process] = { read: of(client, 'read'), write: of(client, 'write') };
    return probes;
  }

  private find(process: ProcessId): Client {
    const client = this.clients.get(process) ?? { read: [], write: [], pending: new Map() };
    this.clients.set(process, client);
    return client;
  }
}

function assess(probes: readonly Probe[], opTimeout: Duration, horizon: Time): ProbeData {
  const data: ProbeData = { probes: probes.length, failed: 0, unresolved: 0, total: 0, longest: 0, resolution: 0 };
  let outage = 0;
  let gap = 0;
  probes.forEach(({ at, acknowledgedAt }, i) => {
    gap = i + 1 < probes.length ? probes[i + 1]!.at - at : Math.min(gap, horizon - at);
    data.resolution = Math.max(data.resolution, gap);
    const inTime = acknowledgedAt !== null && acknowledgedAt <= at + opTimeout;
    const unresolved = !inTime && at + opTimeout >= horizon && acknowledgedAt === null;
    const failed = !inTime && !unresolved;
    if (unresolved) data.unresolved++;
    if (failed) data.failed++;
    if (failed) data.total += gap;
    outage = failed ? outage + gap : 0;
    data.longest = Math.max(data.longest, outage);
  });
  return data;
}
