import { parse, type SdpDescription, type SdpMedia } from 'sdp-transform';
import { isIpAddress } from '../message/uri.ts';
import {
  type AudioSide,
  type Codec,
  type CodecName,
  type Direction,
  defaultPtimeMs,
  type SdpFault,
  type SdpFaultCode,
} from './audio.ts';

/** Reads an SDP body (RFC 8866) for the audio in it. Never throws: what is wrong is a typed fault. */
export interface ReadSdp {
  readonly kind: 'sdp';
  /** The first audio stream that we can take part in. */
  readonly audio: AudioSide;
  /** Its place among all streams. */
  readonly audioIndex: number;
  /** Every stream's type, protocol and payloads, since an answer must repeat each (RFC 3264 §6). */
  readonly streams: readonly {
    readonly type: string;
    readonly protocol: string;
    readonly payloads: string;
  }[];
}

export const sdpBytes_max = 16_384;
export const sdpStreams_max = 16;

export function readSdp(text: string): ReadSdp | SdpFault {
  if (text.length > sdpBytes_max) return fault('malformed', 'The SDP is longer than we take.');
  if (!/^v=0\r?\n/.test(text)) return fault('malformed', 'The SDP does not begin with v=0.');
  let sdp: SdpDescription;
  try {
    sdp = parse(text);
  } catch {
    return fault('malformed', 'The SDP cannot be read.');
  }
  if (!sdp.origin) return fault('malformed', 'The SDP has no sound origin line.');
  if (sdp.media.length > sdpStreams_max) return fault('malformed', 'The SDP has more streams than we take.');
  if (sdp.media.some((media) => !isSoundStream(media)))
    return fault('malformed', 'A media line is malformed.');
  const streams = sdp.media.map(({ type, protocol, payloads }) => ({
    type,
    protocol,
    payloads: String(payloads),
  }));
  let latest = fault('no-audio', 'There is no RTP audio stream.');
  for (let i = 0; i < sdp.media.length; i++) {
    const media = sdp.media[i]!;
    if (media.type !== 'audio' || media.protocol !== 'RTP/AVP') continue;
    const audio = readAudio(sdp, media);
    if (!('kind' in audio)) return { kind: 'sdp', audio, audioIndex: i, streams };
    latest = audio;
  }
  return latest;
}

function isSoundStream(media: SdpMedia): boolean {
  return (
    typeof media.type === 'string' &&
    typeof media.protocol === 'string' &&
    Number.isInteger(media.port) &&
    media.port >= 0 &&
    media.port <= 65535 &&
    media.payloads !== undefined
  );
}

function readAudio(sdp: SdpDescription, media: SdpMedia): AudioSide | SdpFault {
  if (media.port === 0) return fault('no-address', 'The audio stream is switched off.');
  // The library makes numbers of what looks like one, whatever its types say.
  const host = String(media.connection?.ip ?? sdp.connection?.ip ?? '');
  if (!isIpAddress(host)) return fault('no-address', 'The audio stream has no IP address.');
  const codecs: Codec[] = [];
  let telephoneEvent: number | undefined;
  for (const payload of String(media.payloads).split(' ').map(Number)) {
    const name = codecName(media, payload);
    if (name === 'PCMU' || name === 'PCMA') codecs.push({ name, payloadType: payload });
    else if (name === 'telephone-event') telephoneEvent ??= payload;
  }
  if (codecs.length === 0) return fault('no-common-codec', 'The audio stream offers no G.711.');
  const held = host === '0.0.0.0' ? 'inactive' : undefined;
  return {
    address: { host, port: media.port },
    codecs,
    telephoneEvent,
    direction: held ?? readDirection(media.direction ?? sdp.direction),
    ptimeMs:
      media.ptime !== undefined && media.ptime >= 10 && media.ptime <= 200 ? media.ptime : defaultPtimeMs,
  };
}

/** By its rtpmap, else by its static number (RFC 3551 §6). */
function codecName(media: SdpMedia, payload: number): CodecName | 'telephone-event' | undefined {
  const map = media.rtp.find((rtp) => rtp.payload === payload);
  if (!map) return payload === 0 ? 'PCMU' : payload === 8 ? 'PCMA' : undefined;
  const name = String(map.codec).toUpperCase();
  if (map.rate !== 8000) return undefined;
  if (name === 'PCMU' || name === 'PCMA') return name;
  return name === 'TELEPHONE-EVENT' ? 'telephone-event' : undefined;
}

function readDirection(text: string | undefined): Direction {
  return text === 'sendonly' || text === 'recvonly' || text === 'inactive' ? text : 'sendrecv';
}

function fault(code: SdpFaultCode, detail: string): SdpFault {
  return { kind: 'fault', code, status: code === 'malformed' ? 400 : 488, detail };
}
