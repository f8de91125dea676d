import type { Clock } from '../../kernel/ports/clock.ts';
import type { Address, DatagramSocket } from '../../kernel/ports/datagram.ts';
import type { PeerLink } from '../../kernel/ports/peer.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { SimulatedNetwork } from '../../kernel/simulated/network.ts';

/**
 * One operating-system process of a simulated cluster: its clock, its timers and everything that reaches
 * it from outside. All of it passes one gate:
 *
 * | state   | what comes in, timers included                                              |
 * |---------|-----------------------------------------------------------------------------|
 * | running | happens                                                                     |
 * | frozen  | waits, as under SIGSTOP, and happens in its order once the process runs again |
 * | dead    | is lost, as under SIGKILL; for ever                                          |
 */
export type ProcessState = 'running' | 'frozen' | 'dead';

/** What the sockets of a frozen process hold before the system drops datagrams. */
const heldDatagrams_max = 200;

export class SimulatedProcess implements Clock, Timers {
  readonly name: string;
  readonly site: string;
  /** Counts the starts of this name. */
  readonly boot: number;
  readonly #time: Clock & Timers;
  readonly #skewMs: number;
  #state: ProcessState = 'running';
  readonly #held: (() => void)[] = [];
  #heldDatagrams = 0;
  readonly #sockets: DatagramSocket[] = [];
  droppedDatagrams = 0;

  constructor(
    time: Clock & Timers,
    about: { readonly name: string; readonly site: string; readonly boot: number; readonly skewMs: number },
  ) {
    this.#time = time;
    this.name = about.name;
    this.site = about.site;
    this.boot = about.boot;
    this.#skewMs = about.skewMs;
  }

  get state(): ProcessState {
    return this.#state;
  }

  monoMs(): number {
    return this.#time.monoMs();
  }

  wallMs(): number {
    return this.#time.wallMs() + this.#skewMs;
  }

  after(delayMs: number, run: () => void): Timer {
    let isCancelled = false;
    const timer = this.#time.after(delayMs, () =>
      this.enter(() => {
        if (!isCancelled) run();
      }),
    );
    return {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  /** Ticks that a frozen process missed are one tick when it runs again. */
  every(periodMs: number, run: () => void): Timer {
    let timer: Timer;
    const turn = () => {
      timer = this.after(periodMs, turn);
      run();
    };
    timer = this.after(periodMs, turn);
    return { cancel: () => timer.cancel() };
  }

  /** Something reaches the process. */
  enter(happen: () => void): void {
    if (this.#state === 'running') happen();
    else if (this.#state === 'frozen') this.#held.push(happen);
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    this.#heldDatagrams = 0;
    for (let next = this.#held.shift(); next; next = this.#held.shift()) next();
  }

  /** Nothing happens in it any more, and its sockets are gone. */
  kill(): void {
    this.#state = 'dead';
    this.#held.length = 0;
    for (const socket of this.#sockets) void socket.close();
  }

  bind(network: SimulatedNetwork, local: Address): DatagramSocket {
    const socket = network.bind(local);
    this.#sockets.push(socket);
    return {
      local: socket.local,
      send: (payload, to) => {
        if (this.#state === 'running') socket.send(payload, to);
      },
      onDatagram: (receive) =>
        socket.onDatagram((payload, from) => this.#receive(() => receive(payload, from))),
      onUnreachable: (report) => socket.onUnreachable((to) => this.enter(() => report(to))),
      close: () => socket.close(),
    };
  }

  /** This process's end of a link: it hears only while it runs. */
  link<Sent, Received>(end: PeerLink<Sent, Received>): PeerLink<Sent, Received> {
    return {
      peerId: end.peerId,
      isOpen: () => end.isOpen(),
      send: (message) => {
        if (this.#state === 'running') end.send(message);
      },
      onMessage: (receive) => end.onMessage((message) => this.enter(() => receive(message))),
      onOpen: (opened) => end.onOpen(() => this.enter(opened)),
      onClosed: (closed) => end.onClosed((reason) => this.enter(() => closed(reason))),
      close: () => end.close(),
    };
  }

  #receive(happen: () => void): void {
    if (this.#state === 'frozen') {
      if (this.#heldDatagrams >= heldDatagrams_max) {
        this.droppedDatagrams += 1;
        return;
      }
      this.#heldDatagrams += 1;
    }
    this.enter(happen);
  }
}
