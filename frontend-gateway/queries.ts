import type { Clock } from '../kernel/ports/clock.ts';
import type { Timers } from '../kernel/ports/timers.ts';
import type { BusinessRequest } from '../kernel/transaction/business.ts';
import { Refusal } from '../kernel/transaction/refusal.ts';
import { readOrder } from '../kernel/transaction/twins.ts';
import type { BackendHealth } from './backend/health.ts';
import type { BackendClient } from './backend/port.ts';
import type { GatewayCounts } from './metrics.ts';

/** The back-end answered, and said no: its own code and sentence. */
export class BusinessRefusal extends Error {
  readonly code: string;
  readonly retriable = false;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'BusinessRefusal';
    this.code = code;
  }
}

export interface QueryAnswer {
  readonly backend: string;
  /** JSON. */
  readonly result: string;
}

interface QueryPorts {
  readonly client: BackendClient;
  readonly health: BackendHealth;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly counts: GatewayCounts;
}

/**
 * Reads: from the preferred back-end, from the other at once when that one can't be heard, from both
 * when it is slow. The first answer counts. The journal has no part in them, so they go on without it.
 */
export class Queries {
  readonly #ports: QueryPorts;
  readonly #hedgeAfterMs: number;

  constructor(ports: QueryPorts, hedgeAfterMs: number) {
    this.#ports = ports;
    this.#hedgeAfterMs = hedgeAfterMs;
  }

  /** Rejects with `Refusal` when nobody answered in time, with `BusinessRefusal` when the back-end said no. */
  ask(request: BusinessRequest): Promise<QueryAnswer> {
    const { clock, timers, counts, health } = this.#ports;
    const untilMono = clock.monoMs() + request.deadlineMs;
    const left = readOrder(request.customer, health.view()).map((backend) => backend.id);
    return new Promise((resolve, reject) => {
      let out = 0;
      let ended = false;
      let lastWhy = 'no back-end is usable';
      const end = (act: () => void): void => {
        if (ended) return;
        ended = true;
        over.cancel();
        hedge.cancel();
        act();
      };
      const next = (): void => {
        const backend = left.shift();
        if (backend === undefined) {
          if (out === 0) end(() => reject(noAnswer(lastWhy)));
          return;
        }
        out += 1;
        void this.#askOne(backend, request, untilMono).then((outcome) => {
          out -= 1;
          if (outcome.outcome === 'answered') {
            return end(() => resolve({ backend, result: outcome.result }));
          }
          if (outcome.outcome === 'refused') {
            return end(() => reject(new BusinessRefusal(outcome.code, outcome.message)));
          }
          lastWhy = outcome.why;
          if (!ended) next();
        });
      };
      const over = timers.after(request.deadlineMs, () => end(() => reject(noAnswer(lastWhy))));
      const hedge = timers.after(Math.min(this.#hedgeAfterMs, request.deadlineMs / 2), () => {
        if (left.length === 0) return;
        counts.hedged.add();
        next();
      });
      next();
    });
  }

  async #askOne(backend: string, request: BusinessRequest, untilMono: number) {
    const { client, health, clock } = this.#ports;
    const sentMono = clock.monoMs();
    if (!health.admit(backend)) return { outcome: 'unsent', why: `${backend}: its breaker is open` } as const;
    const outcome = await client.query(backend, {
      type: request.type.name,
      customer: request.customer,
      payload: request.payload,
      deadlineMs: Math.max(1, untilMono - sentMono),
    });
    health.record(backend, outcome.outcome !== 'lost' && outcome.outcome !== 'unsent', sentMono);
    return outcome;
  }
}

function noAnswer(why: string): Refusal {
  return new Refusal('backends-away', `no back-end answered in time (${why}); ask again`);
}
