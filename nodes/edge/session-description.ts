import type { LocalAudio } from '../../sip/sdp/audio.ts';
import { answerOffer, writeOffer } from '../../sip/sdp/offer-answer.ts';
import { readSdp } from '../../sip/sdp/read-sdp.ts';
import type { MediaDescription } from '../media/gateway.ts';

/** Between SDP as it travels and the media gateway's own words. */

/** The other side's audio; `undefined` when the body holds none that we could take part in. */
export function readMedia(sdp: string): MediaDescription | undefined {
  const read = readSdp(sdp);
  if (read.kind === 'fault') return undefined;
  const { address, codecs, telephoneEvent, direction } = read.audio;
  return { address, codecs: codecs.map(({ name }) => name), telephoneEvent, direction };
}

/** The other side wants to hear nothing (RFC 3264 §8.4; host 0.0.0.0 is RFC 2543's way). */
export function isOnHold({ direction, address }: MediaDescription): boolean {
  return direction === 'sendonly' || direction === 'inactive' || address.host === '0.0.0.0';
}

/** Writes one leg's SDP over the life of its dialog: the same session, a higher version each time. */
export class SessionDescription {
  readonly #sessionId: number;
  #version = 0;

  constructor(local: MediaDescription) {
    this.#sessionId = local.address.port;
  }

  offer(local: MediaDescription): string {
    return writeOffer(this.#describe(local));
  }

  /** `undefined` when the offer can't be answered: 488. */
  answer(offer: string, local: MediaDescription): string | undefined {
    const answered = answerOffer(offer, this.#describe(local));
    return answered.kind === 'answered' ? answered.sdp : undefined;
  }

  #describe({ address, codecs, direction }: MediaDescription): LocalAudio {
    this.#version += 1;
    return { address, codecs, direction, sessionId: this.#sessionId, sessionVersion: this.#version };
  }
}
