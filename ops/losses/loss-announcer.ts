import type { Event } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { ProcessLoss } from '../../kernel/record/process-loss.ts';
import type { SiteState } from '../../kernel/site/state.ts';
import type { Coordination, Watch } from '../../platform/coordination/port.ts';
import { type ProcessPresence, presencePrefix, readPresence } from '../../platform/coordination/presence.ts';
import type { EventLog } from '../../platform/log/port.ts';
import { encodeLoss, lossTopic } from '../projector/topics.ts';
import { LossWatch, roleOfName, type WatchedProcess } from './loss-watch.ts';

/**
 * Watches the signs of life of all processes, and says in the log who is lost and who came back. What it
 * finds while the log is away is said when it is back.
 */
export interface AnnouncerParts {
  readonly coordination: Coordination;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly lostAfterMs: number;
  appeared(presence: ProcessPresence): void;
  vanished(process: string): void;
}

const lookEveryMs = 250;
const listEveryMs = 2000;
/** After a reset of the watch, those not named again within this are taken for gone. */
const resetSettlesMs = 2000;
/** Findings that wait for the log; more are dropped, oldest first, and found again by the next ops. */
const waiting_max = 10_000;

export class LossAnnouncer {
  readonly #parts: AnnouncerParts;
  readonly #watch: LossWatch;
  readonly #present = new Map<string, ProcessPresence>();
  #looks: Timer | undefined;
  #absence: Timer | undefined;
  readonly #settling = new Set<Timer>();
  readonly #waiting: ProcessLoss[] = [];
  #subscription: Watch | undefined;
  #openOwners: readonly (WatchedProcess & { readonly at: number })[] = [];
  #saying = false;
  #closed = false;
  readonly counters = { lost: 0, returned: 0, notSaid: 0 };

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
    this.#watch = new LossWatch(parts.lostAfterMs);
  }

  /** `owners`: who, by the rows, still has open calls or agents; `before`: what was found in earlier lives. */
  start(
    owners: Iterable<{ process: string; boot: string; site: string; at: number }>,
    before: readonly ProcessLoss[],
  ): void {
    for (const finding of before) this.#watch.restore(finding);
    this.#openOwners = [...owners].map((owner) => ({ ...owner, role: roleOfName(owner.process) }));
    this.#subscription = this.#parts.coordination.watch(
      presencePrefix,
      (change) => {
        if (change.type === 'delete') this.#vanished(change.key.slice(presencePrefix.length));
        else this.#appeared(readPresence(change.entry.value));
      },
      () => this.#reset(),
    );
    this.#looks = this.#parts.timers.every(lookEveryMs, () => this.#look());
    void this.#findAbsent();
  }

  heard(event: Event): void {
    const { process, boot } = event.id;
    const site = event.site === process ? '' : event.site;
    const role = this.#present.get(process)?.role ?? roleOfName(process);
    this.#watch.heard({ process, boot, site, role }, event.atMs, this.#parts.clock.wallMs());
  }

  heardState(state: SiteState): void {
    this.#watch.heardNode(state.site, state.incarnation.boot, this.#parts.clock.wallMs());
  }

  close(): void {
    this.#closed = true;
    this.#subscription?.cancel();
    this.#looks?.cancel();
    this.#absence?.cancel();
    for (const timer of this.#settling) timer.cancel();
  }

  #appeared(presence: ProcessPresence | undefined): void {
    if (!presence) return;
    this.#present.set(presence.process, presence);
    this.#watch.appeared(presence, this.#parts.clock.wallMs());
    this.#parts.appeared(presence);
  }

  #vanished(process: string): void {
    this.#present.delete(process);
    this.#watch.vanished(process, this.#parts.clock.wallMs());
    this.#parts.vanished(process);
  }

  #reset(): void {
    const before = [...this.#present.keys()];
    this.#present.clear();
    const settle = () => {
      this.#settling.delete(timer);
      for (const process of before) if (!this.#present.has(process)) this.#vanished(process);
    };
    const timer = this.#parts.timers.after(resetSettlesMs, settle);
    this.#settling.add(timer);
  }

  /**
   * Owners of open rows that show no sign of life may be long gone. A role of which nobody at all shows
   * any is not judged: then it is the signs that are missing, not the processes.
   */
  async #findAbsent(): Promise<void> {
    if (this.#closed || this.#openOwners.length === 0) return;
    try {
      const { entries } = await this.#parts.coordination.list(presencePrefix);
      const shown = entries.map((entry) => readPresence(entry.value)).filter((each) => each !== undefined);
      const roles = new Set(shown.map((presence) => presence.role));
      const now = this.#parts.clock.wallMs();
      this.#openOwners = this.#openOwners.filter((owner) => {
        const alive = shown.some((each) => each.process === owner.process && each.boot === owner.boot);
        if (alive) return false;
        if (!roles.has(owner.role)) return true;
        this.#watch.absent(owner, owner.at, now);
        return false;
      });
    } catch {
      // Coordination is away: asked again below.
    }
    if (!this.#closed) this.#absence = this.#parts.timers.after(listEveryMs, () => void this.#findAbsent());
  }

  #look(): void {
    this.#waiting.push(...this.#watch.findings(this.#parts.clock.wallMs()));
    while (this.#waiting.length > waiting_max) {
      this.#waiting.shift();
      this.counters.notSaid += 1;
    }
    if (!this.#saying && this.#waiting.length > 0) void this.#say();
  }

  async #say(): Promise<void> {
    this.#saying = true;
    const findings = [...this.#waiting];
    try {
      await this.#parts.log.append(
        lossTopic,
        findings.map((finding) => ({ key: finding.process, value: encodeLoss(finding) })),
      );
      this.#waiting.splice(0, findings.length);
      for (const { state } of findings) this.counters[state] += 1;
    } catch {
      // The log is away: said at the next look.
    }
    this.#saying = false;
  }
}
