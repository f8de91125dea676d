import type { Address } from '../../kernel/ports/datagram.ts';
import { parseUri, sameUri } from '../message/uri.ts';
import type { Binding, BindingEvent } from './binding.ts';
import type { AskedContact, RegisterRequest } from './register-request.ts';

export interface RegisterLimits {
  readonly expiresSeconds_min: number;
  readonly expiresSeconds_max: number;
  readonly bindingsPerUser_max: number;
}

export type Applied =
  | { readonly taken: true; readonly bindings: readonly Binding[]; readonly events: readonly BindingEvent[] }
  /** 423: too brief. 500: out of order within its Call-ID. 503: too many. */
  | { readonly taken: false; readonly status: 423 | 500 | 503 };

/**
 * What a REGISTER makes of a user's bindings (RFC 3261 §10.3 steps 6 to 8): all of it or nothing. Pure.
 */
export function applyRegister(
  current: readonly Binding[],
  asked: RegisterRequest,
  source: Address,
  nowMono: number,
  limits: RegisterLimits,
): Applied {
  if (asked.removesAll) return removeAll(current, asked);
  let bindings = current;
  const events: BindingEvent[] = [];
  for (const contact of asked.contacts) {
    const before = bindings.find((binding) => isSameContact(binding.contact, contact.uri));
    if (before && isOutOfOrder(before, asked)) return { taken: false, status: 500 };
    if (contact.expiresSeconds === 0) {
      if (before) {
        bindings = bindings.filter((binding) => binding !== before);
        events.push({ kind: 'removed', binding: before });
      }
      continue;
    }
    if (contact.expiresSeconds < limits.expiresSeconds_min) return { taken: false, status: 423 };
    const binding = newBinding(contact, asked, source, nowMono, limits);
    bindings = before
      ? bindings.map((other) => (other === before ? binding : other))
      : [...bindings, binding];
    if (bindings.length > limits.bindingsPerUser_max) return { taken: false, status: 503 };
    events.push({ kind: before ? 'refreshed' : 'registered', binding });
  }
  return { taken: true, bindings, events };
}

function removeAll(current: readonly Binding[], asked: RegisterRequest): Applied {
  if (current.some((binding) => isOutOfOrder(binding, asked))) return { taken: false, status: 500 };
  return { taken: true, bindings: [], events: current.map((binding) => ({ kind: 'removed', binding })) };
}

/** Within one Call-ID, CSeq must grow (RFC 3261 §10.3 step 7). */
function isOutOfOrder(before: Binding, asked: RegisterRequest): boolean {
  return before.callId === asked.callId && asked.cseq <= before.cseq;
}

function newBinding(
  contact: AskedContact,
  asked: RegisterRequest,
  source: Address,
  nowMono: number,
  limits: RegisterLimits,
): Binding {
  const seconds = Math.min(contact.expiresSeconds, limits.expiresSeconds_max);
  return {
    user: asked.user,
    contact: contact.uri,
    contactText: contact.text,
    q: contact.q,
    callId: asked.callId,
    cseq: asked.cseq,
    expiresAtMono: nowMono + seconds * 1000,
    source,
    userAgent: asked.userAgent,
  };
}

function isSameContact(a: string, b: string): boolean {
  if (a === b) return true;
  const uriA = parseUri(a);
  const uriB = parseUri(b);
  return uriA !== undefined && uriB !== undefined && sameUri(uriA, uriB);
}
