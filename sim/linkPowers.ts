/** What faults do to links: cuts, which nest, and overlays. */
import type { ProcessId } from '../src/contract.ts';
import type { Core } from './core.ts';
import type { Overlay } from './faults/fault.ts';
import { Row } from './trace.ts';

export class LinkPowers {
  constructor(protected readonly core: Core) {}

  cut(from: ProcessId, to: ProcessId): void {
    const { cuts } = this.core.world;
    const link = from * this.core.scenario.processes.length + to;
    const held = cuts.get(link) ?? 0;
    cuts.set(link, held + 1);
    if (held === 0) this.core.row(Row.cuts, from, to, 0, 0);
  }

  join(from: ProcessId, to: ProcessId): void {
    const { cuts } = this.core.world;
    const link = from * this.core.scenario.processes.length + to;
    const held = cuts.get(link)! - 1;
    if (held > 0) cuts.set(link, held);
    else {
      cuts.delete(link);
      this.core.row(Row.joins, from, to, 0, 0);
    }
  }

  degrade(overlay: Overlay): void { this.core.world.overlays = [...this.core.world.overlays, overlay]; }

  restore(fault: string): void {
    const { world } = this.core;
    const first = world.overlays.findIndex(overlay => overlay.fault === fault);
    world.overlays = world.overlays.filter((_, i) => i !== first);
  }
}
