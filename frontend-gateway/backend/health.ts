import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import {
  admit,
  admits,
  type Breaker,
  type BreakerLimits,
  closedBreaker,
  recordOutcome,
} from '../../kernel/transaction/breaker.ts';
import type { BackendView, Position, TwinsView } from '../../kernel/transaction/twins.ts';
import type { BackendClient } from './port.ts';

export interface HealthOptions {
  readonly backends: readonly string[];
  readonly shareKeys: boolean;
  readonly probeEveryMs: number;
  readonly probeTimeoutMs: number;
  readonly steadyAfterMs: number;
  readonly breaker: BreakerLimits;
}

interface Known {
  breaker: Breaker;
  /** Since when the breaker has been closed without a break; `undefined` while it isn't. */
  steadySinceMono: number | undefined;
  position: Position | undefined;
  /** Its last probe was answered. */
  answers: boolean;
  heardMono: number | undefined;
  probing: boolean;
}

/**
 * What this gateway knows of both back-ends: a breaker fed by the outcome of every call and by probes,
 * and how far each has replicated the other. Positions only grow, so late answers can do no harm.
 */
export class BackendHealth {
  readonly #options: HealthOptions;
  readonly #client: BackendClient;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #probes: Timer;
  #changed: () => void = () => {};

  constructor(options: HealthOptions, client: BackendClient, clock: Clock, timers: Timers) {
    this.#options = options;
    this.#client = client;
    this.#clock = clock;
    for (const id of [...options.backends].sort()) {
      this.#known.set(id, {
        breaker: closedBreaker(clock.monoMs()),
        steadySinceMono: clock.monoMs(),
        position: undefined,
        answers: false,
        heardMono: undefined,
        probing: false,
      });
    }
    this.#probes = timers.every(options.probeEveryMs, () => this.#probeAll());
  }

  /** Called when a back-end has become usable or is heard again, or its replication or fencing has moved on. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  view(): TwinsView {
    const now = this.#clock.monoMs();
    const backends = [...this.#known].map(([id, known]): BackendView => {
      const { steadySinceMono, position, answers } = known;
      const usable = admits(known.breaker, now, this.#options.breaker);
      const steady = steadySinceMono !== undefined && now - steadySinceMono >= this.#options.steadyAfterMs;
      return { id, usable, answers, steady: usable && steady, position };
    });
    return { backends, shareKeys: this.#options.shareKeys };
  }

  /** How long ago each back-end was heard, ms, and its breaker; for metrics and people. */
  report(): readonly { id: string; breaker: Breaker['state']; heardMsAgo: number; position?: Position }[] {
    const now = this.#clock.monoMs();
    return [...this.#known].map(([id, known]) => ({
      id,
      breaker: known.breaker.state,
      heardMsAgo: known.heardMono === undefined ? -1 : now - known.heardMono,
      ...(known.position && { position: known.position }),
    }));
  }

  /** A call is about to go out: false when the breaker says no. */
  admit(backend: string): boolean {
    const known = this.#known.get(backend);
    if (!known) return false;
    const { admitted, breaker } = admit(known.breaker, this.#clock.monoMs(), this.#options.breaker);
    known.breaker = breaker;
    return admitted;
  }

  /** A call came back, or didn't. `ok` means that the back-end is well, whatever it said. */
  record(backend: string, ok: boolean, sentMono: number): void {
    const known = this.#known.get(backend);
    if (!known) return;
    const now = this.#clock.monoMs();
    const before = known.breaker.state;
    const outcome = { ok, tookMs: now - sentMono, sentMono };
    known.breaker = recordOutcome(known.breaker, outcome, now, this.#options.breaker);
    const after = known.breaker.state;
    if (after !== 'closed') known.steadySinceMono = undefined;
    else known.steadySinceMono ??= now;
    if (before !== 'closed' && after === 'closed') this.#changed();
  }

  /** Takes in what a back-end said about itself. */
  learn(backend: string, said: Position): void {
    const known = this.#known.get(backend);
    if (!known) return;
    known.heardMono = this.#clock.monoMs();
    const merged = mergePositions(known.position, said);
    const moved = JSON.stringify(merged) !== JSON.stringify(known.position);
    known.position = merged;
    if (moved) this.#changed();
  }

  #probeAll(): void {
    for (const id of this.#known.keys()) void this.#probe(id);
  }

  close(): void {
    this.#probes.cancel();
  }

  /** Goes out whatever the breaker says, and counts for it only as any other request would. */
  async #probe(id: string): Promise<void> {
    const known = this.#known.get(id)!;
    if (known.probing) return;
    known.probing = true;
    const counts = this.admit(id);
    const sentMono = this.#clock.monoMs();
    const heard = await this.#client.probe(id, this.#options.probeTimeoutMs);
    known.probing = false;
    const answered = known.answers;
    known.answers = heard.outcome === 'heard';
    if (counts) this.record(id, known.answers, sentMono);
    if (heard.outcome === 'heard') this.learn(id, heard.position);
    if (known.answers && !answered) this.#changed();
  }
}

/** The later of two things that a back-end said; of what only grows, the larger. */
function mergePositions(before: Position | undefined, said: Position): Position {
  if (!before) return said;
  if (said.generation < before.generation) return before;
  const replicated: Record<string, number> = { ...before.replicated };
  for (const [origin, sequence] of Object.entries(said.replicated)) {
    replicated[origin] = Math.max(sequence, replicated[origin] ?? 0);
  }
  const head = Math.max(before.head, said.head);
  return { ...said, head, replicated };
}
