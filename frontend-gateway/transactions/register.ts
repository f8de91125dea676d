import {
  type Answer,
  type BusinessRequest,
  fingerprintOf,
  transactionIdOf,
} from '../../kernel/transaction/business.ts';
import { Refusal } from '../../kernel/transaction/refusal.ts';
import { CommitInDoubt } from '../../platform/engine-errors.ts';
import type { Begun, TransactionRecord } from '../journal/port.ts';
import type { Membership } from '../membership.ts';
import { answerOf, TransactionInHand, type WriteInHand } from './in-hand.ts';
import type { GatewayIdentity, TransactionPorts } from './ports.ts';

export interface RegisterLimits {
  /** Transactions in hand at once. */
  readonly inHandMax: number;
}

/** Between two looks at the journal for a transaction that another gateway has in hand: first and longest. */
const followMs = { first: 20, longest: 200 };

/**
 * The writes that this gateway has in hand, and the way in for new ones. The same key gets the same
 * transaction: one in hand here is joined, one in another's hand is followed in the journal, one of a
 * gateway that is gone is taken over, in doubt.
 */
export class TransactionRegister {
  readonly #ports: TransactionPorts;
  readonly #self: GatewayIdentity;
  readonly #membership: Membership;
  readonly #limits: RegisterLimits;
  /** `undefined` while its beginning is being journalled. */
  readonly #inHand = new Map<string, TransactionInHand | undefined>();
  #closing = false;

  constructor(
    ports: TransactionPorts,
    self: GatewayIdentity,
    membership: Membership,
    limits: RegisterLimits,
  ) {
    this.#ports = ports;
    this.#self = self;
    this.#membership = membership;
    this.#limits = limits;
  }

  get size(): number {
    return this.#inHand.size;
  }

