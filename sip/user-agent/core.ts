import type { Address } from '../../kernel/ports/datagram.ts';
import { withoutHeaders } from '../dialog/dialog.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import { maxForwards_start, nextHop } from '../message/forwarding.ts';
import { SipHeaders } from '../message/headers.ts';
import { SipRequest } from '../message/message.ts';
import { type Uri, uriAddress } from '../message/uri.ts';
import type { BodyOptions } from './call.ts';
import type { Session } from './session.ts';
import type { Credentials, OutgoingRequestOptions, UserAgentOptions } from './user-agent-options.ts';

/** What calls, registrations and requests of one user agent share. */
export interface Core {
  readonly options: UserAgentOptions;
  readonly counters: UserAgentCounters;
  /** `sip:user@host:port`. */
  readonly contactUri: string;
  /** Allow and Supported, for INVITE and its 2xx. */
  readonly abilityHeaders: readonly (readonly [name: string, value: string])[];
  newTag(): string;
  newCallId(): string;
  digestFor(credentials: Credentials | undefined): DigestClient | undefined;
  addSession(key: string, session: Session): void;
  removeSession(key: string, session: Session): void;
  /** A call is over and nothing of it remains. */
  callOver(): void;
}

export interface UserAgentCounters {
  callsOut: number;
  callsIn: number;
  callsRefusedAtLimit: number;
  /** 481: a request for a dialog that isn't here. */
  withoutDialog: number;
  /** 500: CSeq lower than the last. */
  outOfOrder: number;
  /** 482: the same INVITE by two ways. */
  merged: number;
  /** 401 and 407 answered. */
  challengesAnswered: number;
  /** 2xx from another branch of a fork, or after our CANCEL: acknowledged and ended. */
  unwantedAnswersEnded: number;
  /** 2xx that no ACK came for. */
  answersWithoutAck: number;
  /** 405, 406, 415, 416, 420, 501. */
  requestsRefused: number;
}

export function newUserAgentCounters(): UserAgentCounters {
  return {
    callsOut: 0,
    callsIn: 0,
    callsRefusedAtLimit: 0,
    withoutDialog: 0,
    outOfOrder: 0,
    merged: 0,
    challengesAnswered: 0,
    unwantedAnswersEnded: 0,
    answersWithoutAck: 0,
    requestsRefused: 0,
  };
}

/** A request outside a dialog (RFC 3261 §8.1.1), without Via. */
export function newRequest(core: Core, options: OutgoingRequestOptions): SipRequest {
  const headers = new SipHeaders();
  const uri = withoutHeaders(options.uri);
  headers.add('Max-Forwards', String(maxForwards_start));
  for (const route of options.routes ?? []) headers.add('Route', bracketed(route));
  headers.add('From', `${bracketed(options.from)};tag=${core.newTag()}`);
  headers.add('To', bracketed(options.to ?? uri));
  headers.add('Call-ID', options.callId ?? core.newCallId());
  headers.add('CSeq', `1 ${options.method}`);
  headers.add('Contact', `<${core.contactUri}>`);
  if (core.options.product !== undefined) headers.add('User-Agent', core.options.product);
  return withBody(new SipRequest(options.method, uri, headers), options);
}

/** The request with the headers and body that were asked for. */
export function withBody(request: SipRequest, options: BodyOptions): SipRequest {
  for (const [name, value] of options.headers ?? []) request.headers.add(name, value);
  if (options.body === undefined || options.body.length === 0) return request;
  request.headers.set('Content-Type', options.contentType ?? 'application/sdp');
  return new SipRequest(request.method, request.uri, request.headers, options.body);
}

function bracketed(address: string): string {
  return address.includes('<') ? address : `<${address}>`;
}

/** Where a request goes: as told, else by Route or Request-URI (RFC 3261 §8.1.2). */
export function destinationOf(
  core: Core,
  request: SipRequest,
  told: Address | undefined,
): Address | undefined {
  return told ?? resolved(core, nextHop(request));
}

export function resolved(core: Core, uri: Uri): Address | undefined {
  return uriAddress(uri) ?? (uri.kind === 'sip' ? core.options.resolve?.(uri.host, uri.port) : undefined);
}
