import { type EngineChannel, type EnginePorts, Exchange } from './channel.ts';
import type { EmbeddedEngines } from './engines.ts';
import type { Message } from './protocol.ts';
import { EngineSession } from './session.ts';

/**
 * A channel to engines in the same process, for simulations and tests: the same asks, answers and
 * sessions as over the socket. `cut` takes the engines away from this channel alone, as a broken
 * connection does; `mend` brings them back.
 */
export class LocalChannel extends Exchange implements EngineChannel {
  readonly ports: EnginePorts;
  readonly #engines: EmbeddedEngines;
  #session: EngineSession | undefined;

  constructor(engines: EmbeddedEngines, ports: EnginePorts) {
    super(ports.timers);
    this.ports = ports;
    this.#engines = engines;
    this.mend();
  }

  cut(): void {
    this.#session?.close();
    this.#session = undefined;
    this.down('it was cut off');
  }

  mend(): void {
    if (this.#session) return;
    const session: EngineSession = new EngineSession(this.#engines, (message, blobs) => {
      const copy = structuredClone(message);
      const bytes = blobs.map((blob) => blob.slice());
      queueMicrotask(() => {
        if (this.#session === session) this.receive(copy, bytes);
      });
    });
    this.#session = session;
    this.up((message: Message, blobs) => {
      const copy = structuredClone(message);
      const bytes = blobs.map((blob) => blob.slice());
      queueMicrotask(() => {
        if (this.#session === session) session.receive(copy, bytes);
      });
    });
  }

  override async close(): Promise<void> {
    this.cut();
    await super.close();
  }
}
