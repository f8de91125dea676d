import type { PeerLink } from '../ports/peer.ts';
import type { Timers } from '../ports/timers.ts';

export type LinkEnd = 'a' | 'b';

/**
 * What becomes of one frame that `from` sends: how late it arrives in ms, or `undefined` when that
 * direction is silent (the stream stays open and says nothing, as under a dropped packet filter).
 */
export type FrameFate = (from: LinkEnd) => number | undefined;

export interface SimulatedPeerLinks<FromA, FromB> {
  readonly a: PeerLink<FromA, FromB>;
  readonly b: PeerLink<FromB, FromA>;
  /** Opens the link on both sides; it starts closed, and is opened again after a cut. */
  open(): void;
  /** Breaks the link on both sides: what is under way is lost. */
  cut(reason: string): void;
  fate: FrameFate;
}

/**
 * The two ends of one peer link, in memory and on virtual time. As on a real stream, messages of one
 * instant travel in one frame, order holds whatever the delays, and each end gets copies of its own.
 */
export function createSimulatedPeerLinks<FromA, FromB>(
  timers: Timers,
  names: { readonly a: string; readonly b: string },
  fate: FrameFate = () => 0.5,
): SimulatedPeerLinks<FromA, FromB> {
  const a = new SimulatedEnd<FromA, FromB>(names.b);
  const b = new SimulatedEnd<FromB, FromA>(names.a);
  const links = { a, b, open, cut, fate };

  a.carry = createDirection(timers, () => links.fate('a'), b);
  b.carry = createDirection(timers, () => links.fate('b'), a);

  function open(): void {
    if (a.isFinal() || b.isFinal()) return;
    a.setOpen();
    b.setOpen();
  }
  function cut(reason: string): void {
    a.setClosed(reason);
    b.setClosed(reason);
  }
  a.onFinal = () => cut('closed by the peer');
  b.onFinal = () => cut('closed by the peer');
  return links;
}

type Carry<Message> = (messages: readonly Message[]) => void;

/** Carries frames one way, never letting a later one arrive before an earlier one. */
function createDirection<Message>(
  timers: Timers,
  fateOf: () => number | undefined,
  to: { readonly opened: number; deliver(messages: readonly Message[]): void },
): { frame: Carry<Message>; soon: (run: () => void) => void } {
  const underWay: { arrived: boolean; readonly messages: readonly Message[]; readonly opening: number }[] =
    [];
  return {
    soon: (run) => void timers.after(0, run),
    frame: (messages) => {
      const lateMs = fateOf();
      if (lateMs === undefined) return;
      const frame = { arrived: false, messages: structuredClone(messages), opening: to.opened };
      underWay.push(frame);
      timers.after(lateMs, () => {
        frame.arrived = true;
        while (underWay[0]?.arrived) {
          const next = underWay.shift()!;
          if (next.opening === to.opened) to.deliver(next.messages);
        }
      });
    },
  };
}

class SimulatedEnd<Sent, Received> implements PeerLink<Sent, Received> {
  readonly peerId: string;
  carry: { frame: Carry<Sent>; soon: (run: () => void) => void } = { frame: () => {}, soon: () => {} };
  onFinal: () => void = () => {};
  /** How often the link has opened: frames of an earlier opening are lost. */
  opened = 0;
  #open = false;
  #final = false;
  #pending: Sent[] = [];
  readonly #receivers: ((message: Received) => void)[] = [];
  readonly #openers: (() => void)[] = [];
  readonly #closers: ((reason: string) => void)[] = [];

  constructor(peerId: string) {
    this.peerId = peerId;
  }

  isOpen(): boolean {
    return this.#open;
  }

  isFinal(): boolean {
    return this.#final;
  }

  send(message: Sent): void {
    if (!this.#open) return;
    this.#pending.push(message);
    if (this.#pending.length > 1) return;
    const opening = this.opened;
    this.carry.soon(() => {
      if (!this.#open || opening !== this.opened) return;
      const messages = this.#pending;
      this.#pending = [];
      this.carry.frame(messages);
    });
  }

  onMessage(receive: (message: Received) => void): void {
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
    this.onFinal();
  }

  setOpen(): void {
    if (this.#open) return;
    this.#open = true;
    this.opened += 1;
    for (const opened of this.#openers) opened();
  }

  setClosed(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pending = [];
    for (const closed of this.#closers) closed(reason);
  }

  deliver(messages: readonly Received[]): void {
    for (const message of messages) {
      if (!this.#open) return;
      for (const receive of this.#receivers) receive(message);
    }
  }
}
