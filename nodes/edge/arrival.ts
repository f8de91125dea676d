import type { Hash } from '../../kernel/ports/hash.ts';
import { routeTokenParameter, type TokenVerdict, verifyRouteToken } from '../../kernel/token/route-token.ts';
import { callerNumberOf, dialedNumberOf } from '../../sip/message/call-numbers.ts';
import { callIdOf, routesOf, type SipRequest } from '../../sip/message/message.ts';
import { parameterValue } from '../../sip/message/parameters.ts';
import { parseUri } from '../../sip/message/uri.ts';
import type { RouterAnswer } from './ask-router.ts';

/** What an INVITE from outside says about the call, before anything is decided. */
export interface Arrival {
  readonly sipCallId: string;
  /** Caller's number; `anonymous` when withheld. */
  readonly ani: string;
  /** Dialed number. */
  readonly dnis: string;
  /** The route token as it came, from our own Route header or from the Request-URI; empty for none. */
  readonly tokenText: string;
}

export function readArrival(invite: SipRequest): Arrival {
  return {
    sipCallId: callIdOf(invite),
    ani: callerNumberOf(invite) || 'anonymous',
    dnis: dialedNumberOf(invite) || 'unknown',
    tokenText: tokenOf(invite),
  };
}

function tokenOf(invite: SipRequest): string {
  const [route] = routesOf(invite);
  for (const uri of [route && parseUri(route.uri), invite.target]) {
    const token = uri?.kind === 'sip' ? parameterValue(uri.params, routeTokenParameter) : undefined;
    if (token) return token;
  }
  return '';
}

/** How a call is taken: what it is, who decided so, and under which names it is known. */
export interface Admission {
  readonly callId: string;
  readonly decisionId: string;
  readonly routedBy: 'router' | 'asked' | 'site';
  readonly callType: string;
  readonly queue: string;
  readonly priority: number;
}

export type TokenAdmission =
  | { readonly kind: 'admitted'; readonly admission: Admission; readonly expiresAtMs: number }
  /** `status`: 403 for what no router of ours wrote; 480 for what came too late or to the wrong site. */
  | { readonly kind: 'refused'; readonly status: 403 | 480; readonly fault: string };

/** Judges the token of an arriving call. `skewMs`: how far apart the clocks of router and site may be. */
export function admitByToken(
  tokenText: string,
  expected: { readonly site: string; readonly nowMs: number; readonly skewMs: number },
  key: Uint8Array,
  hash: Hash,
): TokenAdmission {
  const verdict: TokenVerdict = verifyRouteToken(tokenText, expected, key, hash);
  if (!verdict.valid) {
    const late = verdict.fault === 'expired' || verdict.fault === 'other-site';
    return { kind: 'refused', status: late ? 480 : 403, fault: verdict.fault };
  }
  const { callId, decisionId, callType, queue, priority, expiresAtMs } = verdict.token;
  return {
    kind: 'admitted',
    admission: { callId, decisionId, routedBy: 'router', callType, queue, priority },
    expiresAtMs,
  };
}

/** A call that came without a token, as the router that was asked names it. */
export function admitByRouter(arrival: Arrival, reply: RouterAnswer, types: CallTypes): Admission {
  const { callId, decisionId, callType, queue } = reply;
  const known = types.callTypes.find(({ name }) => name === callType) ?? callTypeOf(arrival.dnis, types);
  return { callId, decisionId, routedBy: 'asked', callType, queue, priority: known.priority };
}

/** The same when no router answered: the site names it by itself. */
export function admitBySite(arrival: Arrival, callId: string, types: CallTypes): Admission {
  const { name: callType, queue, priority } = callTypeOf(arrival.dnis, types);
  return { callId, decisionId: '', routedBy: 'site', callType, queue, priority };
}

/** The call types that this site knows, for calls that no router named. */
export interface CallTypes {
  readonly callTypes: readonly {
    readonly name: string;
    readonly dnis: readonly string[];
    readonly queue: string;
    readonly priority: number;
  }[];
}

/** By the whole dialed number; others are of the type named `default`, or else of the last one. */
export function callTypeOf(dnis: string, { callTypes }: CallTypes): CallTypes['callTypes'][number] {
  return (
    callTypes.find((type) => type.dnis.includes(dnis)) ??
    callTypes.find((type) => type.name === 'default') ??
    callTypes.at(-1)!
  );
}
