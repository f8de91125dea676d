import { compareText } from './event-order.ts';

/**
 * What operations found about a process: that it is lost (no sign of life for so long, and nothing
 * heard of it since), or that it came back after all. Kept in the log beside the facts, so that
 * records can be rebuilt from the log alone.
 */
export interface ProcessLoss {
  readonly process: string;
  readonly boot: string;
  readonly site: string;
  readonly role: string;
  readonly state: 'lost' | 'returned';
  /** Epoch ms: the last sign of life. */
  readonly lastHeardAt: number;
  /** Epoch ms on the clock of ops; the latest finding counts. */
  readonly declaredAt: number;
}

/** What the fold of records asks. */
export interface Losses {
  /** The loss that stands: undefined when the process is not lost, or came back. */
  lossOf(process: string, boot: string): ProcessLoss | undefined;
  /** The earliest last sign of life of any finding that it is lost, whether it came back or not. */
  firstLostAt(process: string, boot: string): number | undefined;
  /** The first loss of that site's node that was declared at or after `atMs`. */
  nodeLossAfter(site: string, atMs: number): ProcessLoss | undefined;
}

/** Findings in any order and any number of times give the same book. */
export class LossBook implements Losses {
  readonly #latest = new Map<string, ProcessLoss>();
  readonly #firstLostAt = new Map<string, number>();
  readonly #findings: ProcessLoss[] = [];
  readonly #nodeLosses = new Map<string, ProcessLoss[]>();

  /** True when it changed what is known. */
  enter(finding: ProcessLoss): boolean {
    const key = lossKey(finding);
    if (this.#findings.some((known) => compareFindings(known, finding) === 0)) return false;
    this.#findings.push(finding);
    if (finding.state === 'lost') {
      this.#firstLostAt.set(key, Math.min(finding.lastHeardAt, this.#firstLostAt.get(key) ?? Infinity));
      if (finding.role === 'node') this.#enterNode(finding);
    }
    const known = this.#latest.get(key);
    if (known && compareFindings(known, finding) >= 0) return false;
    this.#latest.set(key, finding);
    return true;
  }

  lossOf(process: string, boot: string): ProcessLoss | undefined {
    const known = this.#latest.get(`${process}/${boot}`);
    return known?.state === 'lost' ? known : undefined;
  }

  firstLostAt(process: string, boot: string): number | undefined {
    return this.#firstLostAt.get(`${process}/${boot}`);
  }

  nodeLossAfter(site: string, atMs: number): ProcessLoss | undefined {
    return this.#nodeLosses
      .get(site)
      ?.find((loss) => loss.declaredAt >= atMs && this.lossOf(loss.process, loss.boot) !== undefined);
  }

  /** All that was entered, for a copy. */
  findings(): readonly ProcessLoss[] {
    return this.#findings;
  }

  #enterNode(finding: ProcessLoss): void {
    const losses = this.#nodeLosses.get(finding.site) ?? [];
    if (losses.some((known) => compareFindings(known, finding) === 0)) return;
    losses.push(finding);
    losses.sort(compareFindings);
    this.#nodeLosses.set(finding.site, losses);
  }
}

export const noLosses: Losses = new LossBook();

export function lossKey(loss: { readonly process: string; readonly boot: string }): string {
  return `${loss.process}/${loss.boot}`;
}

function compareFindings(a: ProcessLoss, b: ProcessLoss): number {
  return (
    a.declaredAt - b.declaredAt ||
    compareText(a.state, b.state) ||
    a.lastHeardAt - b.lastHeardAt ||
    compareText(lossKey(a), lossKey(b))
  );
}
