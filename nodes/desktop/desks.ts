import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { DesktopEvent } from './protocol.ts';
import { desktopLimits } from './protocol.ts';

export interface Desk {
  readonly agentId: string;
  readonly epoch: number;
  /** End of the attachment, on the site's own clock. */
  endsAtMs: number;
  over(because: Extract<DesktopEvent, { type: 'over' }>['because']): void;
}

/**
 * One desktop for each agent: the highest epoch wins and the older is told. An attachment is worth
 * `attachmentMs` from the sending of its last renewal, whatever becomes of its socket: a page that is
 * loaded anew within that time finds everything as it was.
 */
export class Desks {
  readonly #desks = new Map<string, { readonly desk: Desk; timer: Timer }>();
  readonly #timers: Timers;
  readonly #nowMs: () => number;
  readonly #lost: (agentId: string) => void;

  /** `nowMs` is the larger of monotonic and wall time passed; `lost` is told when an attachment ran out. */
  constructor(timers: Timers, nowMs: () => number, lost: (agentId: string) => void) {
    this.#timers = timers;
    this.#nowMs = nowMs;
    this.#lost = lost;
  }

  /** False when a later desktop has the agent already. */
  attach(desk: Desk): boolean {
    const current = this.#desks.get(desk.agentId);
    if (current && current.desk.epoch > desk.epoch) return false;
    current?.timer.cancel();
    current?.desk.over('superseded');
    this.#desks.set(desk.agentId, { desk, timer: this.#watch(desk) });
    return true;
  }

  isAttached(desk: Desk): boolean {
    return this.#desks.get(desk.agentId)?.desk === desk && this.#nowMs() < desk.endsAtMs;
  }

  /** `sentMs`: when, on this site's clock, the page had certainly not yet sent its renewal. */
  renew(desk: Desk, sentMs: number): boolean {
    if (!this.isAttached(desk)) return false;
    desk.endsAtMs = Math.max(desk.endsAtMs, sentMs + desktopLimits.attachmentMs);
    return true;
  }

  /** The agent signed out: nothing is lost. */
  detach(desk: Desk): void {
    const current = this.#desks.get(desk.agentId);
    if (current?.desk !== desk) return;
    current.timer.cancel();
    this.#desks.delete(desk.agentId);
  }

  close(): void {
    for (const { desk, timer } of this.#desks.values()) {
      timer.cancel();
      desk.over('closing');
    }
    this.#desks.clear();
  }

  #watch(desk: Desk): Timer {
    return this.#timers.after(Math.max(1, desk.endsAtMs - this.#nowMs()), () => {
      const current = this.#desks.get(desk.agentId);
      if (current?.desk !== desk) return;
      if (this.#nowMs() < desk.endsAtMs) {
        current.timer = this.#watch(desk);
        return;
      }
      this.#desks.delete(desk.agentId);
      desk.over('attachment-lost');
      this.#lost(desk.agentId);
    });
  }
}
