import { connect, type Socket } from 'node:net';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { Listener } from './listeners.ts';

/** What came of the connections so far. */
export interface GarbageCounters {
  connections: number;
  /** The other side said something before the end: a refusal in its own protocol. */
  answered: number;
  /** The other side ended it. */
  ended: number;
  refused: number;
}

/** Connections that send what no protocol has, or nothing. Those that wait are held until `close`. */
export class Garbage {
  readonly counters: GarbageCounters = { connections: 0, answered: 0, ended: 0, refused: 0 };
  readonly #random: Random;
  readonly #timers: Timers;
  readonly #open = new Set<Socket>();

  constructor(random: Random, timers: Timers) {
    this.#random = random;
    this.#timers = timers;
  }

  /** One connection of each kind; resolves once all have sent what they have to. */
  async throwAt(listener: Listener): Promise<void> {
    await Promise.all(this.#kinds().map((kind) => this.#throw(listener, kind)));
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #throw(listener: Listener, { bytes, afterwards }: Kind): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(placeOf(listener));
      this.counters.connections += 1;
      this.#open.add(socket);
      let heard = false;
      let up = false;
      socket.once('connect', () => {
        up = true;
        socket.write(bytes, () => resolve());
        this.#timers.after(lingerMs, () => {
          resolve();
          if (afterwards === 'reset' && listener.kind === 'tcp') socket.resetAndDestroy();
          else if (afterwards !== 'hold') socket.destroy();
        });
      });
      socket.on('data', () => {
        if (!heard) this.counters.answered += 1;
        heard = true;
      });
      socket.on('end', () => {
        this.counters.ended += 1;
        socket.destroy();
      });
      socket.on('error', () => resolve());
      socket.once('close', () => {
        if (!up) this.counters.refused += 1;
        this.#open.delete(socket);
        resolve();
      });
    });
  }

  #kinds(): Kind[] {
    const text = (words: string) => Buffer.from(words, 'latin1');
    const random = (count: number) => Buffer.from(this.#random.bytes(count));
    const hugeFrame = Buffer.alloc(64, 0xff);
    return [
      { bytes: random(1 + Math.floor(this.#random.unit() * 8192)), afterwards: 'end' },
      { bytes: random(64), afterwards: 'reset' },
      { bytes: text(''), afterwards: 'hold' },
      { bytes: text('GET / HTTP/1.1\r\nHost: a\r\nX-Half'), afterwards: 'hold' },
      {
        bytes: text('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n'),
        afterwards: 'hold',
      },
      { bytes: text(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`), afterwards: 'end' },
      { bytes: text(`GET / HTTP/1.1\r\n${'X-Many: b\r\n'.repeat(5000)}\r\n`), afterwards: 'end' },
      { bytes: text(`POST /api/demo/call-in HTTP/1.1\r\nHost: a\r\n${largeBody}`), afterwards: 'end' },
      { bytes: Buffer.concat([text(upgrade), random(2000)]), afterwards: 'end' },
      { bytes: Buffer.concat([text(http2Preface), random(4000)]), afterwards: 'end' },
      { bytes: Buffer.concat([text(http2Preface), hugeFrame]), afterwards: 'end' },
      { bytes: text(http2Preface), afterwards: 'hold' },
      {
        bytes: Buffer.concat([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]), random(500)]),
        afterwards: 'end',
      },
      { bytes: hugeFrame, afterwards: 'end' },
      { bytes: text('{"command":"kill","site":"nowhere"'), afterwards: 'end' },
      { bytes: text('\0'.repeat(70_000)), afterwards: 'end' },
    ];
  }
}

interface Kind {
  readonly bytes: Uint8Array;
  /** `hold`: left half open. */
  readonly afterwards: 'end' | 'reset' | 'hold';
}

/** How long the other side has to answer what it was sent. */
const lingerMs = 400;
const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const upgrade =
  'GET /api/live/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
const largeBody = `Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n${'['.repeat(2_000_000)}`;

function placeOf({ kind, address }: Listener): { path: string } | { host: string; port: number } {
  if (kind === 'unix') return { path: address };
  const [host, port] = address.split(':');
  return { host: host!, port: Number(port) };
}
