/** What a proxy looks at before it forwards anything (RFC 3261 §16.3). */
import type { Address } from '../../kernel/ports/datagram.ts';
import { maxForwardsOf, type SipRequest, viasOf } from '../../sip/message/message.ts';
import type { ResponseOptions } from '../../sip/message/response.ts';

/** Why a request is not served, as the answer that it gets. */
export interface Refusal {
  readonly status: 403 | 416 | 420 | 482 | 483 | 405;
  readonly headers: NonNullable<ResponseOptions['headers']>;
}

/** What this router answers outside a dialog. */
export const methodsAllowed = 'INVITE, ACK, CANCEL, BYE, OPTIONS';

/** `undefined`: nothing speaks against it. `own` is what our Via says. */
export function checkRequest(request: SipRequest, own: Address): Refusal | undefined {
  const { target } = request;
  if (target.kind === 'other' && target.scheme !== 'tel') return refuse(416);
  if (maxForwardsOf(request) === 0 && request.method !== 'OPTIONS') return refuse(483);
  if (hasPassedHere(request, own)) return refuse(482);
  const required = request.headers.list('proxy-require');
  if (required.length > 0) return refuse(420, [['Unsupported', required.join(', ')]]);
  return undefined;
}

export function refuse(status: Refusal['status'], headers: Refusal['headers'] = []): Refusal {
  return { status, headers };
}

/** A Via of ours on a request that comes in: whatever we forward it to would bring it back again. */
function hasPassedHere(request: SipRequest, own: Address): boolean {
  return viasOf(request).some((via) => via.host === own.host && (via.port ?? 5060) === own.port);
}
