import type { Outcome } from '../../kernel/transaction/transaction.ts';
import type { Home } from '../../kernel/transaction/twins.ts';
import type {
  Begun,
  Journal,
  JournalStep,
  NewTransaction,
  NoteStep,
  OpenFilter,
  Place,
  Resent,
  StepMark,
  TransactionRecord,
} from './port.ts';

interface Row {
  record: TransactionRecord;
  steps: JournalStep[];
}

/** What a simulation may do to a call on the journal: let it be, fail it before, or fail it after it was written. */
export type JournalFault = 'none' | 'away' | 'in-doubt';

/** A journal in memory that several simulated gateways share: one call at a time, like SERIALIZABLE. */
export class MemoryJournal implements Journal {
  readonly #rows = new Map<string, Row>();
  readonly #homes = new Map<string, Home>();
  /** Asked before every call; it may also make the caller wait. Throws what the real journal would. */
  around: <T>(call: () => T) => Promise<T> = async (call) => call();

  begin(entry: NewTransaction, place: Place): Promise<Begun> {
    return this.around(() => {
      const row = this.#rows.get(entry.id);
      if (row) return { outcome: 'known', record: row.record };
      const { customer } = entry.request;
      const placement = this.#place(customer, place);
      if (!placement.placed) return { outcome: 'held', reason: placement.reason };
      const record: TransactionRecord = {
        id: entry.id,
        key: entry.request.key,
        type: entry.request.type.name,
        customer,
        asker: entry.request.asker,
        callId: entry.request.callId,
        fingerprint: entry.fingerprint,
        owner: entry.owner,
        epoch: 1,
        state: 'sent',
        sending: { backend: placement.backend, generation: placement.generation, attempt: 1 },
        begunAtMs: entry.begunAtMs,
        sentAtMs: entry.begunAtMs,
        outcome: undefined,
        settledAtMs: 0,
      };
      const created: Row = { record, steps: [] };
      this.#rows.set(entry.id, created);
      const gateway = entry.owner.split('/')[0]!;
      addStep(created, 'begun', { gateway, atMs: entry.begunAtMs, backend: '', detail: '' });
      addStep(created, 'sent', { gateway, atMs: entry.begunAtMs, backend: placement.backend, detail: '' });
      return { outcome: 'begun', epoch: 1, placement };
    });
  }

  resend(id: string, epoch: number, attempt: number, place: Place, at: StepMark): Promise<Resent> {
    return this.around(() => {
      const row = this.#ownedOpen(id, epoch);
      if (!row) return { outcome: 'lost' };
      const placement = this.#place(row.record.customer, place, id);
      if (!placement.placed) return { outcome: 'held', reason: placement.reason };
      const sending = { backend: placement.backend, generation: placement.generation, attempt };
      row.record = { ...row.record, state: 'sent', sending, sentAtMs: at.atMs };
      addStep(row, 'sent', { ...at, backend: placement.backend });
      return { outcome: 'placed', placement };
    });
  }

  note(id: string, epoch: number, step: NoteStep, at: StepMark): Promise<boolean> {
    return this.around(() => {
      const row = this.#ownedOpen(id, epoch);
      if (!row) return false;
      if (step !== 'inquired') row.record = { ...row.record, state: step };
      addStep(row, step, at);
      return true;
    });
  }

  settle(id: string, epoch: number, outcome: Outcome, at: StepMark): Promise<boolean> {
    return this.around(() => {
      const row = this.#ownedOpen(id, epoch);
      if (!row) return false;
      row.record = { ...row.record, state: outcome.state, outcome, settledAtMs: at.atMs };
      addStep(row, outcome.state, at);
      const home = this.#homes.get(row.record.customer);
      if (outcome.state === 'done' && home?.backend === outcome.backend) {
        const lastSequence = Math.max(home.lastSequence, outcome.sequence);
        this.#homes.set(row.record.customer, { ...home, lastSequence });
      }
      return true;
    });
  }

  find(id: string): Promise<TransactionRecord | undefined> {
    return this.around(() => this.#rows.get(id)?.record);
  }

  steps(id: string): Promise<readonly JournalStep[]> {
    return this.around(() => [...(this.#rows.get(id)?.steps ?? [])]);
  }

  takeOver(id: string, epoch: number, owner: string, at: StepMark): Promise<number | undefined> {
    return this.around(() => {
      const row = this.#ownedOpen(id, epoch);
      if (!row) return undefined;
      row.record = { ...row.record, owner, epoch: epoch + 1 };
      addStep(row, 'taken-over', at);
      return epoch + 1;
    });
  }

  open(filter: OpenFilter): Promise<readonly TransactionRecord[]> {
    return this.around(() =>
      [...this.#rows.values()]
        .map((row) => row.record)
        .filter(isOpen)
        .sort((a, b) => a.begunAtMs - b.begunAtMs)
        .slice(0, filter.limit),
    );
  }

  /** Everything, for checkers. */
  all(): readonly TransactionRecord[] {
    return [...this.#rows.values()].map((row) => row.record);
  }

  #place(customer: string, place: Place, except?: string) {
    const home = this.#homes.get(customer);
    let open = 0;
    for (const { record } of this.#rows.values()) {
      if (record.customer === customer && record.id !== except && isOpen(record)) open += 1;
    }
    const placement = place(home, open);
    if (placement.placed) {
      const { backend, moved } = placement;
      const lastSequence = moved ? 0 : (home?.lastSequence ?? 0);
      const generation = moved ? placement.generation : Math.max(placement.generation, home?.generation ?? 0);
      this.#homes.set(customer, { backend, generation, lastSequence });
    }
    return placement;
  }

  #ownedOpen(id: string, epoch: number): Row | undefined {
    const row = this.#rows.get(id);
    return row && row.record.epoch === epoch && isOpen(row.record) ? row : undefined;
  }
}

function isOpen(record: TransactionRecord): boolean {
  return record.state !== 'done' && record.state !== 'failed';
}

function addStep(row: Row, step: JournalStep['step'], at: StepMark): void {
  row.steps.push({ ...at, step, number: row.steps.length + 1 });
}
