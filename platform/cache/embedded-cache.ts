import type { EngineChannel } from '../embedded/channel.ts';
import type { Cache } from './port.ts';

/** The cache port on the embedded engine. */
export class EmbeddedCache implements Cache {
  readonly #channel: EngineChannel;

  constructor(channel: EngineChannel) {
    this.#channel = channel;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#channel.ask('cacheGet', { key })).answer.value;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#channel.ask('cacheSet', { key, value, ttlMs });
  }

  async setOwned(key: string, epoch: number, value: string, ttlMs: number): Promise<boolean> {
    return (await this.#channel.ask('cacheSetOwned', { key, epoch, value, ttlMs })).answer.kept;
  }

  async getOwned(key: string): Promise<{ readonly epoch: number; readonly value: string } | undefined> {
    const { epoch, value } = (await this.#channel.ask('cacheGetOwned', { key })).answer;
    return epoch === undefined || value === undefined ? undefined : { epoch, value };
  }

  async delete(key: string): Promise<void> {
    await this.#channel.ask('cacheDelete', { key });
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    return (await this.#channel.ask('cacheIncrement', { key, by, ttlMs })).answer.value;
  }
}
