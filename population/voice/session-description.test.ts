import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerAudio, offerAudio, readAudio } from './session-description.ts';

const local = { host: '127.0.0.1', port: 4000 };

describe('a telephone’s SDP', () => {
  it('offers both laws and digits, and is understood by its like', () => {
    expect(readAudio(offerAudio(local))).toEqual({ address: local, law: 'PCMA', telephoneEvent: 101 });
  });

  it('answers with one law of the offer and its payload type for digits', () => {
    const offer = { address: { host: '10.0.0.1', port: 9 }, law: 'PCMU', telephoneEvent: 96 } as const;
    expect(readAudio(answerAudio(local, offer))).toEqual({ address: local, law: 'PCMU', telephoneEvent: 96 });
    expect(answerAudio(local, { ...offer, telephoneEvent: undefined })).not.toContain('telephone-event');
  });

  it('takes the address of the stream before that of the session', () => {
    const sdp =
      'v=0\nc=IN IP4 10.0.0.1\nt=0 0\nm=audio 7 RTP/AVP 18 0\nc=IN IP4 10.0.0.2\nm=video 9 RTP/AVP 99\nc=IN IP4 10.0.0.3';
    expect(readAudio(sdp)?.address).toEqual({ host: '10.0.0.2', port: 7 });
    expect(readAudio(sdp.replace('c=IN IP4 10.0.0.2\n', ''))?.address.host).toBe('10.0.0.1');
  });

  it('finds nothing in streams that are refused, of other codecs, or not there', () => {
    expect(readAudio('c=IN IP4 10.0.0.1\nm=audio 0 RTP/AVP 0')).toBeUndefined();
    expect(readAudio('c=IN IP4 10.0.0.1\nm=audio 7 RTP/AVP 18')).toBeUndefined();
    expect(readAudio('')).toBeUndefined();
  });

  it('reads anything without harm', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, at) => {
        const sdp = offerAudio(local);
        readAudio(text);
        readAudio(sdp.slice(0, at % sdp.length) + text + sdp.slice(at % sdp.length));
      }),
    );
  });
});
