import type { Clock } from '../ports/clock.ts';
import type { Timer, Timers } from '../ports/timers.ts';

/**
 * Virtual time for one simulated run: one heap of timers, ordered by due time and then by the
 * order in which they were set, so that the same seed gives the same run to the byte. Nothing here
 * sleeps; `run` is as fast as the code under test.
 */
export class SimulatedTime implements Clock, Timers {
  #nowMs = 0;
  #sequence = 0;
  #heap: Entry[] = [];
  readonly #wallOriginMs: number;

  constructor(wallOriginMs = 1_760_000_000_000) {
    this.#wallOriginMs = wallOriginMs;
  }

  monoMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#wallOriginMs + this.#nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const entry: Entry = {
      dueMs: this.#nowMs + Math.max(0, delayMs),
      sequence: this.#sequence++,
      run,
      cancelled: false,
    };
    push(this.#heap, entry);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  every(periodMs: number, run: () => void): Timer {
    let timer: Timer;
    let cancelled = false;
    const turn = () => {
      if (cancelled) return;
      timer = this.after(periodMs, turn);
      run();
    };
    timer = this.after(periodMs, turn);
    return {
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }

  /** Runs the next timer, moving the clock to it. False when none is left. */
  step(): boolean {
    for (;;) {
      const entry = pop(this.#heap);
      if (!entry) return false;
      if (entry.cancelled) continue;
      this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
      entry.run();
      return true;
    }
  }

  /** Runs every timer due within the next `durationMs`, then stands exactly there. Synchronous code only. */
  run(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs;
    while (this.#nextDueMs() <= untilMs) this.step();
    this.#nowMs = untilMs;
  }

  /**
   * As `run`, but lets promises settle between timers: after each, or only where `mustSettle` says that
   * one was resolved, which is several times faster.
   */
  async runAsync(durationMs: number, mustSettle: () => boolean = () => true): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await settle();
    while (this.#nextDueMs() <= untilMs) {
      this.step();
      if (mustSettle()) await settle();
    }
    this.#nowMs = untilMs;
  }

  #nextDueMs(): number {
    for (;;) {
      const entry = this.#heap[0];
      if (!entry) return Number.POSITIVE_INFINITY;
      if (!entry.cancelled) return entry.dueMs;
      pop(this.#heap);
    }
  }
}

interface Entry {
  readonly dueMs: number;
  readonly sequence: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Enough turns of the microtask queue for a short chain of awaits to finish. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (before(heap[parent]!, heap[at]!)) break;
    [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
    at = parent;
  }
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  heap[0] = last;
  let at = 0;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
    }
    if (least === at) return top;
    [heap[least], heap[at]] = [heap[at]!, heap[least]!];
    at = least;
  }
}
