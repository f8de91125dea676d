import type { Address } from '../../kernel/ports/datagram.ts';
import type { AudioSide, LocalAudio } from '../../sip/sdp/audio.ts';
import { answerOffer, writeOffer } from '../../sip/sdp/offer-answer.ts';
import { readSdp } from '../../sip/sdp/read-sdp.ts';
import type { FarEnd } from './voice.ts';

/** SDP as a plain telephone speaks it: one audio stream, both laws, digits. */

/** What to send where, by the other side's SDP; `undefined` when there is no audio in it that we speak. */
export function readAudio(sdp: string): FarEnd | undefined {
  const read = readSdp(sdp);
  return read.kind === 'fault' ? undefined : farEndOf(read.audio);
}

/** An offer of both laws and of digits. */
export function offerAudio(local: Address): string {
  return writeOffer(describe(local));
}

/** The answer to an offer, and what it means for us; `undefined`: refuse with 488. */
export function answerAudio(
  local: Address,
  offer: string,
): { readonly sdp: string; readonly far: FarEnd } | undefined {
  const answered = answerOffer(offer, describe(local));
  if (answered.kind === 'fault') return undefined;
  const { remote, codec, telephoneEventOut } = answered.agreed;
  return {
    sdp: answered.sdp,
    far: { address: remote, law: codec.name, telephoneEvent: telephoneEventOut },
  };
}

function farEndOf({ address, codecs, telephoneEvent }: AudioSide): FarEnd {
  return { address, law: codecs[0]!.name, telephoneEvent };
}

function describe(address: Address): LocalAudio {
  return {
    address,
    codecs: ['PCMA', 'PCMU'],
    direction: 'sendrecv',
    sessionId: address.port,
    sessionVersion: 1,
  };
}
