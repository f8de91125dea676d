import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import type { CallerPlan } from '../callers/caller-report.ts';
import { drawAni, drawExponentialMs, drawLognormalMs, drawOne } from '../callers/draw.ts';
import { phoneOf } from '../customers/people.ts';
import { waysFrom } from './callers.ts';
import type { CrowdConfig } from './config.ts';

type TrafficShape = NonNullable<CrowdConfig['traffic']> & { readonly customers: number };
type CarrierShape = CrowdConfig['carrier'];

/** Of a bank's callers, the share that are its customers and call from the number that it knows. */
const customerShare = 0.85;

/** Calls by themselves: Poisson arrivals at random routers, from one source of randomness. */
export class Traffic {
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #shape: TrafficShape;
  readonly #carrier: CarrierShape;
  readonly #routers: readonly Address[];
  readonly #place: (plan: CallerPlan) => void;
  #timer: Timer | undefined;

  constructor(
    world: { readonly timers: Timers; readonly random: Random },
    shape: TrafficShape,
    carrier: CarrierShape,
    routers: readonly Address[],
    place: (plan: CallerPlan) => void,
  ) {
    this.#timers = world.timers;
    this.#random = world.random;
    this.#shape = shape;
    this.#carrier = carrier;
    this.#routers = routers;
    this.#place = place;
  }

  start(): void {
    if (this.#shape.callsPerSecond === 0) return;
    const gapMs = drawExponentialMs(this.#random, 1000 / this.#shape.callsPerSecond);
    this.#timer = this.#timers.after(gapMs, () => {
      this.start();
      this.#place(this.#draw());
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #draw(): CallerPlan {
    const random = this.#random;
    const { customers, dnis, talkMedianMs, talkSigma, patienceMeanMs } = this.#shape;
    return {
      dnis: drawOne(random, dnis),
      ani: random.unit() < customerShare ? phoneOf(Math.floor(random.unit() * customers)) : drawAni(random),
      to: waysFrom(drawOne(random, this.#routers), this.#routers, random),
      talkMs: drawLognormalMs(random, talkMedianMs, talkSigma),
      patienceMs: drawExponentialMs(random, patienceMeanMs),
      silenceMs: this.#carrier.silenceMs,
      deadAirMs: this.#carrier.deadAirMs,
    };
  }
}
