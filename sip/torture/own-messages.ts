/**
 * Messages of our own for the points that RFC 4475 tortures a parser with: each names the point, the
 * bytes, and what an element makes of them. A bench of numbers is not the RFC's; only the points are.
 */
export interface OwnMessage {
  readonly point: string;
  readonly text: string;
  /** The final answer of an element that is user agent and registrar; `undefined`: silence. */
  readonly answer: number | undefined;
}

const sdp =
  'v=0\r\no=- 7 7 IN IP4 10.9.9.9\r\ns=-\r\nc=IN IP4 10.9.9.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\na=sendrecv\r\n';

interface Parts {
  readonly start?: string;
  readonly via?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly cseq?: string;
  readonly extra?: readonly string[];
  readonly body?: string;
  /** Instead of the true Content-Length line. */
  readonly length?: string;
}

let counter = 0;

/** A sound request unless a part says otherwise; an empty part is left out. */
function request(parts: Parts): string {
  counter += 1;
  const method = /^[^ ]*/.exec(parts.start ?? 'OPTIONS')![0];
  const body = parts.body ?? '';
  const lines = [
    parts.start ?? 'OPTIONS sip:4002@10.0.0.1 SIP/2.0',
    parts.via ?? `Via: SIP/2.0/UDP 10.9.9.9:5060;branch=z9hG4bKown${counter}`,
    parts.from ?? 'From: <sip:wang@example.net>;tag=w1',
    parts.to ?? 'To: <sip:4002@example.com>',
    parts.callId ?? `Call-ID: own-${counter}@10.9.9.9`,
    parts.cseq ?? `CSeq: 7 ${method}`,
    'Contact: <sip:wang@10.9.9.9>',
    ...(parts.extra ?? []),
    parts.length ?? `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.filter((line) => line !== '').join('\r\n')}\r\n\r\n${body}`;
}

function invite(parts: Parts): string {
  return request({
    start: 'INVITE sip:4002@10.0.0.1 SIP/2.0',
    body: sdp,
    ...parts,
    extra: [...(parts.extra ?? []), 'Content-Type: application/sdp'],
  });
}

function response(start: string, ...extra: string[]): string {
  return `${[
    start,
    'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKnobodys',
    'From: <sip:element@10.0.0.1>;tag=e',
    'To: <sip:wang@example.net>;tag=w',
    'Call-ID: own-response',
    'CSeq: 1 INVITE',
    ...extra,
    'Content-Length: 0',
  ].join('\r\n')}\r\n\r\n`;
}

export const ownMessages: readonly OwnMessage[] = [
  { point: 'a plain call', text: invite({}), answer: 200 },
  {
    point: 'folded lines, odd case, space before colons',
    text: invite({
      from: 'fRoM :\r\n  "Wang \\"W\\" Li"\r\n\t<sip:wang@example.net> ; tag\r\n = w1',
      cseq: 'CSEQ: 007\r\n INVITE',
    }),
    answer: 200,
  },
  {
    point: 'compact forms of everything',
    text: 'OPTIONS sip:4002@10.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bKc1\r\nf: <sip:a@b.example>;tag=1\r\nt: <sip:c@d.example>\r\ni: compact-1\r\nCSeq: 1 OPTIONS\r\nm: <sip:a@10.9.9.9>\r\nk: path\r\nl: 0\r\n\r\n',
    answer: 200,
  },
  {
    point: 'three Vias in two lines',
    text: request({
      via: 'Via: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bKv1, SIP/2.0/TCP b.example ; branch=z9hG4bKv2\r\nv: SIP / 2.0 / TLS c.example:5061;branch=z9hG4bKv3',
    }),
    answer: 200,
  },
  {
    point: 'escapes in the user part stay escapes',
    text: request({ start: 'OPTIONS sip:%34002%40x@10.0.0.1 SIP/2.0' }),
    answer: 200,
  },
  {
    point: 'a user part with parameters',
    text: request({ start: 'OPTIONS sip:4002;phone-context=cn@10.0.0.1 SIP/2.0' }),
    answer: 200,
  },
  {
    point: 'a Chinese display name, quoted and bare',
    text: request({
      from: 'From: "王丽" <sip:wang@example.net>;tag=w1',
      to: 'To: 客服 <sip:4002@example.com>',
    }),
    answer: 200,
  },
  {
    point: 'a method of its own',
    text: request({ start: 'INV%49TE sip:4002@10.0.0.1 SIP/2.0' }),
    answer: 501,
  },
  {
    point: 'a method that we know and do not take',
    text: request({ start: 'SUBSCRIBE sip:4002@10.0.0.1 SIP/2.0' }),
    answer: 405,
  },
  {
    point: 'more after the body than Content-Length says',
    text: `${request({})}garbage that nobody asked for`,
    answer: 200,
  },
  { point: 'empty lines before the start line', text: `\r\n\r\n${request({})}`, answer: 200 },
  {
    point: 'a request of RFC 2543: no branch, no tag, no Max-Forwards',
    text: invite({ via: 'Via: SIP/2.0/UDP 10.9.9.9', from: 'From: <sip:old@example.net>', length: '' }),
    answer: 200,
  },
  {
    point: 'a branch that is the cookie alone',
    text: request({ via: 'Via: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bK' }),
    answer: 200,
  },
  {
    point: 'no hops left, and we are the target',
    text: request({ extra: ['Max-Forwards: 0'] }),
    answer: 200,
  },
  { point: 'a Date that is none', text: request({ extra: ['Date: the day before yesterday'] }), answer: 200 },
  {
    point: 'an unknown header full of separators',
    text: request({ extra: ['X-Odd: ;,;,"<>@,'] }),
    answer: 200,
  },
  {
    point: 'empty parameters in Via',
    text: request({ via: 'Via: SIP/2.0/UDP 10.9.9.9;;branch=z9hG4bKe1' }),
    answer: 400,
  },
  { point: 'an open quote in To', text: request({ to: 'To: "Service <sip:4002@example.com>' }), answer: 400 },
  {
    point: 'a bare comma in a display name',
    text: request({ from: 'From: Wang, Li <sip:wang@example.net>;tag=1' }),
    answer: 400,
  },
  { point: 'spaces inside the brackets', text: request({ to: 'To: < sip:4002@example.com>' }), answer: 400 },
  {
    point: 'a Request-URI in brackets',
    text: request({ start: 'OPTIONS <sip:4002@10.0.0.1> SIP/2.0' }),
    answer: 400,
  },
  {
    point: 'white space in the Request-URI',
    text: request({ start: 'OPTIONS sip:4002@10.0.0.1 ;lr SIP/2.0' }),
    answer: 400,
  },
  {
    point: 'two spaces in the start line',
    text: request({ start: 'OPTIONS  sip:4002@10.0.0.1 SIP/2.0', cseq: 'CSeq: 7 OPTIONS' }),
    answer: 400,
  },
  {
    point: 'a Route hidden in the Request-URI',
    text: request({ start: 'OPTIONS sip:4002@10.0.0.1?Route=%3Csip:evil.example;lr%3E SIP/2.0' }),
    answer: 400,
  },
  {
    point: 'a Route hidden in a bare Contact',
    text: request({ extra: ['Contact: sip:a@b.example?Route=%3Csip:evil.example%3E'] }),
    answer: 400,
  },
  { point: 'a broken escape', text: request({ start: 'OPTIONS sip:40%0@10.0.0.1 SIP/2.0' }), answer: 400 },
  { point: 'more body promised than came', text: invite({ length: 'Content-Length: 9000' }), answer: 400 },
  { point: 'a negative Content-Length', text: invite({ length: 'Content-Length: -1' }), answer: 400 },
  { point: 'two Content-Lengths', text: invite({ extra: ['l: 0'] }), answer: 400 },
  { point: 'two Call-IDs', text: request({ extra: ['Call-ID: another'] }), answer: 400 },
  { point: 'two To', text: request({ extra: ['t: <sip:other@example.com>'] }), answer: 400 },
  { point: 'a CSeq of 2^31', text: request({ cseq: 'CSeq: 2147483648 OPTIONS' }), answer: 400 },
  { point: 'Max-Forwards of 256', text: request({ extra: ['Max-Forwards: 256'] }), answer: 400 },
  { point: 'a CSeq of another method', text: request({ cseq: 'CSeq: 7 INVITE' }), answer: 400 },
  { point: 'no From', text: request({ from: '' }), answer: 400 },
  { point: 'no To, no Call-ID', text: request({ to: '', callId: '' }), answer: 400 },
  { point: 'no Via: nobody to answer', text: request({ via: '' }), answer: undefined },
  { point: 'a header line without a colon', text: request({ extra: ['this is no header'] }), answer: 400 },
  {
    point: 'a lone line feed inside a header',
    text: request({ extra: ['Subject: a\nContact: <sip:evil.example>'] }),
    answer: 400,
  },
  { point: 'the headers never end', text: request({}).slice(0, -2), answer: 400 },
  { point: 'a version to come', text: request({ start: 'OPTIONS sip:4002@10.0.0.1 SIP/3.0' }), answer: 505 },
  { point: 'a scheme that nobody routes', text: request({ start: 'OPTIONS fax:4002 SIP/2.0' }), answer: 416 },
  {
    point: 'an extension that we lack',
    text: request({ extra: ['Require: 100rel, teleport'] }),
    answer: 420,
  },
  {
    point: 'a body that we cannot read',
    text: invite({ extra: [] }).replace('application/sdp', 'application/x-flute'),
    answer: 415,
  },
  {
    point: 'an answer that the caller cannot read',
    text: invite({ extra: ['Accept: text/html'] }),
    answer: 406,
  },
  { point: 'SDP that is none', text: invite({ body: 'hello' }), answer: 400 },
  { point: 'SDP without G.711', text: invite({ body: sdp.replace('8 0', '18') }), answer: 488 },
  {
    point: 'a registration of somebody whose scheme we do not keep',
    text: request({ start: 'REGISTER sip:example.com SIP/2.0', to: 'To: <isbn:9787111>' }),
    answer: 400,
  },
  {
    point: 'credentials of a scheme that nobody knows',
    text: request({
      start: 'REGISTER sip:example.com SIP/2.0',
      extra: ['Authorization: Handshake firmly=yes'],
    }),
    answer: 401,
  },
  {
    point: 'a BYE for no dialog',
    text: request({ start: 'BYE sip:4002@10.0.0.1 SIP/2.0', to: 'To: <sip:4002@example.com>;tag=gone' }),
    answer: 481,
  },
  {
    point: 'a CANCEL for no INVITE',
    text: request({ start: 'CANCEL sip:4002@10.0.0.1 SIP/2.0' }),
    answer: 481,
  },
  {
    point: 'an ACK for nothing',
    text: request({ start: 'ACK sip:4002@10.0.0.1 SIP/2.0' }),
    answer: undefined,
  },
  {
    point: 'a malformed ACK',
    text: request({ start: 'ACK sip:4002@10.0.0.1 SIP/2.0', from: '' }),
    answer: undefined,
  },
  { point: 'a response for nobody', text: response('SIP/2.0 200 OK'), answer: undefined },
  { point: 'a response without a phrase', text: response('SIP/2.0 180 '), answer: undefined },
  { point: 'a status of four digits', text: response('SIP/2.0 2000 Too OK'), answer: undefined },
  { point: 'a status of 2^32 + 5', text: response('SIP/2.0 4294967301 Round again'), answer: undefined },
  {
    point: 'a response that two Vias bring',
    text: response('SIP/2.0 200 OK', 'Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKb'),
    answer: undefined,
  },
  { point: 'no SIP at all', text: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', answer: undefined },
  { point: 'one byte', text: '!', answer: undefined },
];
