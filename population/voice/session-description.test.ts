import { describe, expect, it } from 'vitest';
import { answerAudio, offerAudio, readAudio } from './session-description.ts';

const local = { host: '127.0.0.1', port: 4000 };
const far = { host: '10.0.0.1', port: 6000 };

describe('a telephone’s SDP', () => {
  it('offers both laws and digits', () => {
    expect(readAudio(offerAudio(local))).toEqual({ address: local, law: 'PCMA', telephoneEvent: 101 });
  });

  it('answers with one law of the offer and its payload type for digits', () => {
    const offer = offerAudio(far)
      .replace('RTP/AVP 8 0 101', 'RTP/AVP 0 96')
      .replaceAll(':101', ':96')
      .replace('a=rtpmap:8 PCMA/8000\r\n', '');
    const answered = answerAudio(local, offer)!;
    expect(answered.far).toEqual({ address: far, law: 'PCMU', telephoneEvent: 96 });
    expect(readAudio(answered.sdp)).toEqual({ address: local, law: 'PCMU', telephoneEvent: 96 });
  });

  it('finds nothing in what is no audio for it', () => {
    const other = offerAudio(far).replace('8 0 101', '18').replaceAll('PCM', 'G729');
    expect([readAudio(''), answerAudio(local, other)]).toEqual([undefined, undefined]);
  });
});
