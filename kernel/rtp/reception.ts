import { samplesPerMs, sequenceDistance, sequenceOf, ssrcOf, timestampOf } from './packet.ts';

const dropoutMax = 3000;

/**
 * What a receiver knows of a stream: packets received, expected, lost, and interarrival jitter
 * (RFC 3550 A.1, A.3, A.8). A new SSRC or a jump begins anew and keeps what was counted.
 */
export class Reception {
  receivedPackets = 0;
  #expectedBefore = 0;
  #ssrc = -1;
  #base = 0;
  #highest = 0;
  #cycles = 0;
  #jitterSamples = 0;
  #transit = 0;
  #lastTimestamp = -1;

  /** Takes a packet that is known to be RTP. `jitters` false leaves its timestamp out, as for events that repeat theirs. */
  note(packet: Uint8Array, nowMono: number, jitters = true): void {
    this.receivedPackets += 1;
    const sequence = sequenceOf(packet);
    const ssrc = ssrcOf(packet);
    const ahead = sequenceDistance(sequence, this.#highest);
    if (ssrc !== this.#ssrc || ahead > dropoutMax || ahead < -dropoutMax) {
      this.#restart(ssrc, sequence);
    } else if (ahead > 0) {
      if (sequence < this.#highest) this.#cycles += 0x10000;
      this.#highest = sequence;
    }
    if (jitters) this.#noteTransit(timestampOf(packet), nowMono);
  }

  get expectedPackets(): number {
    return this.#expectedBefore + (this.#ssrc < 0 ? 0 : this.#cycles + this.#highest - this.#base + 1);
  }

  /** Negative when packets came twice. */
  get lostPackets(): number {
    return this.expectedPackets - this.receivedPackets;
  }

  get jitterMs(): number {
    return this.#jitterSamples / samplesPerMs;
  }

  #restart(ssrc: number, sequence: number): void {
    this.#expectedBefore = this.expectedPackets;
    this.#ssrc = ssrc;
    this.#base = sequence;
    this.#highest = sequence;
    this.#cycles = 0;
    this.#lastTimestamp = -1;
  }

  #noteTransit(timestamp: number, nowMono: number): void {
    const transit = (Math.round(nowMono * samplesPerMs) - timestamp) | 0;
    if (this.#lastTimestamp >= 0) {
      const difference = Math.abs((transit - this.#transit) | 0);
      // A pause in the source's clock (a switched stream) is no jitter.
      if (difference < 8000) this.#jitterSamples += (difference - this.#jitterSamples) / 16;
    }
    this.#transit = transit;
    this.#lastTimestamp = timestamp;
  }
}
