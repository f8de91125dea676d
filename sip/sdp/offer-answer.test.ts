import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalAudio } from './audio.ts';
import { answerOffer, readAnswer, writeOffer } from './offer-answer.ts';
import { readSdp } from './read-sdp.ts';

const alice: LocalAudio = {
  address: { host: '10.0.0.1', port: 4000 },
  codecs: ['PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: 11,
  sessionVersion: 1,
};
const bob: LocalAudio = {
  ...alice,
  address: { host: '10.0.0.2', port: 5000 },
  codecs: ['PCMA'],
  sessionId: 22,
};

function agreed(offer: LocalAudio, answerer: LocalAudio) {
  const answered = answerOffer(writeOffer(offer), answerer);
  if (answered.kind === 'fault') throw new Error(answered.detail);
  const read = readAnswer(answered.sdp, offer);
  if ('kind' in read) throw new Error(read.detail);
  return { offerer: read, answerer: answered.agreed };
}

function fault(offer: string) {
  const answered = answerOffer(offer, alice);
  return answered.kind === 'fault' ? `${answered.status} ${answered.code}` : answered.kind;
}

const head = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n';

describe('offer and answer', () => {
  it('end with the same codec and telephone events, each towards the other', () => {
    const { offerer, answerer } = agreed(alice, bob);
    expect(offerer).toMatchObject({
      remote: { host: '10.0.0.2', port: 5000 },
      codec: { name: 'PCMA', payloadType: 8 },
      telephoneEventOut: 101,
      telephoneEventIn: 101,
      sends: true,
      receives: true,
    });
    expect(answerer).toMatchObject({
      remote: { host: '10.0.0.1', port: 4000 },
      codec: { name: 'PCMA' },
      telephoneEventOut: 101,
    });
  });

  it('hold: who offers sendonly hears nothing, who answers says recvonly', () => {
    const { offerer, answerer } = agreed({ ...alice, direction: 'sendonly' }, bob);
    expect([offerer.sends, offerer.receives, answerer.sends, answerer.receives]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const silent = agreed({ ...alice, direction: 'inactive' }, bob);
    expect([silent.offerer.sends, silent.answerer.sends]).toEqual([false, false]);
  });

  it('hold of the old kind, by address 0.0.0.0, is inactive', () => {
    const answered = answerOffer(
      `${head.replace('c=IN IP4 10.0.0.9', 'c=IN IP4 0.0.0.0')}m=audio 4000 RTP/AVP 0\r\n`,
      alice,
    );
    expect(answered).toMatchObject({ agreed: { sends: false, receives: false } });
  });

  it('takes telephone events under the number that the offer gives them', () => {
    const offer = `${head}m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n`;
    const answered = answerOffer(offer, alice);
    expect(answered).toMatchObject({ agreed: { telephoneEventOut: 96, telephoneEventIn: 96 } });
    expect(answered.kind === 'answered' && answered.sdp).toContain('a=rtpmap:96 telephone-event/8000');
  });

  it('takes G.711 under a dynamic number, and SIPp’s bare offer without rtpmap', () => {
    expect(answerOffer(`${head}m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 pcma/8000\r\n`, alice)).toMatchObject({
      agreed: { codec: { name: 'PCMA', payloadType: 97 } },
    });
    expect(answerOffer(`${head}m=audio 6000 RTP/AVP 0\r\n`, alice)).toMatchObject({
      agreed: { codec: { name: 'PCMU', payloadType: 0 }, telephoneEventOut: undefined },
    });
  });

  it('refuses every stream beside the first audio, but names each', () => {
    const offer = `${head}m=video 4002 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 8\r\nm=audio 4004 RTP/AVP 0\r\n`;
    const answered = answerOffer(offer, alice);
    if (answered.kind === 'fault') throw new Error(answered.detail);
    expect(answered.sdp.match(/^m=.*$/gm)!.map((line) => line.trim())).toEqual([
      'm=video 0 RTP/AVP 31',
      'm=audio 4000 RTP/AVP 8',
      'm=audio 0 RTP/AVP 0',
    ]);
  });

  it('what cannot be taken is a typed fault', () => {
    expect(fault('hello')).toBe('400 malformed');
    expect(fault('v=0\r\n')).toBe('400 malformed');
    expect(fault(head)).toBe('488 no-audio');
    expect(fault(`${head}m=audio 4000 RTP/AVP 18\r\n`)).toBe('488 no-common-codec');
    expect(fault(`${head}m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/16000\r\n`)).toBe('488 no-common-codec');
    expect(fault(`${head}m=audio 0 RTP/AVP 0\r\n`)).toBe('488 no-address');
    expect(fault(`${head}m=audio 4000 RTP/SAVPF 0\r\n`)).toBe('488 no-audio');
    expect(fault(`${head.replace(/10\.0\.0\.9\r\nt/, 'host.example\r\nt')}m=audio 4000 RTP/AVP 0\r\n`)).toBe(
      '488 no-address',
    );
    expect(fault(`${head}m=audio 99999 RTP/AVP 0\r\n`)).toBe('400 malformed');
    expect(fault(`${head}${'m=audio 1 RTP/AVP 0\r\n'.repeat(17)}`)).toBe('400 malformed');
  });

  it('never throws on mutated SDP', () => {
    const offer = writeOffer(alice);
    fc.assert(
      fc.property(fc.nat(offer.length), fc.nat(20), fc.string({ maxLength: 12 }), (at, cut, text) => {
        const read = readSdp(offer.slice(0, at) + text + offer.slice(at + cut));
        expect(['sdp', 'fault']).toContain(read.kind);
      }),
      { numRuns: 2000, seed: 8866 },
    );
  });
});
