import type { Timers } from '../../kernel/ports/timers.ts';
import type { Coordination, Watch } from '../../platform/coordination/port.ts';

/** What makes an agent session: its epoch, higher than any before. */
export interface Grant {
  /** Revision of the grant; 0 for a provisional one, which ranks below any grant. */
  readonly epoch: number;
  readonly provisional: boolean;
}

/** Who may hold an agent's session (docs/network-queue.md, ownership). */
export interface SessionGrants {
  /** Always resolves: when nobody grants within the deadline, provisionally. */
  grant(agentId: string, by: 'desktop' | 'phone'): Promise<Grant>;
  /** The session is over; best effort. */
  release(agentId: string, epoch: number): void;
  /** The agent's session was granted to another site under a higher epoch. */
  onMoved(moved: (agentId: string, epoch: number, site: string) => void): void;
  close(): void;
}

const prefix = 'agent-sessions/';
const grantWithinMs = 1000;

/** Grants by the revisions of the coordination engine. A session's key says which site has it. */
export class CoordinatedGrants implements SessionGrants {
  readonly #coordination: Coordination;
  readonly #timers: Timers;
  readonly #site: string;
  readonly #watch: Watch;
  #moved: (agentId: string, epoch: number, site: string) => void = () => {};

  constructor(coordination: Coordination, timers: Timers, site: string) {
    this.#coordination = coordination;
    this.#timers = timers;
    this.#site = site;
    this.#watch = coordination.watch(
      prefix,
      (change) => {
        if (change.type !== 'put' || change.entry.value === '' || change.entry.value === this.#site) return;
        this.#moved(change.entry.key.slice(prefix.length), change.entry.modRevision, change.entry.value);
      },
      () => {},
    );
  }

  grant(agentId: string): Promise<Grant> {
    const provisional: Grant = { epoch: 0, provisional: true };
    return new Promise((resolve) => {
      const timer = this.#timers.after(grantWithinMs, () => resolve(provisional));
      this.#coordination.put(prefix + agentId, this.#site).then(
        (epoch) => {
          timer.cancel();
          resolve({ epoch, provisional: false });
        },
        () => {
          timer.cancel();
          resolve(provisional);
        },
      );
    });
  }

  release(agentId: string, epoch: number): void {
    if (epoch === 0) return;
    // Away, or granted to somebody else since: then there is nothing to release.
    this.#coordination.compareAndPut(prefix + agentId, epoch, '').catch(() => {});
  }

  onMoved(moved: (agentId: string, epoch: number, site: string) => void): void {
    this.#moved = moved;
  }

  close(): void {
    this.#watch.cancel();
  }
}
