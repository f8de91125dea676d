import type { Event, EventId } from '../../kernel/event/fact.ts';
import type { Batch } from '../log/port.ts';
import type { EventCodec } from './outbox.ts';

/**
 * The reading side of the outbox. Within one partition the events of one boot of one process come in
 * rising sequence, save for repeats; so the highest sequence seen tells a repeat. One `Repeats` is
 * for one partition of one topic, and is kept in the same transaction as the rows that its events
 * made, beside the position.
 */
export class Repeats {
  readonly #highest: Map<string, number>;

  constructor(kept: HighestSeen = {}) {
    this.#highest = new Map(Object.entries(kept));
  }

  /** True the first time, false for a repeat. */
  admit(id: EventId): boolean {
    const boot = `${id.process}/${id.boot}`;
    const highest = this.#highest.get(boot) ?? 0;
    if (id.sequence <= highest) return false;
    // Last used stands last: what is forgotten at the limit is what nobody speaks for any more.
    this.#highest.delete(boot);
    this.#highest.set(boot, id.sequence);
    if (this.#highest.size > boots_max) this.#highest.delete(this.#highest.keys().next().value!);
    return true;
  }

  /** As JSON, for keeping. */
  kept(): HighestSeen {
    return Object.fromEntries(this.#highest);
  }

  copy(): Repeats {
    return new Repeats(this.kept());
  }
}

/** `process/boot` → highest sequence seen. */
export type HighestSeen = Readonly<Record<string, number>>;

/** Boots remembered for one partition. */
const boots_max = 512;

export interface ReadEvents {
  /** Each seen for the first time, in order. */
  readonly events: readonly { readonly event: Event; readonly offset: bigint }[];
  readonly repeats: number;
  /** Of another version, or damaged: counted and passed over. */
  readonly undecodable: number;
  /** The position to keep: the offset after the batch. */
  readonly next: bigint;
}

/**
 * Decodes a batch and leaves out repeats. Changes `repeats`: give it a copy, and keep the copy when
 * the transaction that used the events has committed.
 */
export function readEvents(batch: Batch, codec: EventCodec, repeats: Repeats): ReadEvents {
  const events: { event: Event; offset: bigint }[] = [];
  let undecodable = 0;
  let repeated = 0;
  for (const record of batch.records) {
    const event = codec.decodeEvent(record.value);
    if (!event) undecodable += 1;
    else if (repeats.admit(event.id)) events.push({ event, offset: record.offset });
    else repeated += 1;
  }
  return { events, repeats: repeated, undecodable, next: batch.records.at(-1)!.offset + 1n };
}
