import type { Timers } from '../../kernel/ports/timers.ts';
import type { Arrival } from '../../nodes/edge/arrival.ts';
import { type AskRouter, askDeadlineMs, type RouterAnswer } from '../../nodes/edge/ask-router.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedRouter } from './simulated-router.ts';

export interface AskRouterWorld {
  readonly timers: Timers;
  /** The routers that can be reached from this site at the moment, the nearest first. */
  reachable(site: string): readonly SimulatedRouter[];
  /** A promise was resolved: the run must let it settle. */
  resolved(): void;
}

const oneWayMs = 1;

/** A site's question to a router, as over gRPC: whoever is dead refuses at once, whoever is frozen says nothing. */
export class SimulatedAskRouter implements AskRouter {
  readonly #asker: SimulatedProcess;
  readonly #world: AskRouterWorld;

  constructor(asker: SimulatedProcess, world: AskRouterWorld) {
    this.#asker = asker;
    this.#world = world;
  }

  route(arrival: Arrival, callId: string): Promise<RouterAnswer | undefined> {
    const { timers, resolved } = this.#world;
    return new Promise((resolve) => {
      const answer = (reply: RouterAnswer | undefined) => {
        deadline.cancel();
        resolved();
        resolve(reply);
      };
      const deadline = this.#asker.after(askDeadlineMs, () => answer(undefined));
      const [nearest] = this.#world.reachable(this.#asker.site);
      if (!nearest) {
        this.#asker.after(oneWayMs, () => answer(undefined));
        return;
      }
      const back = (reply: RouterAnswer | undefined) =>
        timers.after(oneWayMs, () => this.#asker.enter(() => answer(reply)));
      timers.after(oneWayMs, () => nearest.process.enter(() => this.#ask(nearest, arrival, callId, back)));
    });
  }

  #ask(
    { router }: SimulatedRouter,
    arrival: Arrival,
    callId: string,
    back: (reply: RouterAnswer | undefined) => void,
  ): void {
    const { ani, dnis, sipCallId } = arrival;
    const request = {
      requestId: sipCallId,
      trunk: '',
      ani,
      dnis,
      ced: '',
      deadlineMs: askDeadlineMs,
      askingSite: this.#asker.site,
      sipCallId,
      callId,
    };
    router.desk.ask(request, (answer) => {
      if (answer.kind === 'refused') return back(undefined);
      const { decisionId = '', callType = '', queue = '' } = answer.reply;
      back({ callId: answer.reply.callId ?? '', decisionId, callType, queue });
    });
  }
}
