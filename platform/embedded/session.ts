import type { Change } from '../coordination/port.ts';
import { keyOfChange } from '../coordination/store.ts';
import { EngineRefused, LeaseGone } from '../engine-errors.ts';
import type { Send } from './channel.ts';
import type { EmbeddedEngines } from './engines.ts';
import {
  type Answers,
  type Ask,
  asks,
  type Blobs,
  limits,
  type Message,
  type Operation,
} from './protocol.ts';

/** What an operation came to: the answer, and byte strings that travel with it. */
interface Outcome {
  readonly answer: Answers[Operation];
  readonly blobs?: Blobs;
}

const pushChanges_max = 500;
const watches_max = 1_000;

/**
 * The engines' side of one connection: checks each ask, does it, answers. Nothing that coordination
 * says leaves before what it rests on is safe on disk; so a crash takes back nothing that was told.
 */
export class EngineSession {
  readonly #engines: EmbeddedEngines;
  readonly #send: Send;
  readonly #watches = new Map<number, string>();
  readonly #stopListening: () => void;
  /** The last push that was taken up: each waits for the one before, so that order holds. */
  #pushed: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(engines: EmbeddedEngines, send: Send) {
    this.#engines = engines;
    this.#send = send;
    this.#stopListening = engines.coordination.listen((revision, changes) =>
      this.#tellWatches(revision, changes),
    );
  }

  /** False when it was no ask that this protocol knows: the connection is to be closed. */
  receive(message: Message, blobs: Blobs): boolean {
    if (message.type !== 'ask') return false;
    const read = asks[message.op].safeParse(message.ask);
    if (!read.success) {
      const [issue] = read.error.issues;
      this.#refuse(message.id, new EngineRefused('engine', `${issue?.path.join('.')}: ${issue?.message}`));
      return true;
    }
    if (message.op === 'append') {
      const { keys } = read.data as Ask<'append'>;
      if (keys.length !== blobs.length) return false;
    } else if (blobs.length > 0) {
      return false;
    }
    this.#carryOut(message.id, message.op, read.data, blobs);
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#watches.clear();
  }

  #carryOut(id: number, op: Operation, ask: unknown, blobs: Blobs): void {
    let outcome: Promise<Outcome>;
    try {
      outcome = this.#do(op, ask, blobs);
    } catch (error) {
      outcome = Promise.reject(error);
    }
    outcome.then(
      ({ answer, blobs }) => {
        if (!this.#closed) this.#send({ type: 'answer', id, answer }, blobs ?? []);
      },
      (error: unknown) => this.#refuse(id, error),
    );
  }

  #refuse(id: number, error: unknown): void {
    if (this.#closed) return;
    const detail = error instanceof Error ? error.message : String(error);
    const code =
      error instanceof LeaseGone || error instanceof EngineRefused ? error.code : ('engine-failed' as const);
    this.#send({ type: 'refusal', id, code, detail }, []);
  }

  #do(op: Operation, given: unknown, blobs: Blobs): Promise<Outcome> {
    const { coordination, cache, log } = this.#engines;
    switch (op) {
      case 'ping':
        return at({});
      case 'get':
        return this.#kept({ entry: coordination.get((given as Ask<'get'>).key) });
      case 'list':
        return this.#kept(coordination.list((given as Ask<'list'>).prefix));
      case 'put': {
        const { key, value, lease } = given as Ask<'put'>;
        return this.#kept({ revision: coordination.put(key, value, lease) });
      }
      case 'compareAndPut': {
        const { key, expected, value, lease } = given as Ask<'compareAndPut'>;
        return this.#kept(coordination.compareAndPut(key, expected, value, lease));
      }
      case 'delete':
        return this.#kept({ existed: coordination.delete((given as Ask<'delete'>).key) });
      case 'grantLease':
        return this.#kept({ lease: coordination.grantLease((given as Ask<'grantLease'>).ttlMs) });
      case 'keepAlive':
        return this.#kept({ alive: coordination.keepAlive((given as Ask<'keepAlive'>).lease) });
      case 'revoke':
        return this.#kept({ existed: coordination.revoke((given as Ask<'revoke'>).lease) });
      case 'watch':
        return this.#watch(given as Ask<'watch'>);
      case 'unwatch':
        this.#watches.delete((given as Ask<'unwatch'>).watch);
        return at({});
      case 'partitions':
        return log.partitions((given as Ask<'partitions'>).topic).then((count) => ({ answer: { count } }));
      case 'append':
        return this.#append(given as Ask<'append'>, blobs);
      case 'fetch':
        return this.#fetch(given as Ask<'fetch'>);
      case 'ends':
        return log.ends((given as Ask<'ends'>).topic).then((ends) => ({ answer: { ends } }));
      case 'cacheGet':
        return at({ value: cache.get((given as Ask<'cacheGet'>).key) });
      case 'cacheSet': {
        const { key, value, ttlMs } = given as Ask<'cacheSet'>;
        cache.set(key, value, ttlMs);
        return at({});
      }
      case 'cacheSetOwned': {
        const { key, epoch, value, ttlMs } = given as Ask<'cacheSetOwned'>;
        return at({ kept: cache.setOwned(key, epoch, value, ttlMs) });
      }
      case 'cacheGetOwned':
        return at(cache.getOwned((given as Ask<'cacheGetOwned'>).key) ?? {});
      case 'cacheDelete':
        cache.delete((given as Ask<'cacheDelete'>).key);
        return at({});
      case 'cacheIncrement': {
        const { key, by, ttlMs } = given as Ask<'cacheIncrement'>;
        return at({ value: cache.increment(key, by, ttlMs) });
      }
    }
  }

  async #kept(answer: Answers[Operation]): Promise<Outcome> {
    await this.#engines.kept();
    return { answer };
  }

  async #append({ topic, keys }: Ask<'append'>, blobs: Blobs): Promise<Outcome> {
    if (blobs.some((blob) => blob.byteLength > limits.recordBytes_max))
      throw new EngineRefused('log', `a record is over ${limits.recordBytes_max} bytes`);
    await this.#engines.log.append(topic, keys, blobs);
    return { answer: {} };
  }

  async #fetch({ topic, partition, from, bytes, waitMs }: Ask<'fetch'>): Promise<Outcome> {
    const records = await this.#engines.log.fetch(topic, partition, from, bytes, waitMs);
    return {
      answer: { keys: records.map((r) => r.key), offsets: records.map((r) => r.offset) },
      blobs: records.map((r) => r.value),
    };
  }

  /** First what is there or what was missed, then every later change, all in revision order. */
  #watch({ watch, prefix, after }: Ask<'watch'>): Promise<Outcome> {
    const { coordination } = this.#engines;
    if (this.#watches.size >= watches_max && !this.#watches.has(watch))
      throw new EngineRefused('coordination', `${watches_max} watches on one connection`);
    const missed =
      after?.store === coordination.id ? coordination.changesAfter(prefix, after.revision) : undefined;
    this.#watches.set(watch, prefix);
    const revision = coordination.revision;
    const changes =
      missed ?? coordination.list(prefix).entries.map((entry): Change => ({ type: 'put', entry }));
    this.#push(watch, missed === undefined, revision, changes);
    return this.#kept({});
  }

  #tellWatches(revision: number, changes: readonly Change[]): void {
    for (const [watch, prefix] of this.#watches) {
      const seen = changes.filter((change) => keyOfChange(change).startsWith(prefix));
      if (seen.length > 0) this.#push(watch, false, revision, seen);
    }
  }

  #push(watch: number, reset: boolean, revision: number, changes: readonly Change[]): void {
    const store = this.#engines.coordination.id;
    const kept = this.#engines.kept();
    kept.catch(() => {});
    this.#pushed = this.#pushed
      .then(() => kept)
      .then(
        () => this.#sendChanges(watch, reset, store, revision, changes),
        // Not kept, so not told: the engines are about to end, and the watcher resumes at the next ones.
        () => {},
      );
  }

  #sendChanges(
    watch: number,
    reset: boolean,
    store: string,
    revision: number,
    changes: readonly Change[],
  ): void {
    if (this.#closed || !this.#watches.has(watch)) return;
    for (let from = 0; from === 0 || from < changes.length; from += pushChanges_max) {
      const part = changes.slice(from, from + pushChanges_max);
      const complete = from + pushChanges_max >= changes.length;
      const first = reset && from === 0;
      this.#send({ type: 'changes', watch, reset: first, complete, store, revision, changes: part }, []);
    }
  }
}

function at(answer: Answers[Operation]): Promise<Outcome> {
  return Promise.resolve({ answer });
}
