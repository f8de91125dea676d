import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A Unix socket that passes everything on to another: the broken wire of the contract suites. It can
 * be cut and mended, and each chunk can be looked at on its way.
 */
export class Relay {
  readonly #server: Server;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  /** Sees each chunk on its way to the server; `cut` passes it on, and then nothing more in either direction. */
  inspect: (chunk: Buffer) => 'pass' | 'cut' = () => 'pass';

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async listen(path: string, target: string): Promise<Relay> {
    const relay = new Relay(target);
    relay.#server.listen(path);
    await once(relay.#server, 'listening');
    return relay;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(near: Socket): void {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = connect(this.#target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    far.on('data', (chunk) => near.write(chunk));
    near.on('data', (chunk) => {
      if (this.inspect(chunk) === 'cut') far.removeAllListeners('data').write(chunk, () => near.destroy());
      else far.write(chunk);
    });
  }
}
