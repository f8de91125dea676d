import type { Clock } from '../../kernel/ports/clock.ts';
import { createGrpcClient, type GrpcClient } from '../../platform/grpc/client.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import type { ProtoGrpcType } from '../../proto/generated/prerouting.ts';
import type { Arrival } from './arrival.ts';
import { type AskRouter, askDeadlineMs, type RouterAnswer } from './ask-router.ts';

const { Route } = loadContract<ProtoGrpcType>('prerouting').tandem.v1.PreRouting.service;

/** Asks routers over gRPC, the first address first; the next when one is away, all within one deadline. */
export class GrpcAskRouter implements AskRouter {
  readonly #site: string;
  readonly #clock: Clock;
  readonly #clients: GrpcClient[];

  constructor(site: string, addresses: readonly string[], clock: Clock) {
    this.#site = site;
    this.#clock = clock;
    this.#clients = addresses.map((address) => createGrpcClient(address));
  }

  async route(arrival: Arrival, callId: string): Promise<RouterAnswer | undefined> {
    const deadlineMono = this.#clock.monoMs() + askDeadlineMs;
    for (const [place, client] of this.#clients.entries()) {
      const leftMs = deadlineMono - this.#clock.monoMs();
      const isLast = place === this.#clients.length - 1;
      // One that stands still must not use up the time of the others.
      const withinMs = isLast ? leftMs : leftMs / 2;
      if (withinMs < 1) return undefined;
      try {
        return await client.unary(
          Route,
          {
            requestId: arrival.sipCallId,
            trunk: '',
            ani: arrival.ani,
            dnis: arrival.dnis,
            ced: '',
            deadlineMs: Math.floor(withinMs),
            askingSite: this.#site,
            sipCallId: arrival.sipCallId,
            callId,
          },
          { deadlineMs: withinMs },
        );
      } catch {
        // Away or too late: the next one, as long as there is time. The caller's call goes on either way.
      }
    }
    return undefined;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}
