import {
  frameMs,
  frameSamples,
  rewriteHeader,
  samplesPerMs,
  sequenceDistance,
  sequenceOf,
  ssrcOf,
  timestampOf,
  writePacket,
} from './packet.ts';

/** A jump of the incoming sequence larger than this is a new stretch, not loss (RFC 3550 A.1, MAX_DROPOUT). */
const dropoutMax = 3000;

/**
 * One RTP stream as its receiver sees it: one SSRC, sequence numbers without gaps of our making and a
 * timestamp that goes with the clock, whatever the audio comes from: music now, then the other party, a
 * phone that restarts its own stream, music again (RFC 3550 section 5.1 and 7.1). Each change of source
 * begins a *stretch*, whose first packet carries the marker.
 */
export class OutboundStream {
  readonly ssrc: number;
  #sequence: number;
  #timestamp: number;
  #sentAtMono = Number.NEGATIVE_INFINITY;
  #stretch: 'none' | 'own' | 'relayed' = 'none';
  /** Own stretch: timestamp and frame number at its start. */
  #originTimestamp = 0;
  #originFrame = 0;
  /** Relayed stretch: what is added to the source's numbers. */
  #sequenceShift = 0;
  #timestampShift = 0;
  #sourceSsrc = 0;
  #sourceFirst = 0;
  #sourceHighest = 0;

  /** The first numbers are random, as RFC 3550 asks. */
  constructor(random: { bytes(count: number): Uint8Array }) {
    const seed = random.bytes(10);
    this.ssrc = ((seed[0]! << 24) | (seed[1]! << 16) | (seed[2]! << 8) | seed[3]!) >>> 0;
    this.#timestamp = ((seed[4]! << 24) | (seed[5]! << 16) | (seed[6]! << 8) | seed[7]!) >>> 0;
    this.#sequence = (seed[8]! << 8) | seed[9]!;
  }

  /** The next packet comes from another source than the last. */
  cut(): void {
    this.#stretch = 'none';
  }

  /**
   * A packet of our own, for the 20 ms frame number `frame`: later frames have later timestamps, frames
   * that were skipped leave a gap in time but none in sequence.
   */
  own(payload: Uint8Array, payloadType: number, frame: number, nowMono: number, marker = false): Uint8Array {
    let first = false;
    if (this.#stretch !== 'own') {
      first = true;
      this.#stretch = 'own';
      this.#originTimestamp = this.#timestampFor(nowMono);
      this.#originFrame = frame;
    }
    const timestamp = (this.#originTimestamp + (frame - this.#originFrame) * frameSamples) >>> 0;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = timestamp;
    this.#sentAtMono = nowMono;
    return writePacket(payload, payloadType, marker || first, this.#sequence, timestamp, this.ssrc);
  }

  /**
   * Rewrites another party's packet in place so that it belongs to this stream; loss, reordering and
   * gaps of the source stay visible. False: it is from before this stretch and must not be sent.
   */
  relay(packet: Uint8Array, payloadType: number, nowMono: number): boolean {
    const sequence = sequenceOf(packet);
    const timestamp = timestampOf(packet);
    let marker = (packet[1]! & 0x80) !== 0;
    if (this.#stretch !== 'relayed' || ssrcOf(packet) !== this.#sourceSsrc || this.#jumped(sequence)) {
      this.#stretch = 'relayed';
      this.#sourceSsrc = ssrcOf(packet);
      this.#sourceFirst = sequence;
      this.#sourceHighest = sequence;
      this.#sequenceShift = this.#sequence + 1 - sequence;
      this.#timestampShift = this.#timestampFor(nowMono) - timestamp;
      marker = true;
    }
    const ahead = sequenceDistance(sequence, this.#sourceHighest);
    if (ahead < 0 && sequenceDistance(sequence, this.#sourceFirst) < 0) return false;
    const out = (sequence + this.#sequenceShift) & 0xffff;
    const outTimestamp = (timestamp + this.#timestampShift) >>> 0;
    if (ahead >= 0) {
      this.#sourceHighest = sequence;
      // Half a circle on, the first packet of the stretch would look as if it were still to come.
      if (sequenceDistance(sequence, this.#sourceFirst) < 0) this.#sourceFirst = sequence;
      this.#sequence = out;
      this.#timestamp = outTimestamp;
      this.#sentAtMono = nowMono;
    }
    rewriteHeader(packet, payloadType, marker, out, outTimestamp, this.ssrc);
    return true;
  }

  #jumped(sequence: number): boolean {
    const distance = sequenceDistance(sequence, this.#sourceHighest);
    return distance > dropoutMax || distance < -dropoutMax;
  }

  /** One frame after the last packet, or as much later as the clock says. */
  #timestampFor(nowMono: number): number {
    const passedMs = nowMono - this.#sentAtMono;
    const samples = Number.isFinite(passedMs) ? Math.round(passedMs * samplesPerMs) : frameSamples;
    return (this.#timestamp + Math.max(frameMs * samplesPerMs, samples)) >>> 0;
  }
}
