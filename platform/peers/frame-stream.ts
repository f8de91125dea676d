import type { PeerFrame, PeerFrame__Output } from '../../proto/generated/tandem/v1/PeerFrame.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';

/** What the client's and the server's side of a gRPC stream have in common. */
export interface DuplexFrames {
  write(frame: PeerFrame): boolean;
  end(): void;
  on(event: 'data', receive: (frame: PeerFrame__Output) => void): unknown;
  on(event: 'drain' | 'end' | 'close' | 'cancelled', happened: () => void): unknown;
  on(event: 'error', failed: (error: Error) => void): unknown;
}

export interface FrameStreamEvents {
  message(message: PeerMessage__Output): void;
  /** Once; nothing follows. */
  closed(reason: string): void;
}

const messagesPerFrame_max = 500;

/**
 * One life of a link: a stream of frames. Messages sent in one turn of the event loop leave in one
 * frame. While the peer doesn't drain, messages wait here up to `pendingMessages_max`; past that the
 * stream is given up, since a peer that far behind acts on stale news.
 */
export class FrameStream {
  readonly #stream: DuplexFrames;
  readonly #cancel: () => void;
  readonly #events: FrameStreamEvents;
  readonly #pendingMessagesMax: number;
  #pending: PeerMessage[] = [];
  #flushing = false;
  #blocked = false;
  #over = false;

  constructor(
    stream: DuplexFrames,
    cancel: () => void,
    events: FrameStreamEvents,
    pendingMessagesMax: number,
  ) {
    this.#stream = stream;
    this.#cancel = cancel;
    this.#events = events;
    this.#pendingMessagesMax = pendingMessagesMax;
    stream.on('data', (frame) => {
      for (const message of frame.messages) {
        if (this.#over) return;
        events.message(message);
      }
    });
    stream.on('drain', () => {
      this.#blocked = false;
      this.#flush();
    });
    stream.on('error', (error) => this.giveUp(error.message));
    stream.on('cancelled', () => this.giveUp('cancelled by the peer'));
    stream.on('end', () => this.giveUp('ended by the peer'));
    stream.on('close', () => this.giveUp('stream closed'));
  }

  send(message: PeerMessage): void {
    if (this.#over) return;
    this.#pending.push(message);
    if (this.#pending.length > this.#pendingMessagesMax) this.giveUp('slow');
    if (this.#flushing || this.#blocked || this.#over) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  /** Writes what is pending, ends our half in order, and reports no more. */
  end(): void {
    if (this.#over) return;
    this.#flush();
    this.#over = true;
    this.#stream.end();
  }

  giveUp(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#pending = [];
    this.#cancel();
    this.#events.closed(reason);
  }

  #flush(): void {
    while (this.#pending.length > 0 && !this.#blocked && !this.#over) {
      const messages = this.#pending.splice(0, messagesPerFrame_max);
      this.#blocked = !this.#stream.write({ messages });
    }
  }
}