  pending(): readonly TransactionInHand[] {
    return [...this.#inHand.values()].filter((each) => each?.isPending) as TransactionInHand[];
  }

  idOf(key: string): string {
    return transactionIdOf(this.#self.region, key, this.#ports.hash.sha256Hex);
  }

  /** Rejects with `Refusal` when nothing was taken; else answers within the deadline. */
  async submit(request: BusinessRequest): Promise<Answer> {
    const { clock, hash } = this.#ports;
    const deadlineMono = clock.monoMs() + request.deadlineMs;
    const id = this.idOf(request.key);
    const fingerprint = fingerprintOf(request, hash.sha256Hex);
    const present = this.#inHand.get(id);
    if (present) {
      if (present.write.fingerprint !== fingerprint) throw keyReused();
      return this.#await(present, deadlineMono);
    }
    if (this.#inHand.has(id)) return this.#follow(id, deadlineMono, fingerprint);
    this.#checkRoom();
    this.#inHand.set(id, undefined);
    const write: WriteInHand = {
      id,
      key: request.key,
      type: request.type.name,
      inDoubt: request.type.inDoubt,
      customer: request.customer,
      callId: request.callId,
      payload: request.payload,
      fingerprint,
    };
    const starting = this.#begin(write, request, deadlineMono);
    const begun = await this.#within(starting, deadlineMono, 'the journal did not answer in time');
    if (begun instanceof TransactionInHand) return this.#await(begun, deadlineMono);
    if (begun.fingerprint !== fingerprint) throw keyReused();
    return this.#answerKnown(begun, deadlineMono);
  }

  /** What became of it, asking now where that isn't known. */
  async inquire(id: string, deadlineMs: number): Promise<Answer> {
    const deadlineMono = this.#ports.clock.monoMs() + deadlineMs;
    const present = this.#inHand.get(id);
    if (present) {
      present.give({ kind: 'look' });
      return this.#await(present, deadlineMono);
    }
    const record = await this.find(id, deadlineMono);
    return this.#answerKnown(record, deadlineMono);
  }

  async find(id: string, deadlineMono: number): Promise<TransactionRecord> {
    const looking = this.#ports.journal.find(id).catch((error: unknown) => {
      this.#ports.counts.journalAway.add(1, { call: 'find' });
      throw journalAway(error);
    });
    const record = await this.#within(looking, deadlineMono, 'the journal did not answer in time');
    if (!record) throw new Refusal('unknown-transaction', 'no transaction has this key or number');
    return record;
  }

  /** Takes an open transaction of a gateway that is gone; false when somebody else was faster. */
  async takeOver(record: TransactionRecord): Promise<boolean> {
    const { journal, clock, counts } = this.#ports;
    if (this.#closing || this.#inHand.has(record.id) || this.#inHand.size >= this.#limits.inHandMax)
      return false;
    this.#inHand.set(record.id, undefined);
    const mark = {
      gateway: this.#self.gateway,
      atMs: clock.wallMs(),
      backend: record.sending.backend,
      detail: `from ${record.owner}`,
    };
    const epoch = await journal
      .takeOver(record.id, record.epoch, this.#self.owner, mark)
      .catch(() => undefined);
    if (epoch === undefined) {
      this.#inHand.delete(record.id);
      return false;
    }
    counts.takenOver.add();
    const onEnd = this.#onEnd(record.id);
    this.#inHand.set(record.id, TransactionInHand.takeOver(record, epoch, this.#ports, this.#self, onEnd));
    return true;
  }

  isOrphan(record: TransactionRecord): boolean {
    if (this.#inHand.has(record.id) || record.outcome) return false;
    if (record.owner === this.#self.owner) return this.#ports.clock.wallMs() - record.sentAtMs > 2000;
    return this.#membership.standing(record.owner) === 'dead';
  }

  /** Nothing new is taken; what is in hand and unsent or in doubt stays open in the journal. */
  close(): void {
    this.#closing = true;
    for (const each of [...this.#inHand.values()]) each?.abandon(false);
  }

  stopTaking(): void {
    this.#closing = true;
  }

  #checkRoom(): void {
    if (this.#closing) throw new Refusal('closing', 'this gateway is closing; ask another one');
    if (this.#inHand.size < this.#limits.inHandMax) return;
    throw new Refusal('overloaded', `${this.#inHand.size} transactions are in hand; ask again in a second`);
  }

  /** Keeps its place in the map whatever happens to the asker. */
  async #begin(
    write: WriteInHand,
    request: BusinessRequest,
    deadlineMono: number,
  ): Promise<TransactionInHand | TransactionRecord> {
    const { clock } = this.#ports;
    const entry = {
      id: write.id,
      request,
      fingerprint: write.fingerprint,
      owner: this.#self.owner,
      begunAtMs: clock.wallMs(),
    };
    let took: TransactionInHand | undefined;
    try {
      const begun = await this.#journalBegin(entry);
      if (begun.outcome === 'known') return begun.record;
      if (begun.outcome === 'held') throw heldRefusal(begun.reason);
      const { backend, generation } = begun.placement;
      const at = { backend, generation, epoch: begun.epoch, deadlineMono };
      took = TransactionInHand.begin(write, at, this.#ports, this.#self, this.#onEnd(write.id));
      return took;
    } finally {
      if (!took) this.#inHand.delete(write.id);
      else if (!took.hasEnded) this.#inHand.set(write.id, took);
    }
  }

  /** A COMMIT of unknown outcome is read back: nothing has been sent yet, so either answer will do. */
  async #journalBegin(entry: Parameters<TransactionPorts['journal']['begin']>[0]): Promise<Begun> {
    const { journal, health, place, counts } = this.#ports;
    try {
      return await journal.begin(entry, (home, open) =>
        place(entry.request.customer, home, open, health.view()),
      );
    } catch (error) {
      counts.journalAway.add(1, { call: 'begin' });
      if (!(error instanceof CommitInDoubt)) throw journalAway(error);
      const record = await journal.find(entry.id).catch(() => undefined);
      if (!record) throw journalAway(error);
      if (record.owner !== entry.owner || record.state !== 'sent') return { outcome: 'known', record };
      const { backend, generation } = record.sending;
      return {
        outcome: 'begun',
        epoch: record.epoch,
        placement: { placed: true, backend, generation, moved: false },
      };
    }
  }

  #onEnd(id: string): (displaced: boolean) => void {
    return (displaced) => {
      this.#inHand.delete(id);
      if (displaced) this.#ports.counts.displaced.add();
    };
  }

  async #answerKnown(record: TransactionRecord, deadlineMono: number): Promise<Answer> {
    if (record.outcome) return answerOf(record.id, record.outcome);
    if (this.isOrphan(record) && (await this.takeOver(record))) {
      const taken = this.#inHand.get(record.id);
      if (taken) return this.#await(taken, deadlineMono);
    }
    return this.#follow(record.id, deadlineMono, record.fingerprint);
  }

  /** The outcome, or at the deadline what can be said. */
  #await(inHand: TransactionInHand, deadlineMono: number): Promise<Answer> {
    const { clock, timers } = this.#ports;
    const { id, fingerprint } = inHand.write;
    return new Promise((resolve, reject) => {
      const timer = timers.after(Math.max(0, deadlineMono - clock.monoMs()), () => {
        resolve({ state: 'pending', transactionId: id, backend: inHand.backend });
      });
      inHand.whenKnown(() => {
        timer.cancel();
        if (inHand.outcome) resolve(answerOf(id, inHand.outcome));
        else this.#follow(id, deadlineMono, fingerprint).then(resolve, reject);
      });
    });
  }

  /** Reads the journal now and again until the transaction is settled there or the time is over. */
  async #follow(id: string, deadlineMono: number, fingerprint: string): Promise<Answer> {
    const { clock, journal } = this.#ports;
    let pauseMs = followMs.first;
    let backend = '';
    let seen = false;
    for (;;) {
      const looking = journal.find(id).catch(() => undefined);
      const record = await Promise.race([looking, this.#pause(deadlineMono - clock.monoMs())]);
      if (record) {
        if (record.fingerprint !== fingerprint) throw keyReused();
        if (record.outcome) return answerOf(id, record.outcome);
        backend = record.sending.backend;
        seen = true;
      }
      const leftMs = deadlineMono - clock.monoMs();
      if (leftMs <= 0) {
        if (!seen) throw journalAway(new Error('it did not answer in time'));
        return { state: 'pending', transactionId: id, backend };
      }
      await this.#pause(Math.min(pauseMs, leftMs));
      pauseMs = Math.min(followMs.longest, pauseMs * 2);
    }
  }

  #pause(ms: number): Promise<undefined> {
    return new Promise((resolve) => this.#ports.timers.after(Math.max(0, ms), () => resolve(undefined)));
  }

  /** The promise's value, or a refusal once the asker's time is over; the promise itself goes on. */
  #within<T>(promise: Promise<T>, deadlineMono: number, otherwise: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const leftMs = Math.max(0, deadlineMono - this.#ports.clock.monoMs());
      const timer = this.#ports.timers.after(leftMs, () => reject(journalAway(new Error(otherwise))));
      promise.finally(() => timer.cancel()).then(resolve, reject);
    });
  }
}

function keyReused(): Refusal {
  return new Refusal('key-reused', 'this key was used for another request; a new request needs a new key');
}

function journalAway(error: unknown): Refusal {
  const detail = error instanceof Error ? error.message : String(error);
  return new Refusal(
    'journal-away',
    `no write can be journalled now (${detail}); nothing was sent, ask again`,
  );
}

function heldRefusal(reason: 'backends-away' | 'customer-held'): Refusal {
  if (reason === 'backends-away') {
    return new Refusal(reason, 'no back-end takes writes now; nothing was sent, ask again in a second');
  }
  return new Refusal(
    reason,
    "the back-end of this customer's earlier writes is away, and the other has not confirmed that it has them all; nothing was sent, ask again",
  );
}
