import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Random } from '../../kernel/ports/random.ts';
import { sameText } from '../../kernel/token/signed-fields.ts';
import type { SipRequest } from '../message/message.ts';
import { parseDigestFields, writeDigestFields } from './credentials.ts';
import { NonceBook } from './nonce-book.ts';
import { type Algorithm, algorithmOf, algorithms, responseHex, secretHex } from './response-value.ts';

export interface DigestServerOptions {
  readonly realm: string;
  readonly hash: Hash;
  readonly random: Random;
  readonly clock: Clock;
  /** Signs the nonces; processes that share it take each other's. */
  readonly key: Uint8Array;
  /** How long a nonce may be used, ms; 5 minutes unless set. */
  readonly nonceLifeMs?: number;
  /** Nonces in use that are remembered for their counts; 20,000 unless set. */
  readonly nonces_max?: number;
  /**
   * What is offered, in this order; `['SHA-256', 'MD5']` unless set, as RFC 8760 §2.3 has it. Phones
   * that know MD5 alone and stop at the first challenge (SIPp 3.6 does) want MD5 first; our own take the
   * strongest whatever the order. What is left out is refused.
   */
  readonly algorithms?: readonly Algorithm[];
  /** The password of a user; `undefined` for an unknown one. */
  passwordOf(user: string): string | undefined;
}

export type DigestVerdict =
  | { readonly accepted: true; readonly user: string }
  | { readonly accepted: false; readonly cause: DigestRefusal };

export type DigestRefusal =
  /** None, of another scheme or realm, or unreadable: all treated as none (RFC 3261 §22.1). */
  | 'no-credentials'
  | 'unknown-user'
  | 'wrong-response'
  /** The nonce is too old, or not ours: the client may try again without asking its user. */
  | 'stale'
  /** Its nonce count has been used before. */
  | 'replayed';

/**
 * The server's side of digest (RFC 3261 §22, RFC 7616, RFC 8760). Nonces are signed and carry their
 * time, so a challenge costs no memory; only those that were used are remembered, for their counts.
 * The digest's own `uri` is taken as it stands, since phones and SIPp write it in several ways; a
 * count that can't be used twice keeps an answer from being put to another request.
 */
export class DigestServer {
  readonly counters: Record<DigestRefusal | 'accepted', number> = {
    accepted: 0,
    'no-credentials': 0,
    'unknown-user': 0,
    'wrong-response': 0,
    stale: 0,
    replayed: 0,
  };
  readonly #options: DigestServerOptions;
  readonly #nonces: NonceBook;
  readonly #algorithms: readonly Algorithm[];

  constructor(options: DigestServerOptions) {
    this.#options = options;
    this.#nonces = new NonceBook(options);
    this.#algorithms = options.algorithms ?? algorithms;
  }

  verify(
    request: SipRequest,
    header: 'Authorization' | 'Proxy-Authorization' = 'Authorization',
  ): DigestVerdict {
    const verdict = this.#judge(request, header);
    this.counters[verdict.accepted ? 'accepted' : verdict.cause] += 1;
    return verdict;
  }

  /** One challenge for each algorithm, the best first (RFC 8760 §2.3), as values of WWW-Authenticate. */
  challenges(cause: DigestRefusal): string[] {
    const nonce = this.#nonces.issue();
    return this.#algorithms.map((algorithm) =>
      writeDigestFields(
        [
          ['realm', this.#options.realm],
          ['nonce', nonce],
          ['algorithm', algorithm],
          ['qop', 'auth'],
          ['stale', cause === 'stale' || cause === 'replayed' ? 'true' : undefined],
        ],
        true,
      ),
    );
  }

  #judge(request: SipRequest, header: string): DigestVerdict {
    const { realm, hash } = this.#options;
    for (const text of request.headers.all(header)) {
      const fields = parseDigestFields(text);
      if (!fields || fields.get('realm') !== realm) continue;
      const user = fields.get('username');
      const algorithm = algorithmOf(fields.get('algorithm'));
      const nonce = fields.get('nonce');
      const nc = fields.get('nc');
      const cnonce = fields.get('cnonce');
      const uri = fields.get('uri');
      const isAuth = fields.get('qop')?.toLowerCase() === 'auth';
      if (
        !user ||
        !algorithm ||
        !this.#algorithms.includes(algorithm) ||
        !nonce ||
        !nc ||
        !cnonce ||
        !uri ||
        !isAuth
      )
        continue;
      if (!/^[0-9a-fA-F]{8}$/.test(nc)) continue;
      const password = this.#options.passwordOf(user);
      if (password === undefined) return refused('unknown-user');
      const secret = secretHex(hash, algorithm, user, realm, password);
      const { method } = request;
      const expected = responseHex(hash, {
        algorithm,
        secretHex: secret,
        method,
        uri,
        nonce,
        qop: { nc, cnonce },
      });
      if (!sameText(expected, (fields.get('response') ?? '').toLowerCase())) return refused('wrong-response');
      const use = this.#nonces.use(nonce, Number.parseInt(nc, 16));
      return use === 'fresh' ? { accepted: true, user } : refused(use);
    }
    return refused('no-credentials');
  }
}

function refused(cause: DigestRefusal): DigestVerdict {
  return { accepted: false, cause };
}
