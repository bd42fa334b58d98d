import type { ProcessId, Start } from '../../contract.ts';
import { NEVER, type Duration, type Time } from '../../time.ts';
import type { Outlet } from './link.ts';
import type { NodeLifecycleParams } from './parameters.ts';

/**
 * Of a loop that begins at a random place in its first period: in the first life only, since a later one begins where it
 * begins. Without an API server it never does.
 */
export function firstRun({ params: { phase }, incarnation, now }: Start<NodeLifecycleParams>, period: Duration, server: ProcessId, port: Outlet): Time {
  if (server < 0) return NEVER;
  return now + 1 + (phase === 'uniform' && incarnation === 0 ? Math.floor(port.random() * period) : 0);
}
