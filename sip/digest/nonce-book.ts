import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Random } from '../../kernel/ports/random.ts';
import { sameText } from '../../kernel/token/signed-fields.ts';

export interface NonceBookOptions {
  readonly hash: Hash;
  readonly random: Random;
  readonly clock: Clock;
  readonly key: Uint8Array;
  readonly nonceLifeMs?: number;
  readonly nonces_max?: number;
}

/**
 * Nonces that prove themselves: `<issued, epoch ms in base 36>.<random>.<signature>`. Those in use are
 * remembered with their highest count, so that no count serves twice (RFC 7616 §3.4). The memory is
 * bounded: when the oldest is dropped, everything issued up to then counts as stale.
 */
export class NonceBook {
  readonly #options: NonceBookOptions;
  readonly #lifeMs: number;
  readonly #max: number;
  /** Nonce → highest count used. Insertion order is order of first use. */
  readonly #used = new Map<string, number>();
  #staleUpToMs = Number.NEGATIVE_INFINITY;

  constructor(options: NonceBookOptions) {
    this.#options = options;
    this.#lifeMs = options.nonceLifeMs ?? 300_000;
    this.#max = options.nonces_max ?? 20_000;
  }

  get size(): number {
    return this.#used.size;
  }

  issue(): string {
    const { clock, random } = this.#options;
    const body = `${Math.floor(clock.wallMs()).toString(36)}.${Buffer.from(random.bytes(9)).toString('hex')}`;
    return `${body}.${this.#sign(body)}`;
  }

  /** Uses up `count` of a nonce. */
  use(nonce: string, count: number): 'fresh' | 'stale' | 'replayed' {
    const issuedAtMs = this.#issuedAt(nonce);
    if (issuedAtMs === undefined) return 'stale';
    const ageMs = this.#options.clock.wallMs() - issuedAtMs;
    if (ageMs > this.#lifeMs || ageMs < -this.#lifeMs) {
      this.#used.delete(nonce);
      return 'stale';
    }
    const highest = this.#used.get(nonce);
    if (highest === undefined) {
      if (issuedAtMs <= this.#staleUpToMs) return 'stale';
      if (this.#used.size >= this.#max) this.#dropOldest();
    } else if (count <= highest) {
      return 'replayed';
    }
    this.#used.set(nonce, count);
    return count > 0 ? 'fresh' : 'replayed';
  }

  #dropOldest(): void {
    const [oldest] = this.#used.keys();
    if (oldest === undefined) return;
    this.#used.delete(oldest);
    this.#staleUpToMs = Math.max(this.#staleUpToMs, this.#issuedAt(oldest) ?? this.#staleUpToMs);
  }

  /** Epoch ms; `undefined` when the signature is not ours. */
  #issuedAt(nonce: string): number | undefined {
    const dot = nonce.lastIndexOf('.');
    if (dot < 0 || nonce.length > 128) return undefined;
    const body = nonce.slice(0, dot);
    if (!sameText(this.#sign(body), nonce.slice(dot + 1))) return undefined;
    const issuedAtMs = Number.parseInt(body, 36);
    return Number.isFinite(issuedAtMs) ? issuedAtMs : undefined;
  }

  #sign(body: string): string {
    const signature = this.#options.hash.hmacSha256(this.#options.key, new TextEncoder().encode(body));
    return Buffer.from(signature).toString('hex').slice(0, 32);
  }
}
