import { type Address, type DatagramSocket, type Datagrams, formatAddress } from '../ports/datagram.ts';
import type { Random } from '../ports/random.ts';
import type { Timers } from '../ports/timers.ts';

/** What happens to one datagram: how late each copy arrives, in ms. An empty list loses it. */
export type Fate = (from: Address, to: Address, random: Random) => readonly number[];

export const perfectLink: Fate = () => [0.1];

/**
 * A UDP network in memory, on virtual time. `fate` decides loss, delay and repetition for each
 * datagram; delivery copies the bytes, so that no two hosts share memory.
 */
export class SimulatedNetwork {
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #sockets = new Map<string, SimulatedSocket>();
  #nextPort = 40_000;
  fate: Fate = perfectLink;
  /** Every datagram handed to the network, in order, for traces; long runs switch `keepsSent` off. */
  readonly sent: { from: Address; to: Address; payload: Uint8Array }[] = [];
  keepsSent = true;
  /** Whether this host tells senders that nobody listens on a port (ICMP), as one that runs does. */
  tellsUnreachable: (to: Address) => boolean = () => false;

  constructor(timers: Timers, random: Random) {
    this.#timers = timers;
    this.#random = random;
  }

  /** The network as the host `host` sees it. */
  readonly datagrams: Datagrams = {
    bind: async (local) => this.bind(local),
  };

  bind(local: Address): DatagramSocket {
    const address = local.port === 0 ? { host: local.host, port: this.#nextPort++ } : local;
    const name = formatAddress(address);
    if (this.#sockets.has(name)) throw new Error(`address in use: ${name}`);
    const socket = new SimulatedSocket(address, this);
    this.#sockets.set(name, socket);
    return socket;
  }

  carry(from: Address, to: Address, payload: Uint8Array): void {
    const bytes = payload.slice();
    if (this.keepsSent) this.sent.push({ from, to, payload: bytes });
    for (const lateMs of this.fate(from, to, this.#random)) {
      this.#timers.after(lateMs, () => this.#arrive(from, to, bytes));
    }
  }

  #arrive(from: Address, to: Address, bytes: Uint8Array): void {
    const socket = this.#sockets.get(formatAddress(to));
    if (socket) socket.deliver(bytes.slice(), from);
    else if (this.tellsUnreachable(to)) this.#sockets.get(formatAddress(from))?.report(to);
  }

  remove(local: Address): void {
    this.#sockets.delete(formatAddress(local));
  }
}

class SimulatedSocket implements DatagramSocket {
  readonly local: Address;
  readonly #network: SimulatedNetwork;
  #receive: ((payload: Uint8Array, from: Address) => void) | undefined;
  #report: ((to: Address | undefined) => void) | undefined;

  constructor(local: Address, network: SimulatedNetwork) {
    this.local = local;
    this.#network = network;
  }

  send(payload: Uint8Array, to: Address): void {
    this.#network.carry(this.local, to, payload);
  }

  onDatagram(receive: (payload: Uint8Array, from: Address) => void): void {
    this.#receive = receive;
  }

  onUnreachable(report: (to: Address | undefined) => void): void {
    this.#report = report;
  }

  report(to: Address): void {
    this.#report?.(to);
  }

  deliver(payload: Uint8Array, from: Address): void {
    this.#receive?.(payload, from);
  }

  async close(): Promise<void> {
    this.#network.remove(this.local);
  }
}
