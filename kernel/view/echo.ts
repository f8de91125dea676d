/**
 * Whether a link works in both directions: each side's heartbeat returns the other's latest sending
 * time, so the age of one's own echo bounds how long either direction may have been silent
 * (network-queue, "Clocks and links"). No clock is compared with another's.
 */
export interface Beat {
  /** The sender's own monotonic time, µs. */
  readonly sentUs: number;
  /** The latest `sentUs` that it heard from us; 0 for none. */
  readonly echoUs: number;
}

export class Echo {
  #peerSentUs = 0;
  #echoMono: number | undefined;
  #roundTripMs = 0;

  /** The next heartbeat to send. */
  beat(nowMono: number): Beat {
    return { sentUs: Math.floor(nowMono * 1000), echoUs: this.#peerSentUs };
  }

  /** An echo from the future, or older than one seen, proves nothing and is ignored. */
  heard(beat: Beat, nowMono: number): void {
    if (beat.sentUs > this.#peerSentUs) this.#peerSentUs = beat.sentUs;
    const echoMono = beat.echoUs / 1000;
    if (beat.echoUs <= 0 || echoMono > nowMono) return;
    if (this.#echoMono !== undefined && echoMono <= this.#echoMono) return;
    this.#echoMono = echoMono;
    this.#roundTripMs = nowMono - echoMono;
  }

  /** The stream broke or the peer began anew: nothing is proven any more. */
  reset(): void {
    this.#peerSentUs = 0;
    this.#echoMono = undefined;
  }

  /** Age of our own latest echo, ms; infinite when there is none. */
  ageMs(nowMono: number): number {
    return this.#echoMono === undefined ? Number.POSITIVE_INFINITY : nowMono - this.#echoMono;
  }

  /** Of the latest echo; holds up to one heartbeat period of the peer's waiting. */
  get roundTripMs(): number {
    return this.#roundTripMs;
  }
}
