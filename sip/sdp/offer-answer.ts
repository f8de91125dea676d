import { type SdpDescription, type SdpMedia, write } from 'sdp-transform';
import {
  type AgreedAudio,
  type AudioSide,
  type Codec,
  canReceive,
  canSend,
  type Direction,
  type LocalAudio,
  mirrored,
  narrowed,
  type SdpFault,
  staticPayload,
  telephoneEventPayload,
} from './audio.ts';
import { type ReadSdp, readSdp } from './read-sdp.ts';

/** Offer and answer (RFC 3264) for one stream of G.711 with telephone events. */

/** Our offer, as the body of an INVITE or re-INVITE. */
export function writeOffer(local: LocalAudio): string {
  const codecs = local.codecs.map((name) => ({ name, payloadType: staticPayload[name] }));
  return writeSdp(local, [audioStream(local, codecs, telephoneEventPayload, local.direction)]);
}

export interface Answered {
  readonly kind: 'answered';
  /** Our answer's SDP. */
  readonly sdp: string;
  readonly agreed: AgreedAudio;
}

/** Answers an offer. Streams beside the audio are refused with port 0, as each must be named (RFC 3264 §6). */
export function answerOffer(offerText: string, local: LocalAudio): Answered | SdpFault {
  const offer = readSdp(offerText);
  if (offer.kind === 'fault') return offer;
  const codec = chosenCodec(offer.audio, local);
  if (!codec) return noCommonCodec;
  const direction = narrowed(local.direction, mirrored(offer.audio.direction));
  const { telephoneEvent } = offer.audio;
  const streams = offer.streams.map((stream, i) =>
    i === offer.audioIndex
      ? audioStream(local, [codec], telephoneEvent, direction)
      : { ...stream, port: 0, rtp: [], fmtp: [] },
  );
  return {
    kind: 'answered',
    sdp: writeSdp(local, streams),
    agreed: agreedAudio(offer.audio, codec, direction, telephoneEvent, telephoneEvent),
  };
}

/** Reads the answer to our own offer. */
export function readAnswer(answerText: string, local: LocalAudio): AgreedAudio | SdpFault {
  const answer: ReadSdp | SdpFault = readSdp(answerText);
  if (answer.kind === 'fault') return answer;
  const codec = answer.audio.codecs.find(({ name }) => local.codecs.includes(name));
  if (!codec) return noCommonCodec;
  const direction = narrowed(local.direction, mirrored(answer.audio.direction));
  const { telephoneEvent } = answer.audio;
  const telephoneEventIn = telephoneEvent === undefined ? undefined : telephoneEventPayload;
  return agreedAudio(answer.audio, codec, direction, telephoneEvent, telephoneEventIn);
}

/** The first of the offer's that we speak: the offerer's order counts. */
function chosenCodec(offer: AudioSide, local: LocalAudio): Codec | undefined {
  return offer.codecs.find(({ name }) => local.codecs.includes(name));
}

function agreedAudio(
  remote: AudioSide,
  codec: Codec,
  direction: Direction,
  telephoneEventOut: number | undefined,
  telephoneEventIn: number | undefined,
): AgreedAudio {
  return {
    remote: remote.address,
    codec,
    telephoneEventOut,
    telephoneEventIn,
    sends: canSend(direction),
    receives: canReceive(direction),
    ptimeMs: remote.ptimeMs,
  };
}

function audioStream(
  local: LocalAudio,
  codecs: readonly Codec[],
  telephoneEvent: number | undefined,
  direction: Direction,
): SdpMedia {
  const rtp: SdpMedia['rtp'] = codecs.map(({ name, payloadType }) => ({
    payload: payloadType,
    codec: name,
    rate: 8000,
  }));
  if (telephoneEvent !== undefined)
    rtp.push({ payload: telephoneEvent, codec: 'telephone-event', rate: 8000 });
  return {
    type: 'audio',
    port: local.address.port,
    protocol: 'RTP/AVP',
    payloads: rtp.map(({ payload }) => payload).join(' '),
    rtp,
    fmtp: telephoneEvent === undefined ? [] : [{ payload: telephoneEvent, config: '0-15' }],
    ptime: 20,
    direction,
  };
}

function writeSdp(local: LocalAudio, media: SdpMedia[]): string {
  const { host } = local.address;
  const ipVersion = host.includes(':') ? 6 : 4;
  const description: SdpDescription = {
    version: 0,
    origin: {
      username: '-',
      sessionId: local.sessionId,
      sessionVersion: local.sessionVersion,
      netType: 'IN',
      ipVer: ipVersion,
      address: host,
    },
    name: '-',
    connection: { version: ipVersion, ip: host },
    timing: { start: 0, stop: 0 },
    media,
  };
  return write(description);
}

const noCommonCodec: SdpFault = {
  kind: 'fault',
  code: 'no-common-codec',
  status: 488,
  detail: 'There is no codec that both sides speak.',
};
