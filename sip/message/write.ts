import type { SipMessage } from './message.ts';

/** The bytes of a message. Content-Length is written from the body, whatever the headers say. */
export function writeMessage(message: SipMessage): Uint8Array {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  const { body } = message;
  const head = Buffer.from(
    `${start}${message.headers.write()}Content-Length: ${body.length}\r\n\r\n`,
    'utf8',
  );
  return body.length === 0 ? head : Buffer.concat([head, body]);
}
