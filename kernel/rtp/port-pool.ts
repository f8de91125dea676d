import type { Clock } from '../ports/clock.ts';
import type { Address, DatagramSocket, Datagrams } from '../ports/datagram.ts';
import type { Timer, Timers } from '../ports/timers.ts';

export interface PortPoolOptions {
  /** The address to bind, as it is written into SDP. */
  readonly host: string;
  /** Even ports from here … */
  readonly portMin: number;
  /** … to here, inclusive. */
  readonly portMax: number;
  /** Sockets bound ahead of need. */
  readonly warmPorts?: number;
  /** How long a port rests after use, so that late packets of one call never reach the next. */
  readonly restMs?: number;
}

type Receive = (packet: Uint8Array, from: Address) => void;

/** An RTP port on loan. */
export interface MediaPort {
  readonly local: Address;
  send(packet: Uint8Array, to: Address): void;
  onPacket(receive: Receive): void;
  /** Idempotent. Nothing is received afterwards. */
  giveBack(): void;
}

/**
 * Even RTP ports of a configured range. Sockets are bound once, ahead of need, and lent out again and
 * again; a call never waits for the system. `take` answers `undefined` when every port is lent, resting
 * or held by another program.
 */
export class PortPool {
  readonly #datagrams: Datagrams;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #options: Required<PortPoolOptions>;
  /** Bound and ready, the longest unused first. */
  readonly #free: PooledPort[] = [];
  readonly #resting: { readonly port: PooledPort; readonly untilMono: number }[] = [];
  readonly #bound: PooledPort[] = [];
  #nextPort: number;
  #warming: Promise<void> | undefined;
  #restTimer: Timer | undefined;
  #closed = false;
  /** Ports of the range that couldn't be bound. */
  unusablePorts = 0;
  /** Datagrams to a port that nobody has at the moment. */
  strayPackets = 0;

  constructor(datagrams: Datagrams, clock: Clock, timers: Timers, options: PortPoolOptions) {
    this.#datagrams = datagrams;
    this.#clock = clock;
    this.#timers = timers;
    this.#options = { warmPorts: 32, restMs: 2000, ...options };
    this.#nextPort = options.portMin + (options.portMin % 2);
  }

  /** Number of ports in the range. */
  get portsMax(): number {
    const first = this.#options.portMin + (this.#options.portMin % 2);
    return Math.max(0, Math.floor((this.#options.portMax - first) / 2) + 1 - this.unusablePorts);
  }

  /** Binds the warm ports. */
  async open(): Promise<void> {
    await this.#warm();
  }

  async take(): Promise<MediaPort | undefined> {
    let port = this.#free.shift() ?? (await this.#bindNext());
    if (!port && this.#warming) {
      await this.#warming;
      port = this.#free.shift();
    }
    port?.lend();
    void this.#warm();
    return port;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#restTimer?.cancel();
    await Promise.all(this.#bound.map((port) => port.close()));
  }

  #warm(): Promise<void> {
    this.#warming ??= this.#bindAhead().finally(() => {
      this.#warming = undefined;
    });
    return this.#warming;
  }

  async #bindAhead(): Promise<void> {
    const missing = this.#options.warmPorts - this.#free.length;
    if (missing <= 0) return;
    const ports = await Promise.all(Array.from({ length: missing }, () => this.#bindNext()));
    for (const port of ports) if (port) this.#free.push(port);
  }

  async #bindNext(): Promise<PooledPort | undefined> {
    while (!this.#closed && this.#nextPort <= this.#options.portMax) {
      const local = { host: this.#options.host, port: this.#nextPort };
      this.#nextPort += 2;
      try {
        const port = new PooledPort(await this.#datagrams.bind(local), this);
        this.#bound.push(port);
        if (this.#closed) await port.close();
        else return port;
      } catch {
        this.unusablePorts += 1;
      }
    }
    return undefined;
  }

  rest(port: PooledPort): void {
    this.#resting.push({ port, untilMono: this.#clock.monoMs() + this.#options.restMs });
    this.#armRest();
  }

  #armRest(): void {
    const first = this.#resting[0];
    if (!first || this.#restTimer || this.#closed) return;
    this.#restTimer = this.#timers.after(first.untilMono - this.#clock.monoMs(), () => {
      this.#restTimer = undefined;
      const nowMono = this.#clock.monoMs();
      while (this.#resting[0] && this.#resting[0].untilMono <= nowMono) {
        this.#free.push(this.#resting.shift()!.port);
      }
      this.#armRest();
    });
  }
}

class PooledPort implements MediaPort {
  readonly local: Address;
  readonly #socket: DatagramSocket;
  readonly #pool: PortPool;
  #receive: Receive | undefined;
  #lent = false;

  constructor(socket: DatagramSocket, pool: PortPool) {
    this.#socket = socket;
    this.#pool = pool;
    this.local = socket.local;
    socket.onDatagram((packet, from) => {
      if (this.#receive) this.#receive(packet, from);
      else pool.strayPackets += 1;
    });
  }

  send(packet: Uint8Array, to: Address): void {
    this.#socket.send(packet, to);
  }

  onPacket(receive: Receive): void {
    this.#receive = receive;
  }

  lend(): void {
    this.#lent = true;
  }

  giveBack(): void {
    if (!this.#lent) return;
    this.#lent = false;
    this.#receive = undefined;
    this.#pool.rest(this);
  }

  close(): Promise<void> {
    this.#receive = undefined;
    return this.#socket.close();
  }
}
