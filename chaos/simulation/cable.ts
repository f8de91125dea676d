import type { PeerLink } from '../../kernel/ports/peer.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { createSimulatedPeerLinks, type SimulatedPeerLinks } from '../../kernel/simulated/peers.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import { asReceived } from './peer-wire.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export type ClusterLink = PeerLink<PeerMessage, PeerMessage__Output>;
type StreamEnd = PeerLink<PeerMessage, PeerMessage>;

/** How often the dialing side tries again. */
const dialEveryMs = 100;

/**
 * The peer link between two process names. A stream opens while a process of each name is there and nothing
 * cuts them off, and opens anew after it broke, between whichever boots of the two there are by then.
 */
export class Cable {
  readonly a: CableEnd;
  readonly b: CableEnd;
  readonly #timers: Timers;
  readonly #lateMs: () => number;
  #stream: SimulatedPeerLinks<PeerMessage, PeerMessage> | undefined;
  #isCut = false;
  #dialing: Timer | undefined;

  constructor(timers: Timers, names: { readonly a: string; readonly b: string }, lateMs: () => number) {
    this.#timers = timers;
    this.#lateMs = lateMs;
    this.a = new CableEnd(names.b, (reason) => this.breakStream(reason));
    this.b = new CableEnd(names.a, (reason) => this.breakStream(reason));
    this.#dialLater();
  }

  /** The stream breaks at both ends, as when a process is killed on a host that runs on. */
  breakStream(reason: string): void {
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.cut(reason);
    this.#dialLater();
  }

  /** Packets are dropped: an open stream says nothing any more and nobody is told; none opens. */
  cut(): void {
    this.#isCut = true;
  }

  /** Packets pass again. What was dropped has broken the stream by then. */
  heal(): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    this.breakStream('timed out');
  }

  #dialLater(): void {
    this.#dialing ??= this.#timers.after(dialEveryMs, () => {
      this.#dialing = undefined;
      if (this.#stream) return;
      if (this.#isCut || !this.a.mayConnect || !this.b.mayConnect) this.#dialLater();
      else this.#dial();
    });
  }

  #dial(): void {
    const fate = () => (this.#isCut ? undefined : this.#lateMs());
    const names = { a: this.b.peerId, b: this.a.peerId };
    const stream = createSimulatedPeerLinks<PeerMessage, PeerMessage>(this.#timers, names, fate);
    this.#stream = stream;
    this.a.connect(stream.a);
    this.b.connect(stream.b);
    stream.open();
  }
}

/** One side of a cable: the link of whichever process is plugged in, over all its streams. */
class CableEnd {
  readonly peerId: string;
  readonly #breakStream: (reason: string) => void;
  #process: SimulatedProcess | undefined;
  #link: PluggedLink | undefined;

  constructor(peerId: string, breakStream: (reason: string) => void) {
    this.peerId = peerId;
    this.#breakStream = breakStream;
  }

  /** A frozen process's system still takes connections; nobody says Hello on them. */
  get mayConnect(): boolean {
    return this.#process?.state === 'running' && this.#link?.isFinal === false;
  }

  plug(process: SimulatedProcess): ClusterLink {
    this.#breakStream('the peer began anew');
    this.#process = process;
    this.#link = new PluggedLink(this.peerId, () => this.#breakStream('closed by the peer'));
    return process.link(this.#link);
  }

  connect(end: StreamEnd): void {
    this.#link?.connect(end);
  }
}

class PluggedLink implements ClusterLink {
  readonly peerId: string;
  readonly #onFinal: () => void;
  #end: StreamEnd | undefined;
  isFinal = false;
  readonly #receivers: ((message: PeerMessage__Output) => void)[] = [];
  readonly #openers: (() => void)[] = [];
  readonly #closers: ((reason: string) => void)[] = [];

  constructor(peerId: string, onFinal: () => void) {
    this.peerId = peerId;
    this.#onFinal = onFinal;
  }

  connect(end: StreamEnd): void {
    this.#end = end;
    end.onMessage((message) => {
      for (const receive of this.#receivers) receive(asReceived(message));
    });
    end.onOpen(() => {
      for (const opened of this.#openers) opened();
    });
    end.onClosed((reason) => {
      if (this.#end === end) this.#end = undefined;
      for (const closed of this.#closers) closed(reason);
    });
  }

  isOpen(): boolean {
    return this.#end?.isOpen() ?? false;
  }

  send(message: PeerMessage): void {
    this.#end?.send(message);
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
    if (this.isFinal) return;
    this.isFinal = true;
    this.#onFinal();
  }
}
