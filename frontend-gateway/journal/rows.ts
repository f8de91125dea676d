import type { Outcome } from '../../kernel/transaction/transaction.ts';
import type { Home } from '../../kernel/transaction/twins.ts';
import type { JournalStep, TransactionRecord } from './port.ts';

/** The journal's rows as SQL gives them, and what they mean. */
export const columns = `id, key, type, customer, asker, call_id, fingerprint, owner, owner_epoch, state,
  backend, generation, attempt, begun_at_ms, sent_at_ms, settled_at_ms, settled_by, sequence, result, code,
  message, retriable`;

export interface TransactionRow {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly customer: string;
  readonly asker: string;
  readonly call_id: string;
  readonly fingerprint: string;
  readonly owner: string;
  readonly owner_epoch: number;
  readonly state: TransactionRecord['state'];
  readonly backend: string;
  readonly generation: number;
  readonly attempt: number;
  readonly begun_at_ms: number;
  readonly sent_at_ms: number;
  readonly settled_at_ms: number;
  readonly settled_by: string;
  readonly sequence: number;
  readonly result: string;
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

export interface HomeRow {
  readonly backend: string;
  readonly generation: number;
  readonly last_sequence: number;
  readonly open: number;
}

export interface StepRow {
  readonly number: number;
  readonly step: JournalStep['step'];
  readonly gateway: string;
  readonly backend: string;
  readonly detail: string;
  readonly at_ms: number;
}

export function recordOf(row: TransactionRow): TransactionRecord {
  return {
    id: row.id,
    key: row.key,
    type: row.type,
    customer: row.customer,
    asker: row.asker,
    callId: row.call_id,
    fingerprint: row.fingerprint,
    owner: row.owner,
    epoch: Number(row.owner_epoch),
    state: row.state,
    sending: {
      backend: row.backend,
      generation: Number(row.generation),
      attempt: Number(row.attempt),
    },
    begunAtMs: Number(row.begun_at_ms),
    sentAtMs: Number(row.sent_at_ms),
    settledAtMs: Number(row.settled_at_ms),
    outcome: outcomeOf(row),
  };
}

function outcomeOf(row: TransactionRow): Outcome | undefined {
  const backend = row.settled_by;
  if (row.state === 'done') {
    return { state: 'done', backend, sequence: Number(row.sequence), result: row.result };
  }
  if (row.state !== 'failed') return undefined;
  return { state: 'failed', backend, code: row.code, retriable: row.retriable, message: row.message };
}

export function homeOf(row: HomeRow): Home {
  return {
    backend: row.backend,
    generation: Number(row.generation),
    lastSequence: Number(row.last_sequence),
  };
}

export function stepOf(row: StepRow): JournalStep {
  const { step, gateway, backend, detail } = row;
  return { number: Number(row.number), step, gateway, backend, detail, atMs: Number(row.at_ms) };
}
