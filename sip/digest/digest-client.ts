import type { Hash } from '../../kernel/ports/hash.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { parseDigestFields, writeDigestFields } from './credentials.ts';
import { type Algorithm, algorithmOf, algorithms, responseHex, secretHex } from './response-value.ts';

/** Name and password for 401 and 407. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

interface Challenge {
  readonly header: 'Authorization' | 'Proxy-Authorization';
  readonly algorithm: Algorithm;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly hasQop: boolean;
  readonly isStale: boolean;
  /** How often this nonce has been answered. */
  nonceCount: number;
}

/** Challenges answered in a row without success, e.g. of a server to which every nonce is stale. */
export const refusals_max = 3;

/**
 * The client's side of digest (RFC 3261 §22.2, RFC 7616 §3.4, RFC 8760 §2.4): remembers the latest
 * challenge, so that later requests bear credentials from the start.
 */
export class DigestClient {
  readonly #credentials: Credentials;
  readonly #hash: Hash;
  readonly #random: Random;
  #challenge: Challenge | undefined;
  /** An answer is out and neither taken nor refused. */
  #isUnconfirmed = false;
  #refusals = 0;

  constructor(credentials: Credentials, hash: Hash, random: Random) {
    this.#credentials = credentials;
    this.#hash = hash;
    this.#random = random;
  }

  /**
   * Reads a 401 or 407. True: `authorize` and send again. False: there is no challenge that we can
   * answer, or the answer to this very challenge was refused, so the password is wrong. Of several
   * challenges the strongest is taken, whatever their order: our local policy (RFC 8760 §2.4).
   */
  learn(response: SipResponse): boolean {
    const found = bestChallenge(response);
    if (!found) return false;
    const before = this.#challenge;
    const wasRefused =
      this.#isUnconfirmed &&
      before?.header === found.header &&
      before.realm === found.realm &&
      !found.isStale;
    this.#isUnconfirmed = false;
    if (wasRefused || this.#refusals >= refusals_max) {
      this.#challenge = undefined;
      this.#refusals = 0;
      return false;
    }
    this.#refusals += 1;
    this.#challenge = found;
    return true;
  }

  /** A response other than 401 and 407 came: the latest answer was taken. */
  accepted(): void {
    this.#isUnconfirmed = false;
    this.#refusals = 0;
  }

  /** Puts credentials into the request, when a challenge is known. */
  authorize(request: SipRequest): void {
    const challenge = this.#challenge;
    if (!challenge) return;
    challenge.nonceCount += 1;
    this.#isUnconfirmed = true;
    request.headers.set(challenge.header, this.#answer(challenge, request));
  }

  #answer(challenge: Challenge, request: SipRequest): string {
    const { algorithm, realm, nonce, opaque } = challenge;
    const { user, password } = this.#credentials;
    const nc = challenge.nonceCount.toString(16).padStart(8, '0');
    const cnonce = Buffer.from(this.#random.bytes(8)).toString('hex');
    const qop = challenge.hasQop ? { nc, cnonce } : undefined;
    const response = responseHex(this.#hash, {
      algorithm,
      secretHex: secretHex(this.#hash, algorithm, user, realm, password),
      method: request.method,
      uri: request.uri,
      nonce,
      ...(qop && { qop }),
    });
    return writeDigestFields(
      [
        ['username', user],
        ['realm', realm],
        ['nonce', nonce],
        ['uri', request.uri],
        ['response', response],
        ['algorithm', algorithm],
        ['qop', qop && 'auth'],
        ['nc', qop?.nc],
        ['cnonce', qop?.cnonce],
        ['opaque', opaque],
      ],
      false,
    );
  }
}

function bestChallenge(response: SipResponse): Challenge | undefined {
  const isProxy = response.status === 407;
  const header = isProxy ? 'Proxy-Authorization' : 'Authorization';
  let best: Challenge | undefined;
  for (const text of response.headers.all(isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate')) {
    const challenge = readChallenge(text, header);
    if (challenge && (!best || strength(challenge) < strength(best))) best = challenge;
  }
  return best;
}

function strength(challenge: Challenge): number {
  return algorithms.indexOf(challenge.algorithm);
}

function readChallenge(text: string, header: Challenge['header']): Challenge | undefined {
  const fields = parseDigestFields(text);
  const algorithm = algorithmOf(fields?.get('algorithm'));
  const realm = fields?.get('realm');
  const nonce = fields?.get('nonce');
  if (!fields || !algorithm || realm === undefined || nonce === undefined) return undefined;
  const qop = fields.get('qop');
  if (qop !== undefined && !qop.split(',').some((word) => word.trim().toLowerCase() === 'auth'))
    return undefined;
  const isStale = fields.get('stale')?.toLowerCase() === 'true';
  return {
    header,
    algorithm,
    realm,
    nonce,
    opaque: fields.get('opaque'),
    hasQop: qop !== undefined,
    isStale,
    nonceCount: 0,
  };
}
