import type { CallFact, DecisionFact, Event } from '../../kernel/event/fact.ts';
import { formatEventId } from '../../kernel/event/fact.ts';
import { isLeftOut } from '../../kernel/record/fact-limit.ts';
import type { SqlTransaction } from '../../platform/sql/port.ts';
import { eventOfRow } from './rows.ts';
import type { FactRow } from './tables.ts';

/**
 * The facts of calls that are under way, at hand so that each batch need not read them again. What is
 * not here is in `call_fact`. Changes of a transaction are kept apart until it is committed.
 */
export interface ShelvedCall {
  readonly callId: string;
  readonly events: readonly Told[];
  /** Rows written for it, so that those left over after a change are taken away; -1 unknown. */
  readonly segmentRows: number;
  readonly legRows: number;
}
export type Told = Event<CallFact | DecisionFact>;

export class CallShelf {
  readonly #calls = new Map<string, ShelvedCall>();
  readonly #calls_max: number;

  constructor(calls_max: number) {
    this.#calls_max = calls_max;
  }

  get size(): number {
    return this.#calls.size;
  }

  clear(): void {
    this.#calls.clear();
  }

  /** The last used stay. */
  keep(calls: Iterable<ShelvedCall>): void {
    for (const call of calls) {
      this.#calls.delete(call.callId);
      this.#calls.set(call.callId, call);
    }
    for (const callId of this.#calls.keys()) {
      if (this.#calls.size <= this.#calls_max) break;
      this.#calls.delete(callId);
    }
  }

  /** Those calls as they were before this batch; from SQL where they are not at hand. */
  async load(
    tx: SqlTransaction,
    regions: readonly string[],
    callIds: readonly string[],
  ): Promise<Map<string, ShelvedCall>> {
    const loaded = new Map<string, ShelvedCall>();
    const missing: string[] = [];
    for (const callId of callIds) {
      const known = this.#calls.get(callId);
      if (known) loaded.set(callId, known);
      else missing.push(callId);
    }
    if (missing.length === 0) return loaded;
    const rows = await tx.query<FactRow>(
      'SELECT * FROM call_fact WHERE region = ANY($1) AND call_id = ANY($2)',
      [regions, missing],
    );
    const events = new Map<string, Told[]>(missing.map((callId) => [callId, []]));
    for (const row of rows) events.get(row.call_id!)?.push(eventOfRow(row));
    for (const [callId, told] of events) {
      const rowsKnown = told.length === 0 ? 0 : -1;
      loaded.set(callId, { callId, events: told, segmentRows: rowsKnown, legRows: rowsKnown });
    }
    return loaded;
  }
}

/** The call with new facts added; repeats and those beyond the limit are left out. */
export function withFacts(
  call: ShelvedCall,
  added: readonly Told[],
): { call: ShelvedCall; news: readonly Told[]; overLimit: number } {
  const known = new Set(call.events.map((event) => formatEventId(event.id)));
  const news: Told[] = [];
  let overLimit = 0;
  for (const event of added) {
    const id = formatEventId(event.id);
    if (known.has(id)) continue;
    if (isLeftOut(event.fact, known.size)) {
      overLimit += 1;
      continue;
    }
    known.add(id);
    news.push(event);
  }
  return { call: { ...call, events: [...call.events, ...news] }, news, overLimit };
}
