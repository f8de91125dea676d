import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { WebChannel } from '../../platform/http/web-sockets.ts';
import { FeedChanges } from './feed-changes.ts';
import type { LiveModel, Now } from './live-model.ts';

/** A turn earlier than this share of the period is one that catches up. */
const onTimeShare = 0.9;

/**
 * Sends the feed to every page: a snapshot at the first turn after it connects, then what changed, at
 * most once a turn. Each message is made once and sent to all; a page too slow to take it is let go.
 */
export class FeedHub {
  readonly #model: LiveModel;
  readonly #changes: FeedChanges;
  readonly #clock: Clock;
  readonly #turns: Timer;
  readonly #everyMs: number;
  #lastMono = Number.NEGATIVE_INFINITY;
  /** Number of the last message sent; 0 before the snapshot. */
  readonly #readers = new Map<WebChannel, number>();
  readonly counters = { snapshots: 0, deltas: 0, tooSlow: 0 };

  constructor(model: LiveModel, ports: { clock: Clock; timers: Timers }, everyMs: number) {
    this.#model = model;
    this.#changes = new FeedChanges(model);
    this.#clock = ports.clock;
    this.#everyMs = everyMs;
    this.#turns = ports.timers.every(everyMs, () => this.#turn());
  }

  get readers(): number {
    return this.#readers.size;
  }

  connect(channel: WebChannel): void {
    this.#readers.set(channel, 0);
    channel.onClosed(() => this.#readers.delete(channel));
    channel.onMessage(() => channel.close(1008, 'this feed is for reading'));
  }

  close(): void {
    this.#turns.cancel();
    for (const channel of this.#readers.keys()) channel.close(1001, 'closing');
    this.#readers.clear();
  }

  #turn(): void {
    const now: Now = { mono: this.#clock.monoMs(), wall: this.#clock.wallMs() };
    // A turn that came late is not made up for by the next.
    if (now.mono - this.#lastMono < this.#everyMs * onTimeShare) return;
    this.#lastMono = now.mono;
    const changes = this.#changes.look(now);
    const delta = changes && this.#readers.size > 0 ? JSON.stringify(changes).slice(1) : undefined;
    let snapshot: string | undefined;
    for (const [channel, number] of this.#readers) {
      if (number > 0 && delta === undefined) continue;
      if (number === 0) {
        snapshot ??= JSON.stringify(this.#model.snapshot(1, now));
        this.counters.snapshots += 1;
        this.#send(channel, 1, snapshot);
      } else {
        this.counters.deltas += 1;
        this.#send(channel, number + 1, `{"type":"delta","number":${number + 1},${delta}`);
      }
    }
  }

  #send(channel: WebChannel, number: number, text: string): void {
    if (channel.send(text)) {
      this.#readers.set(channel, number);
      return;
    }
    this.counters.tooSlow += 1;
    this.#readers.delete(channel);
  }
}
