import type { Law } from '../../kernel/audio/g711.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { FarEnd } from './voice.ts';

/**
 * SDP as a plain telephone speaks it (RFC 4566, RFC 3264): one audio stream, G.711 and telephone-event.
 * It reads the few lines that such a telephone needs and passes over the rest.
 */

/** What to send where, by the other side's description; `undefined` when it offers no audio that we speak. */
export function readAudio(sdp: string): FarEnd | undefined {
  const lines = sdp.split(/\r\n|\n/);
  const first = lines.findIndex((line) => /^m=audio [1-9]/.test(line));
  if (first < 0) return undefined;
  const next = lines.findIndex((line, i) => i > first && line.startsWith('m='));
  const ofStream = lines.slice(first, next < 0 ? undefined : next);
  const ofSession = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('m=')),
  );
  const [, portText, , ...payloadTypes] = ofStream[0]!.split(' ');
  const port = Number(portText);
  const host = connectionHost(ofStream) ?? connectionHost(ofSession);
  const law = payloadTypes.map((type) => lawOf[type]).find((known) => known !== undefined);
  if (host === undefined || law === undefined || !(port <= 65_535)) return undefined;
  const event = ofStream.find((line) => /^a=rtpmap:\d+ telephone-event\/8000/i.test(line));
  return {
    address: { host, port },
    law,
    telephoneEvent: event === undefined ? undefined : Number(/\d+/.exec(event)![0]),
  };
}

/** An offer of both laws and of digits. */
export function offerAudio(local: Address): string {
  return describe(local, ['PCMA', 'PCMU'], 101);
}

/** The answer to an offer: its first law that we speak, digits under its own payload type. */
export function answerAudio(local: Address, offer: FarEnd): string {
  return describe(local, [offer.law], offer.telephoneEvent);
}

const lawOf: Readonly<Record<string, Law | undefined>> = { 0: 'PCMU', 8: 'PCMA' };
const payloadTypeOf: Record<Law, number> = { PCMU: 0, PCMA: 8 };

function connectionHost(lines: readonly string[]): string | undefined {
  const line = lines.find((each) => each.startsWith('c=IN IP'));
  return line && /^c=IN IP[46] ([0-9a-fA-F:.]+)/.exec(line)?.[1];
}

function describe(local: Address, laws: readonly Law[], telephoneEvent: number | undefined): string {
  const family = local.host.includes(':') ? 'IP6' : 'IP4';
  const payloadTypes = laws.map((law) => payloadTypeOf[law]);
  const lines = [
    'v=0',
    `o=- ${local.port} 1 IN ${family} ${local.host}`,
    's=-',
    `c=IN ${family} ${local.host}`,
    't=0 0',
    `m=audio ${local.port} RTP/AVP ${[...payloadTypes, ...(telephoneEvent === undefined ? [] : [telephoneEvent])].join(' ')}`,
    ...laws.map((law) => `a=rtpmap:${payloadTypeOf[law]} ${law}/8000`),
    ...(telephoneEvent === undefined
      ? []
      : [`a=rtpmap:${telephoneEvent} telephone-event/8000`, `a=fmtp:${telephoneEvent} 0-15`]),
    'a=ptime:20',
    'a=sendrecv',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
