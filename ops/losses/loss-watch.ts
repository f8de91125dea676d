import { bootNumber } from '../../kernel/record/event-order.ts';
import { lossKey, type ProcessLoss } from '../../kernel/record/process-loss.ts';

/**
 * Decides when a process is taken for lost, and when it came back after all. It is lost once its sign
 * of life has been gone for `lostAfterMs` and nothing that it said since has come, or as soon as a
 * newer boot of it shows itself. It is back when its sign of life is, or when something comes that it
 * said after it had been declared lost. Pure: every input carries its time.
 */
export interface WatchedProcess {
  readonly process: string;
  readonly boot: string;
  readonly site: string;
  readonly role: string;
}

/** How long its sign of life outlives a process at most. */
export const signOutlivesMs = 2000;

/** Boots remembered; the longest lost ones are forgotten first. */
const boots_max = 10_000;

interface Life extends WatchedProcess {
  present: boolean;
  /** When the sign of life was first missed; undefined while it is there. */
  goneAt: number | undefined;
  /** Epoch ms: the latest moment at which it is known to have lived. */
  heardAt: number;
  declaredAt: number | undefined;
}

export class LossWatch {
  readonly #lostAfterMs: number;
  readonly #lives = new Map<string, Life>();
  readonly #everPresent = new Set<string>();
  readonly #findings: ProcessLoss[] = [];

  constructor(lostAfterMs: number) {
    this.#lostAfterMs = lostAfterMs;
  }

  /** Its sign of life is there. */
  appeared(process: WatchedProcess, at: number): void {
    for (const other of this.#lives.values()) {
      if (other.process !== process.process || other.boot === process.boot) continue;
      if (bootNumber(other.boot) < bootNumber(process.boot)) this.#gone(other, at);
    }
    const life = this.#life(process, at);
    life.present = true;
    life.goneAt = undefined;
    life.heardAt = at;
    this.#everPresent.add(process.process);
    if (life.declaredAt !== undefined) this.#declare(life, 'returned', at);
  }

  /** Its sign of life is gone. */
  vanished(process: string, at: number): void {
    for (const life of this.#lives.values()) {
      if (life.process === process && life.present) this.#gone(life, at);
    }
  }

  /** Rows say that it still has calls or agents, and there is no sign of life of it. */
  absent(process: WatchedProcess, heardAt: number, at: number): void {
    const life = this.#life(process, heardAt);
    if (!life.present) life.goneAt ??= at;
  }

  /** Something came that it said at `saidAt` on its own clock. */
  heard(process: WatchedProcess, saidAt: number, at: number): void {
    const life = this.#life(process, Math.min(saidAt, at));
    life.heardAt = Math.max(life.heardAt, Math.min(saidAt, at));
    if (!this.#everPresent.has(process.process)) return;
    if (!life.present) life.goneAt ??= at;
    if (life.declaredAt !== undefined && saidAt > life.declaredAt) this.#declare(life, 'returned', at);
  }

  /** A site's numbered state came: its node lives. */
  heardNode(site: string, boot: number, at: number): void {
    for (const life of this.#lives.values()) {
      if (life.site !== site || life.role !== 'node' || bootNumber(life.boot) !== boot) continue;
      life.heardAt = Math.max(life.heardAt, at);
      if (life.declaredAt !== undefined) this.#declare(life, 'returned', at);
    }
  }

  /** What was found since the last call. */
  findings(at: number): ProcessLoss[] {
    for (const life of this.#lives.values()) {
      if (life.present || life.goneAt === undefined || life.declaredAt !== undefined) continue;
      if (at - Math.max(life.goneAt, life.heardAt) >= this.#lostAfterMs) this.#declare(life, 'lost', at);
    }
    return this.#findings.splice(0);
  }

  /** Whether this boot is taken for lost now. */
  isLost(process: string, boot: string): boolean {
    return this.#lives.get(`${process}/${boot}`)?.declaredAt !== undefined;
  }

  /** Findings of an earlier life of ops, in any order. */
  restore(finding: ProcessLoss): void {
    const life = this.#life(finding, finding.lastHeardAt);
    if (finding.state === 'lost') {
      life.declaredAt = Math.max(life.declaredAt ?? 0, finding.declaredAt);
    } else if ((life.declaredAt ?? 0) < finding.declaredAt) {
      life.declaredAt = undefined;
    }
  }

  #gone(life: Life, at: number): void {
    if (!life.present && life.goneAt !== undefined) return;
    life.present = false;
    life.goneAt = at;
    life.heardAt = Math.max(life.heardAt, at - signOutlivesMs);
  }

  #life(process: WatchedProcess, heardAt: number): Life {
    const key = lossKey(process);
    const known = this.#lives.get(key);
    if (known) return known;
    const { process: name, boot, site, role } = process;
    const life: Life = {
      process: name,
      boot,
      site,
      role,
      present: false,
      goneAt: undefined,
      heardAt,
      declaredAt: undefined,
    };
    this.#lives.set(key, life);
    if (this.#lives.size > boots_max) this.#forgetOne();
    return life;
  }

  #forgetOne(): void {
    for (const [key, life] of this.#lives) {
      if (life.declaredAt === undefined) continue;
      this.#lives.delete(key);
      return;
    }
    this.#lives.delete(this.#lives.keys().next().value!);
  }

  #declare(life: Life, state: ProcessLoss['state'], at: number): void {
    life.declaredAt = state === 'lost' ? at : undefined;
    const { process, boot, site, role, heardAt } = life;
    this.#findings.push({ process, boot, site, role, state, lastHeardAt: heardAt, declaredAt: at });
  }
}

/** The role that a process's name tells, for those that show no sign of life to read it from. */
export function roleOfName(process: string): string {
  return /(^|[.-])(router|node|gateway)([.-]|$)/.exec(process)?.[2] ?? '';
}
