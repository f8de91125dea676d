/**
 * Calls of trunks that follow redirects: 302 with the sites in order, each with its token, and nothing
 * kept. A repeat of the INVITE is a new decision; the one whose token arrives is the one that counts.
 */
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { routeTokenParameter } from '../../kernel/token/route-token.ts';
import { callerNumberOf, dialedNumberOf } from '../../sip/message/call-numbers.ts';
import { callIdOf, type SipRequest, topVia } from '../../sip/message/message.ts';
import { makeResponse } from '../../sip/message/response.ts';
import { escapeUser } from '../../sip/message/uri.ts';
import { responseTarget } from '../../sip/message/via.ts';
import type { SipTransport } from '../../sip/transport/transport.ts';
import type { Decider, RoutedCall } from '../decision/decider.ts';
import type { Trunk } from '../decision/trunks.ts';
import { checkRequest } from '../proxy/request-checks.ts';

/** Contacts in one 302: q has one decimal here, and a datagram has its size. */
const contactsMax = 5;

export interface RedirectOptions {
  readonly transport: SipTransport;
  readonly decider: Decider;
  readonly hash: Hash;
  readonly deadlineMs: number;
}

export class Redirect {
  readonly #options: RedirectOptions;

  constructor(options: RedirectOptions) {
    this.#options = options;
  }

  /** Answers one INVITE at once. */
  invite(request: SipRequest, trunk: Trunk, receivedMono: number): void {
    const { transport, decider, deadlineMs } = this.#options;
    const target = responseTarget(topVia(request));
    if (!target) return;
    const refusal = checkRequest(request, transport.address);
    const toTag = this.#toTag(request);
    if (refusal) {
      transport.send(makeResponse(request, refusal.status, { toTag, headers: refusal.headers }), target);
      return;
    }
    const dnis = dialedNumberOf(request);
    const call = decider.route({
      mode: 'redirect',
      trunk: trunk.id,
      ani: callerNumberOf(request),
      dnis,
      sipCallId: callIdOf(request),
      receivedMono,
      deadlineMs,
    });
    const headers = contactsFor(call, dnis, decider).map((contact) => ['Contact', contact] as const);
    transport.send(makeResponse(request, 302, { toTag, headers }), target);
  }

  /** The same for each repeat of an INVITE, as a stateless server must (RFC 3261 §8.2.7). */
  #toTag(request: SipRequest): string {
    return this.#options.hash.sha256Hex(`${request.headers.get('via')}\n${callIdOf(request)}`).slice(0, 16);
  }
}

/** `<sip:4001@edge;tandem-token=…>;q=1.0`, best first. */
function contactsFor(call: RoutedCall, dnis: string, decider: Decider): string[] {
  return call.selection.sites.slice(0, contactsMax).map((site, place) => {
    const uri = siteUri(decider.edgeOf(site), dnis, decider.tokenFor(call, site));
    return `<${uri}>;q=${(1 - place / 10).toFixed(1)}`;
  });
}

/** Where a call goes that is delivered by somebody else, token in the URI. */
export function siteUri(edge: Address, dnis: string, token: string): string {
  const user = dnis === '' ? '' : `${escapeUser(dnis)}@`;
  return `sip:${user}${formatAddress(edge)};${routeTokenParameter}=${token}`;
}
