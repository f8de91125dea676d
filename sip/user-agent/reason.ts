import type { SipMessage } from '../message/message.ts';
import { parameterValue, readParameters } from '../message/parameters.ts';
import { quote, readNumber, skipToken } from '../message/scan.ts';
import type { Reason } from './call.ts';

/** The Reason header (RFC 3326): why a CANCEL, BYE or refusal was sent. */
export function writeReason(reason: Reason): string {
  let text = reason.protocol;
  if (reason.cause !== undefined) text += `;cause=${reason.cause}`;
  if (reason.text !== undefined) text += `;text=${quote(reason.text)}`;
  return text;
}

/** All reasons that a message gives; what is malformed is left out. */
export function reasonsOf(message: SipMessage): Reason[] {
  const reasons: Reason[] = [];
  for (const text of message.headers.list('reason')) {
    const protocolEnd = skipToken(text, 0);
    const params = readParameters(text, protocolEnd);
    if (protocolEnd === 0 || !params) continue;
    const cause = readNumber(parameterValue(params, 'cause') ?? '', 999);
    const words = parameterValue(params, 'text');
    reasons.push({
      protocol: text.slice(0, protocolEnd),
      ...(cause >= 0 && { cause }),
      ...(words !== undefined && { text: words }),
    });
  }
  return reasons;
}

export function reasonHeaders(reason: Reason | undefined): readonly (readonly [string, string])[] {
  return reason ? [['Reason', writeReason(reason)]] : [];
}
