import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { EmbeddedEngines } from './engines.ts';
import { encodeFrame, FrameReader } from './frame.ts';
import { limits, type Message, protocolVersion, readClientMessage } from './protocol.ts';
import { EngineSession } from './session.ts';

const connections_max = 256;
/** A client that leaves this much unread is cut off: it will come back and resume. */
const unreadBytes_max = 64 * 1024 * 1024;

export interface ServerCounters {
  accepted: number;
  refusedAtLimit: number;
  /** Connections closed because what came was not of this protocol. */
  garbage: number;
  tooSlow: number;
}

/**
 * The Unix socket of the engines' process. Whoever sends what isn't a frame, a hello and then asks,
 * is cut off and counted; nobody else notices.
 */
export class EngineServer {
  readonly counters: ServerCounters = { accepted: 0, refusedAtLimit: 0, garbage: 0, tooSlow: 0 };
  readonly #engines: EmbeddedEngines;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(engines: EmbeddedEngines) {
    this.#engines = engines;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens at `path`; what a killed predecessor left there is removed, so make sure first that none lives. */
  async listen(path: string): Promise<void> {
    rmSync(path, { force: true });
    this.#server.listen(path);
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    if (this.#sockets.size >= connections_max) {
      this.counters.refusedAtLimit += 1;
      socket.destroy();
      return;
    }
    this.counters.accepted += 1;
    this.#sockets.add(socket);
    const reader = new FrameReader();
    const send = (message: Message, blobs: readonly Uint8Array[]) => this.#send(socket, message, blobs);
    let session: EngineSession | undefined;
    const garbage = () => {
      this.counters.garbage += 1;
      socket.destroy();
    };
    socket.on('data', (chunk) => {
      try {
        for (const { header, blobs } of reader.push(chunk)) {
          if (socket.destroyed) return;
          const message = readClientMessage(header);
          if (!message) return garbage();
          if (message.type === 'hello') {
            if (session || message.version !== protocolVersion) return garbage();
            session = new EngineSession(this.#engines, send);
            send({ type: 'hello', version: protocolVersion, store: this.#engines.coordination.id }, []);
          } else if (!session?.receive(message, blobs)) {
            return garbage();
          }
        }
      } catch {
        garbage();
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      session?.close();
      this.#sockets.delete(socket);
    });
  }

  #send(socket: Socket, message: Message, blobs: readonly Uint8Array[]): void {
    if (socket.destroyed) return;
    if (socket.writableLength > unreadBytes_max) {
      this.counters.tooSlow += 1;
      socket.destroy();
      return;
    }
    let frame = encodeFrame(message, blobs);
    if (frame.byteLength > limits.frameBytes_max && message.type === 'answer') {
      const detail = `the answer has ${frame.byteLength} bytes; ask for less at once`;
      frame = encodeFrame({ type: 'refusal', id: message.id, code: 'engine-refused', detail }, []);
    }
    socket.write(frame);
  }
}
