import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { Credentials } from '../digest/digest-client.ts';
import type { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { BodyOptions, HeaderList } from './call.ts';

export interface UserAgentOptions {
  readonly transactions: TransactionLayer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly hash: Hash;
  /** User part of our Contact; none unless given. */
  readonly contactUser?: string;
  /** For User-Agent and Server; left out unless given. */
  readonly product?: string;
  /** Calls at once; beyond it an INVITE gets 486 and ours end with `failed`, `overload`. 10,000 unless set. */
  readonly calls_max?: number;
  /** Where a host name leads; without it only IP addresses do. */
  readonly resolve?: (host: string, port: number | undefined) => Address | undefined;
}

export type { Credentials };

export interface InviteOptions extends BodyOptions {
  /** Request-URI. */
  readonly uri: string;
  /** From: a URI, or a whole name-addr such as `"Zhang" <sip:4001@…>`. */
  readonly from: string;
  /** To; the Request-URI unless given. */
  readonly to?: string;
  /** Route set to start with, as URIs with `;lr`. */
  readonly routes?: readonly string[];
  /** Where to send it, whatever Route and Request-URI say. */
  readonly destination?: Address;
  readonly callId?: string;
  readonly credentials?: Credentials;
}

export interface OutgoingRequestOptions extends InviteOptions {
  readonly method: string;
}

export interface RegisterOptions {
  /** `sip:host:port` of the registrar. */
  readonly registrar: string;
  /** Address of record, `sip:user@domain`. */
  readonly aor: string;
  readonly credentials?: Credentials;
  /** Seconds asked for; 300 unless set. */
  readonly expiresSeconds?: number;
  readonly destination?: Address;
  readonly headers?: HeaderList;
}

export interface RegistrationDelegate {
  /** After the first 200 and every refresh. */
  onRegistered?(expiresSeconds: number): void;
  /** Refused or not answered; it is tried again after `retryMs`, unless that is undefined. */
  onFailed?(status: number, retryMs: number | undefined): void;
  onUnregistered?(): void;
}

export interface Registration {
  readonly isRegistered: boolean;
  /** Removes the binding (expires 0) and stops refreshing. */
  unregister(): void;
  /** Stops refreshing without a word. */
  stop(): void;
}
