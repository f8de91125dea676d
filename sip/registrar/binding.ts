import type { Address } from '../../kernel/ports/datagram.ts';

/** One place where a user can be reached (RFC 3261 §10). */
export interface Binding {
  /** The user part of the address of record. */
  readonly user: string;
  /** URI of the Contact, as the phone wrote it. */
  readonly contact: string;
  /** The whole Contact but its `expires`, as it is given back in answers. */
  readonly contactText: string;
  /** Preference from 0 to 1. */
  readonly q: number;
  readonly callId: string;
  readonly cseq: number;
  readonly expiresAtMono: number;
  /** Where the REGISTER came from. */
  readonly source: Address;
  readonly userAgent: string;
}

export type BindingEvent = {
  readonly kind: 'registered' | 'refreshed' | 'expired' | 'removed';
  readonly binding: Binding;
};
