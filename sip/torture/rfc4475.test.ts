import { createHash, createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../kernel/ports/hash.ts';
import { spendHop, takeOwnVia, unsupportedOptions } from '../message/forwarding.ts';
import {
  bodyText,
  callIdOf,
  contactsOf,
  cseqOf,
  fromOf,
  maxForwardsOf,
  routesOf,
  type SipRequest,
  type SipResponse,
  toOf,
  topVia,
  viasOf,
} from '../message/message.ts';
import { tagOf, uriOf } from '../message/name-addr.ts';
import { parameterValue } from '../message/parameters.ts';
import { parseMessage } from '../message/parse.ts';
import { unescapeUri } from '../message/uri.ts';
import { hasTransactionBranch } from '../message/via.ts';
import { ElementUnderTest } from './element-suite.ts';

/**
 * The 49 messages of RFC 4475, where they lie beside the repository (they belong to the RFC and are
 * not ours to keep). Our own messages for the same points are in own-messages.ts.
 */
const folder = new URL('../../../shared/sip-torture/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) {
  console.warn(
    'RFC 4475 messages: skipped, ../shared/sip-torture is not there. Put the .dat files of the RFC into it to run them.',
  );
}

const hash: Hash = {
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
};

function bytesOf(name: string): Uint8Array {
  return readFileSync(new URL(`${name}.dat`, folder));
}

interface Expected {
  /** The final answer; `undefined`: silence. */
  readonly answer: number | undefined;
  readonly request?: (request: SipRequest) => void;
  readonly response?: (response: SipResponse) => void;
  readonly answerHolds?: (answer: SipResponse) => void;
}

const sipUri = (request: SipRequest) => {
  const uri = request.target;
  if (uri.kind !== 'sip') throw new Error('not a SIP URI');
  return uri;
};

const expected: Readonly<Record<string, Expected>> = {
  wsinv: {
    // Well-formed, but with a To tag: a dialog that this element never had (RFC 3261 §12.2.2).
    answer: 481,
    request: (m) => {
      expect(toOf(m).uri).toBe('sip:vivekg@chair-dnrc.example.com');
      expect(tagOf(toOf(m))).toBe('1918181833n');
      expect(fromOf(m).displayName).toBe('J Rosenberg \\"');
      expect(tagOf(fromOf(m))).toBe('98asjd8');
      expect(maxForwardsOf(m)).toBe(68);
      expect(cseqOf(m)).toEqual({ number: 9, method: 'INVITE' });
      expect(viasOf(m).map((via) => `${via.transport} ${via.host} ${via.branch}`)).toEqual([
        'UDP 192.0.2.2 390skdjuw',
        'TCP spindle.example.com z9hG4bK9ikj8',
        'UDP 192.168.255.111 z9hG4bK30239',
      ]);
      expect(m.headers.get('Subject')).toBe('');
      expect(m.headers.get('newfangledheader')).toBe('newfangled value continued newfangled value');
      expect(m.headers.get('UnknownHeaderWithUnusualValue')).toBe(';;,,;;,;');
      expect(routesOf(m).map(({ uri }) => uri)).toEqual([
        'sip:services.example.com;lr;unknownwith=value;unknown-no-value',
      ]);
      const [contact] = contactsOf(m);
      expect(contact!.displayName).toBe('Quoted string ""');
      expect(parameterValue(contact!.params, 'newparam')).toBe('newvalue');
      expect(parameterValue(contact!.params, 'q')).toBe('0.33');
      expect(m.body.length).toBe(150);
    },
  },
  intmeth: {
    answer: 501,
    request: (m) => {
      expect(m.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
      expect(sipUri(m).host).toBe('example.com');
      expect(sipUri(m).user).toContain('1_unusual.URI~(to-be!sure)');
      expect(toOf(m).displayName).toBe('BEL:\u0007 NUL:\u0000 DEL:\u007f');
      expect(fromOf(m).displayName).toBe("token1~` token2'+_ token3*%!.-");
      expect(maxForwardsOf(m)).toBe(255);
      expect(m.headers.get("extensionHeader-!.%*+_`'~")).toBe('\ufeff大停電');
    },
  },
  esc01: {
    answer: 200,
    request: (m) => {
      expect(sipUri(m)).toMatchObject({ user: 'sips%3Auser%40example.com', host: 'example.net' });
      expect(unescapeUri(sipUri(m).user!)).toBe('sips:user@example.com');
      const contact = uriOf(contactsOf(m)[0]!);
      if (contact.kind !== 'sip') throw new Error('not a SIP URI');
      expect(contact.params.map(({ name, value }) => [unescapeUri(name), unescapeUri(value ?? '')])).toEqual([
        ['lr', ''],
        ['name', 'value%41'],
      ]);
    },
  },
  escnull: {
    answer: 401,
    request: (m) =>
      expect(contactsOf(m).map(({ uri }) => uri)).toEqual([
        'sip:%00@host5.example.com',
        'sip:%00%00@host5.example.com',
      ]),
  },
  esc02: {
    answer: 501,
    request: (m) => {
      expect(m.method).toBe('RE%47IST%45R');
      expect(contactsOf(m).map(({ uri }) => uri)).toEqual([
        'sip:alias1@host1.example.com',
        'sip:alias3@host3.example.com',
      ]);
      expect(toOf(m).displayName).toBe('%Z%45');
    },
  },
  lwsdisp: { answer: 200, request: (m) => expect(fromOf(m).displayName).toBe('caller') },
  longreq: {
    answer: 200,
    request: (m) => {
      expect(viasOf(m).length).toBe(34);
      expect(topVia(m).host).toBe('sip33.example.com');
      expect(parameterValue(viasOf(m).at(-1)!.params, 'received')).toBe('192.0.2.5');
      expect(tagOf(fromOf(m))!.length).toBeGreaterThan(100);
    },
  },
  dblreq: {
    answer: 401,
    request: (m) => {
      expect(m.method).toBe('REGISTER');
      expect(m.body.length).toBe(0);
    },
  },
  semiuri: { answer: 200, request: (m) => expect(sipUri(m).user).toBe('user;par=u%40example.net') },
  transports: {
    answer: 200,
    request: (m) =>
      expect(viasOf(m).map(({ transport }) => transport)).toEqual(['UDP', 'SCTP', 'TLS', 'UNKNOWN', 'TCP']),
  },
  mpart01: {
    answer: 405,
    request: (m) => expect(m.headers.get('content-type')).toContain('multipart/mixed'),
  },
  unreason: {
    answer: undefined,
    response: (m) => {
      expect(m.status).toBe(200);
      expect(m.reason).toBe('= 2**3 * 5**2 но сто девяносто девять - простое');
    },
  },
  noreason: { answer: undefined, response: (m) => expect([m.status, m.reason]).toEqual([100, '']) },
  badinv01: { answer: 400 },
  clerr: { answer: 400 },
  ncl: { answer: 400 },
  scalar02: { answer: 400 },
  scalarlg: { answer: undefined },
  quotbal: { answer: 400 },
  ltgtruri: { answer: 400 },
  lwsruri: { answer: 400 },
  lwsstart: { answer: 400 },
  trws: { answer: 400 },
  escruri: { answer: 400 },
  baddate: { answer: 200 },
  regbadct: { answer: 400 },
  badaspec: { answer: 400 },
  baddn: { answer: 400 },
  badvers: { answer: 505 },
  mismatch01: { answer: 400 },
  mismatch02: { answer: 400 },
  bigcode: { answer: undefined },
  badbranch: { answer: 200, request: (m) => expect(hasTransactionBranch(topVia(m))).toBe(false) },
  insuf: { answer: 400 },
  unkscm: { answer: 416 },
  novelsc: { answer: 416 },
  unksm2: { answer: 400 },
  bext01: {
    answer: 420,
    request: (m) =>
      expect(unsupportedOptions(m, 'Proxy-Require')).toEqual([
        'noProxiesSupportThis',
        'norDoAnyProxiesSupportThis',
      ]),
    answerHolds: (answer) =>
      expect(answer.headers.list('unsupported')).toEqual([
        'nothingSupportsThis',
        'nothingSupportsThisEither',
      ]),
  },
  invut: {
    answer: 415,
    answerHolds: (answer) => expect(answer.headers.list('accept')).toEqual(['application/sdp']),
  },
  regaut01: { answer: 401 },
  multi01: { answer: 400 },
  mcl01: { answer: 400 },
  bcast: {
    answer: undefined,
    response: (m) => {
      expect(viasOf(m)[1]!.host).toBe('255.255.255.255');
      expect(takeOwnVia(m)).toBeUndefined();
    },
  },
  zeromf: { answer: 200, request: (m) => expect(spendHop(m)).toBe(false) },
  cparam01: { answer: 401 },
  cparam02: { answer: 401 },
  regescrt: { answer: 401 },
  sdp01: { answer: 406 },
  inv2543: {
    answer: 200,
    request: (m) => {
      expect(topVia(m).branch).toBeUndefined();
      expect(tagOf(fromOf(m))).toBeUndefined();
      expect(callIdOf(m)).toBe('inv2543.1717@ift.client.example.com');
      expect(bodyText(m)).toContain('m=audio');
    },
  },
};

/** What is wrong with how the element takes these bytes; empty when all is as expected. */
function misjudged(bytes: Uint8Array, want: Expected): string[] {
  const answers = new ElementUnderTest(hash).receive(bytes);
  const final = answers.filter(({ status }) => status >= 200);
  const wrong: string[] = [];
  const got = final[0]?.status;
  if (got !== want.answer) wrong.push(`answered ${got}, not ${want.answer}`);
  if (final.length > 1) wrong.push(`${final.length} final answers`);
  const message = parseMessage(bytes);
  if ((want.request && message.kind !== 'request') || (want.response && message.kind !== 'response')) {
    wrong.push(`read as ${message.kind}`);
  }
  try {
    if (message.kind === 'request') want.request?.(message);
    if (message.kind === 'response') want.response?.(message);
    if (final[0]) want.answerHolds?.(final[0]);
  } catch (fault) {
    wrong.push(String(fault));
  }
  return wrong;
}

describe.skipIf(!isThere)('the messages of RFC 4475', () => {
  const names = isThere ? readdirSync(folder).filter((name) => name.endsWith('.dat')) : [];

  it('are 49, each with its expectation', () => {
    expect(names.map((name) => name.slice(0, -4)).sort()).toEqual(Object.keys(expected).sort());
    expect(names.length).toBe(49);
  });

  for (const [name, want] of Object.entries(expected)) {
    it(`${name}: ${want.answer ?? 'silence'}`, () => {
      expect(misjudged(bytesOf(name), want)).toEqual([]);
    });
  }

  for (const [name, contact] of [
    ['cparam01', '<sip:+19725552222@gw1.example.net>;unknownparam'],
    ['cparam02', '<sip:+19725552222@gw1.example.net;unknownparam>'],
    ['regescrt', '<sip:user@example.com?Route=%3Csip:sip.example.com%3E>'],
  ] as const) {
    it(`${name}: a registrar keeps the Contact as it stands`, () => {
      const [answer] = new ElementUnderTest(hash, true).receive(bytesOf(name));
      expect(answer!.headers.get('contact')).toBe(`${contact};expires=300`);
    });
  }

  it('a wrong expectation is found out', () => {
    expect(misjudged(bytesOf('lwsdisp'), { answer: 400 })).toEqual(['answered 200, not 400']);
    expect(misjudged(bytesOf('unreason'), { answer: 200 })).toEqual(['answered undefined, not 200']);
    const wrongName = {
      answer: 200,
      request: (m: SipRequest) => expect(fromOf(m).displayName).toBe('callee'),
    };
    expect(misjudged(bytesOf('lwsdisp'), wrongName).length).toBe(1);
  });

  it('a mended message is taken, so the refusal was for its fault', () => {
    const mend = (name: string, from: string, to: string) =>
      Buffer.from(Buffer.from(bytesOf(name)).toString('latin1').replace(from, to), 'latin1');
    expect(
      misjudged(mend('badaspec', '< sip:t.watson@example.org >', '<sip:t.watson@example.org>'), {
        answer: 200,
      }),
    ).toEqual([]);
    expect(misjudged(mend('mismatch01', '8 INVITE', '8 OPTIONS'), { answer: 200 })).toEqual([]);
    expect(misjudged(mend('badvers', 'SIP/7.0\r\n', 'SIP/2.0\r\n'), { answer: 200 })).toEqual([]);
    expect(misjudged(mend('ncl', '-999', '152'), { answer: 200 })).toEqual([]);
  });
});
