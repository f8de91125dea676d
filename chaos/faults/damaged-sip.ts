import type { Random } from '../../kernel/ports/random.ts';

/** SIP datagrams as a broken or a hostile sender makes them, from a seed: the same seed, the same ten thousand. */
export interface DamagedSip {
  /** Whom they are sent to, `host:port`. */
  readonly target: string;
  /** Who sends them, `host:port`. */
  readonly sender: string;
  /** The number dialed: choose one that leads to nobody, because some INVITEs survive. */
  readonly dnis: string;
  /** A user of the target's registrar. */
  readonly user: string;
}

/** The `number`-th one. */
export function damagedSip(about: DamagedSip, number: number, random: Random): Uint8Array {
  const draw = (upTo: number) => Math.floor(random.unit() * upTo);
  if (draw(100) === 0) return random.bytes(draw(1500));
  if (draw(200) === 0) return oversized(about, number, draw);
  const all = wholeMessages(about, number);
  for (;;) {
    const damaged = damage(new TextEncoder().encode(all[draw(all.length)]!), random, draw);
    if (!leadsOutside(damaged)) return damaged;
  }
}

/** Names an address that is not of this machine: whoever believed it would send there. */
function leadsOutside(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  return [...text.matchAll(/(\d+)\.\d+\.\d+\.\d+/g)].some(([, first]) => first !== '127');
}

type Draw = (upTo: number) => number;

/** The messages that damage is done to, each in order: requests out of and in dialogs, and answers to nobody. */
export function wholeMessages({ target, sender, dnis, user }: DamagedSip, number: number): string[] {
  const message = (first: string, cseq: string, toTag: string, more: string, body = '') =>
    `${first}\r\nVia: SIP/2.0/UDP ${sender};branch=z9hG4bK-bad-${cseq}-${number};rport\r\n` +
    `Max-Forwards: 70\r\nFrom: "A" <sip:1${number}@${sender}>;tag=f${number}\r\n` +
    `To: <sip:${dnis}@${target}>${toTag}\r\nCall-ID: bad-${number}-${target}\r\nCSeq: 1 ${cseq}\r\n` +
    `Contact: <sip:bad@${sender}>\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const request = (method: string, toTag = '', more = '', body = '') =>
    message(`${method} sip:${dnis}@${target} SIP/2.0`, method, toTag, more, body);
  const [host] = sender.split(':');
  const sdp =
    `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\n` +
    'm=audio 9000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n';
  const credentials =
    `Authorization: Digest username="${user}", realm="tandem", nonce="n", uri="sip:${target}", ` +
    `response="${'0'.repeat(32)}", algorithm=MD5, cnonce="c", nc=00000001, qop=auth\r\nExpires: 60\r\n`;
  return [
    request('INVITE', '', 'Content-Type: application/sdp\r\n', sdp),
    request('INVITE', '', `Route: <sip:${target};lr;tandem-token=1.W10.AAAA>\r\n`),
    request('INVITE', ';tag=t'),
    request('CANCEL'),
    request('ACK', ';tag=t'),
    request('BYE', ';tag=t'),
    request('INFO', ';tag=t', 'Content-Type: application/dtmf-relay\r\n', 'Signal=5\r\nDuration=160\r\n'),
    request('NOTIFY', ';tag=t', 'Event: talk\r\n'),
    request('OPTIONS'),
    message(`REGISTER sip:${target} SIP/2.0`, 'REGISTER', '', credentials).replace(
      `<sip:${dnis}@`,
      `<sip:${user}@`,
    ),
    message('SIP/2.0 200 OK', 'INVITE', ';tag=t', ''),
    message('SIP/2.0 180 Ringing', 'INVITE', ';tag=t', ''),
    message('SIP/2.0 401 Unauthorized', 'REGISTER', ';tag=t', ''),
  ];
}

const oddities = [
  '\0',
  '\r\n\r\n',
  '99999999999999999999',
  '-1',
  '%',
  '%00',
  '<<',
  '"',
  ',,',
  ';lr;lr',
  ';tag=',
  '\u{1F4A3}',
  'sip:',
  '[::1',
  '\t\r\n ',
  '=?=',
];

/** One to four damages: a byte changed, a piece lost, doubled or foreign, the end cut off. */
function damage(whole: Uint8Array, random: Random, draw: Draw): Uint8Array {
  let bytes = whole;
  for (let times = 1 + draw(4); times > 0; times--) {
    const from = draw(bytes.length);
    const to = Math.min(bytes.length, from + 1 + draw(20));
    const head = bytes.subarray(0, from);
    switch (draw(5)) {
      case 0:
        bytes = joined(head, random.bytes(1), bytes.subarray(from + 1));
        break;
      case 1:
        bytes = joined(head, bytes.subarray(to));
        break;
      case 2:
        bytes = joined(bytes.subarray(0, to), bytes.subarray(from));
        break;
      case 3: {
        const odd = new TextEncoder().encode(oddities[draw(oddities.length)]);
        bytes = joined(head, odd, bytes.subarray(from));
        break;
      }
      default:
        bytes = draw(5) === 0 ? head : joined(head, random.bytes(4), bytes.subarray(from));
    }
  }
  return bytes;
}

/** As long as UDP allows: one endless line, or very many headers. */
function oversized(about: DamagedSip, number: number, draw: Draw): Uint8Array {
  const [first] = wholeMessages(about, number);
  const filling = draw(2) === 0 ? `X-Long: ${'a'.repeat(55_000)}\r\n` : 'X-Many: a\r\n'.repeat(5000);
  return new TextEncoder().encode(first!.replace('Max-Forwards', `${filling}Max-Forwards`));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
