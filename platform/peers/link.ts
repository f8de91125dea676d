import type { Counter, Metrics } from '../../kernel/ports/metrics.ts';
import type { PeerLink } from '../../kernel/ports/peer.ts';
import type { Hello } from '../../proto/generated/tandem/v1/Hello.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import type { FrameStream } from './frame-stream.ts';

/** A link that speaks the messages of `proto/site.proto`; the peer's Hello is the first of each opening. */
export type SitePeerLink = PeerLink<PeerMessage, PeerMessage__Output>;

/** What either side says of itself in its Hello. */
export type Self = Required<Pick<Hello, 'peerId' | 'incarnation'>> & { readonly peerId: string };

export const pendingMessagesMax = 10_000;

export interface LinkCounts {
  readonly dropped: Counter;
  readonly broken: Counter;
  readonly opened: Counter;
}

export function countLinks(metrics: Metrics): LinkCounts {
  return {
    dropped: metrics.counter(
      'tandem_peer_messages_dropped_total',
      'Messages for a peer while its link was not open',
    ),
    broken: metrics.counter('tandem_peer_links_broken_total', 'Peer links that broke'),
    opened: metrics.counter('tandem_peer_links_opened_total', 'Peer links that opened'),
  };
}

/** One peer over all its streams, whichever side dials. */
export class Link implements SitePeerLink {
  readonly peerId: string;
  readonly #counts: LinkCounts;
  readonly #onFinal: () => void;
  #stream: FrameStream | undefined;
  #final = false;
  readonly #receivers: ((message: PeerMessage__Output) => void)[] = [];
  readonly #openers: (() => void)[] = [];
  readonly #closers: ((reason: string) => void)[] = [];

  constructor(peerId: string, counts: LinkCounts, onFinal: () => void) {
    this.peerId = peerId;
    this.#counts = counts;
    this.#onFinal = onFinal;
  }

  isOpen(): boolean {
    return this.#stream !== undefined;
  }

  isFinal(): boolean {
    return this.#final;
  }

  send(message: PeerMessage): void {
    if (this.#stream) this.#stream.send(message);
    else this.#counts.dropped.add(1, { peer: this.peerId });
  }

  onMessage(receive: (message: PeerMessage__Output) => void): void {
    this.#receivers.push(receive);
  }

  onOpen(opened: () => void): void {
    this.#openers.push(opened);
  }

  onClosed(closed: (reason: string) => void): void {
    this.#closers.push(closed);
  }

  close(): void {
    if (this.#final) return;
    this.#final = true;
    const stream = this.#stream;
    stream?.end();
    if (stream) this.detach(stream, 'closed here');
    this.#onFinal();
  }

  /** A stream whose Hello has come takes the place of any earlier one. */
  attach(stream: FrameStream): void {
    this.#stream?.giveUp('replaced by a newer stream');
    this.#stream = stream;
    this.#counts.opened.add(1, { peer: this.peerId });
    for (const opened of this.#openers) opened();
  }

  detach(stream: FrameStream, reason: string): void {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    if (!this.#final)
      this.#counts.broken.add(1, { peer: this.peerId, cause: reason === 'slow' ? 'slow' : 'lost' });
    for (const closed of this.#closers) closed(reason);
  }

  /** Does what a lost connection does: the dialing side opens the link again. */
  breakStream(reason: string): void {
    this.#stream?.giveUp(reason);
  }

  receive(message: PeerMessage__Output): void {
    for (const receive of this.#receivers) receive(message);
  }
}
