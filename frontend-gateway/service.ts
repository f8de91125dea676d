import type { Clock } from '../kernel/ports/clock.ts';
import type { Answer, BusinessType } from '../kernel/transaction/business.ts';
import { Refusal } from '../kernel/transaction/refusal.ts';
import type { Journal, JournalStep, TransactionRecord } from './journal/port.ts';
import type { GatewayCounts } from './metrics.ts';
import type { Queries, QueryAnswer } from './queries.ts';
import { checkDeadline, checkRequest, type RawRequest } from './request.ts';
import type { TransactionRegister } from './transactions/register.ts';

/** A question about a transaction: by its number, or by the key under which it was submitted. */
export interface RawQuestion {
  readonly key: string;
  readonly transactionId: string;
  readonly deadlineMs: number | undefined;
  readonly carrierLeftMs: number;
}

export interface TransactionStatus {
  readonly record: TransactionRecord;
  readonly steps: readonly JournalStep[];
}

export interface ServiceParts {
  readonly register: TransactionRegister;
  readonly queries: Queries;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly counts: GatewayCounts;
  readonly types: ReadonlyMap<string, BusinessType>;
  readonly deadlineMsMax: number;
}

/** For questions that bring no deadline, ms. */
const questionDeadlineMs = 2000;

/** What the gateway does, whichever carrier asks. Every method rejects with `Refusal` or `BusinessRefusal`. */
export class BusinessService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  query(raw: RawRequest): Promise<QueryAnswer> {
    return this.#measured('read', async () => {
      const { types, deadlineMsMax, queries } = this.#parts;
      const answer = await queries.ask(checkRequest(raw, 'read', types, deadlineMsMax));
      return { answer, state: 'answered' };
    });
  }

  submit(raw: RawRequest): Promise<Answer> {
    return this.#measured('write', async () => {
      const { types, deadlineMsMax, register } = this.#parts;
      const answer = await register.submit(checkRequest(raw, 'write', types, deadlineMsMax));
      return { answer, state: answer.state };
    });
  }

  inquire(raw: RawQuestion): Promise<Answer> {
    return this.#measured('inquiry', async () => {
      const answer = await this.#parts.register.inquire(this.#idOf(raw), this.#deadlineOf(raw));
      return { answer, state: answer.state };
    });
  }

  status(raw: RawQuestion): Promise<TransactionStatus> {
    return this.#measured('status', async () => {
      const { register, journal, clock } = this.#parts;
      const id = this.#idOf(raw);
      const record = await register.find(id, clock.monoMs() + this.#deadlineOf(raw));
      const steps = await journal.steps(id).catch(() => []);
      return { answer: { record, steps }, state: record.state };
    });
  }

  #deadlineOf(raw: RawQuestion): number {
    return checkDeadline(raw, questionDeadlineMs, this.#parts.deadlineMsMax);
  }

  #idOf(raw: RawQuestion): string {
    if (/^t[0-9a-f]{24}$/.test(raw.transactionId)) return raw.transactionId;
    if (raw.transactionId === '' && raw.key !== '' && raw.key.length <= 128) {
      return this.#parts.register.idOf(raw.key);
    }
    throw new Refusal('bad-request', 'name a transaction by its number or by its key');
  }

  async #measured<T>(mode: string, act: () => Promise<{ answer: T; state: string }>): Promise<T> {
    const { clock, counts } = this.#parts;
    const startMono = clock.monoMs();
    try {
      const { answer, state } = await act();
      counts.answered.add(1, { mode, state });
      counts.tookMs.record(clock.monoMs() - startMono, { mode });
      return answer;
    } catch (error) {
      if (error instanceof Refusal) counts.refused.add(1, { mode, code: error.code });
      throw error;
    }
  }
}
