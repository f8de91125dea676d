import { unsupportedOptions } from '../message/forwarding.ts';
import { contentTypeOf, type SipRequest } from '../message/message.ts';
import { parseUri } from '../message/uri.ts';
import type { HeaderList } from './call.ts';

/**
 * What a user agent server looks at before it takes a request (RFC 3261 §8.2), in the RFC's order:
 * method, Request-URI, extensions, content. Pure: the refusal is returned.
 */
export interface Abilities {
  readonly methods: readonly string[];
  /** Option tags. */
  readonly extensions: readonly string[];
  /** `type/subtype`, lower case, that an INVITE may bear; other methods may bear anything. */
  readonly inviteBodies: readonly string[];
}

export interface Refusal {
  readonly status: 405 | 406 | 415 | 416 | 420 | 501;
  readonly headers: HeaderList;
}

const methodsOfTheField = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'SUBSCRIBE',
  'NOTIFY',
  'PUBLISH',
  'INFO',
  'REFER',
  'MESSAGE',
  'UPDATE',
];

/** `undefined`: go on. */
export function screen(request: SipRequest, abilities: Abilities): Refusal | undefined {
  const allow = ['Allow', abilities.methods.join(', ')] as const;
  if (!abilities.methods.includes(request.method)) {
    return { status: methodsOfTheField.includes(request.method) ? 405 : 501, headers: [allow] };
  }
  if (parseUri(request.uri)?.kind !== 'sip') return { status: 416, headers: [] };
  const unsupported = unsupportedOptions(request, 'Require', abilities.extensions);
  if (unsupported.length > 0) return { status: 420, headers: [['Unsupported', unsupported.join(', ')]] };
  return screenContent(request, abilities);
}

function screenContent(request: SipRequest, abilities: Abilities): Refusal | undefined {
  const accept: HeaderList = [['Accept', abilities.inviteBodies.join(', ')]];
  if (request.body.length > 0) {
    const encodings = request.headers.list('content-encoding');
    if (encodings.some((encoding) => encoding.toLowerCase() !== 'identity')) {
      return { status: 415, headers: [['Accept-Encoding', 'identity']] };
    }
    if (request.method === 'INVITE' && !abilities.inviteBodies.includes(contentTypeOf(request))) {
      return { status: 415, headers: accept };
    }
  }
  if (request.method === 'INVITE' && !acceptsAny(request, abilities.inviteBodies)) {
    return { status: 406, headers: accept };
  }
  return undefined;
}

/** Without Accept, `application/sdp` is understood (RFC 3261 §20.1). */
function acceptsAny(request: SipRequest, types: readonly string[]): boolean {
  if (!request.headers.has('accept')) return true;
  return request.headers.list('accept').some((item) => {
    const range = item.split(';', 1)[0]!.trim().toLowerCase();
    if (range === '*/*') return true;
    return types.some((type) => range === type || range === `${type.split('/', 1)[0]}/*`);
  });
}
