import { connect, type Socket } from 'node:net';
import type { Timer } from '../../kernel/ports/timers.ts';
import { type EngineChannel, type EnginePorts, Exchange } from './channel.ts';
import { encodeFrame, FrameReader } from './frame.ts';
import { type Message, protocolVersion } from './protocol.ts';

const helloWithinMs = 2_000;
const pingEveryMs = 1_000;
const firstPauseMs = 50;
const longestPauseMs = 1_000;
/** More than this waiting to be written means that the other side has stopped reading. */
const unwrittenBytes_max = 64 * 1024 * 1024;

/**
 * A channel to the engines over their Unix socket. Connects by itself and again whenever it breaks,
 * pauses doubling up to a second; an engine that answers no ping is as good as gone, and the
 * connection is made anew.
 */
export class SocketChannel extends Exchange implements EngineChannel {
  readonly ports: EnginePorts;
  readonly #path: string;
  #socket: Socket | undefined;
  #retry: Timer | undefined;
  #hello: Timer | undefined;
  #ping: Timer | undefined;
  #pauseMs = firstPauseMs;
  #ended = false;

  constructor(path: string, ports: EnginePorts) {
    super(ports.timers);
    this.#path = path;
    this.ports = ports;
    this.#connect();
  }

  override async close(): Promise<void> {
    this.#ended = true;
    this.#retry?.cancel();
    await super.close();
    this.#drop('closed');
  }

  #connect(): void {
    const socket = connect(this.#path);
    const reader = new FrameReader();
    this.#socket = socket;
    this.#hello = this.ports.timers.after(helloWithinMs, () => this.#broke(socket, 'it said no hello'));
    socket.on('connect', () => socket.write(encodeFrame({ type: 'hello', version: protocolVersion }, [])));
    socket.on('data', (chunk) => {
      try {
        for (const { header, blobs } of reader.push(chunk)) {
          if (this.#socket !== socket) return;
          this.#onMessage(socket, header as Message, blobs);
        }
      } catch (error) {
        this.#broke(socket, error instanceof Error ? error.message : String(error));
      }
    });
    socket.on('error', (error) => this.#broke(socket, error.message));
    socket.on('close', () => this.#broke(socket, 'the connection closed'));
  }

  #onMessage(socket: Socket, message: Message, blobs: readonly Uint8Array[]): void {
    if (message.type !== 'hello') {
      this.receive(message, blobs);
      return;
    }
    this.#hello?.cancel();
    this.#pauseMs = firstPauseMs;
    this.#ping = this.ports.timers.every(pingEveryMs, () => {
      this.ask('ping', {}, { deadlineMs: helloWithinMs }).catch(() =>
        this.#broke(socket, 'it answers no ping'),
      );
    });
    this.up((outgoing, outgoingBlobs) => {
      if (this.#socket !== socket) return;
      if (socket.writableLength > unwrittenBytes_max) return this.#broke(socket, 'it has stopped reading');
      socket.write(encodeFrame(outgoing, outgoingBlobs));
    });
  }

  #broke(socket: Socket, reason: string): void {
    if (this.#socket !== socket) return;
    this.#drop(reason);
    if (this.#ended) return;
    const pauseMs = this.#pauseMs * (0.5 + this.ports.random.unit());
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    this.#retry = this.ports.timers.after(pauseMs, () => this.#connect());
  }

  #drop(reason: string): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#hello?.cancel();
    this.#ping?.cancel();
    socket?.destroy();
    this.down(reason);
  }
}
