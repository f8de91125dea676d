import type { Metrics } from '../../kernel/ports/metrics.ts';
import type { Random } from '../../kernel/ports/random.ts';
import { drawOne } from '../callers/draw.ts';
import type { BusinessCounts, CustomerBusiness } from '../customers/customer-business.ts';
import { phoneOf } from '../customers/people.ts';
import type { PhoneCounters, PhoneState } from '../phones/phone.ts';
import type { PhoneBank } from '../phones/phone-bank.ts';
import { type Callers, type CallersCounts, waysFrom } from './callers.ts';
import type { CrowdConfig } from './config.ts';
import type { Traffic } from './traffic.ts';

/** One caller more, who waits until somebody answers: the console's *call in*. */
export interface CallRequest {
  /** 4000, where only people at desktops answer, unless set. */
  readonly dnis?: string | undefined;
  /** Id of the router that the call arrives at; any unless set. */
  readonly router?: string | undefined;
  /** The number of one of the bank's customers unless set. */
  readonly ani?: string | undefined;
}

export interface PlacedCall {
  readonly ani: string;
  readonly dnis: string;
  readonly router: string;
}

export type CallRefusal = { readonly refused: 'no-such-router' | 'too-many-callers' };

export interface PhonesReport {
  readonly phones: readonly { readonly user: string; readonly state: PhoneState }[];
  readonly counters: PhoneCounters;
}

const visitorsDnis = '4000';
/** A caller that somebody asked for waits and talks for so long at most. */
const visitorPatienceMs = 30 * 60_000;
const visitorTalkMs = 10 * 60_000;

/** All the people outside the cluster, and the agents' telephones in it. */
export class Crowd {
  readonly #config: CrowdConfig;
  readonly #random: Random;
  readonly #phones: PhoneBank;
  readonly #callers: Callers;
  readonly #traffic: Traffic | undefined;
  readonly #business: CustomerBusiness | undefined;

  constructor(
    config: CrowdConfig,
    random: Random,
    parts: {
      readonly phones: PhoneBank;
      readonly callers: Callers;
      readonly traffic: Traffic | undefined;
      readonly business?: CustomerBusiness | undefined;
      readonly metrics: Metrics;
    },
  ) {
    this.#config = config;
    this.#random = random;
    this.#phones = parts.phones;
    this.#callers = parts.callers;
    this.#traffic = parts.traffic;
    this.#business = parts.business;
    parts.metrics.gauge('tandem_crowd_callers', 'Simulated callers by what came of their calls', () =>
      Object.entries(this.#callers.counts()).map(([is, value]) => ({ value, labels: { is } })),
    );
    parts.metrics.gauge('tandem_crowd_business', 'Business done for callers, by what became of it', () =>
      Object.entries(this.#business?.counts ?? {}).map(([is, value]) => ({ value, labels: { is } })),
    );
    parts.metrics.gauge('tandem_crowd_phones', 'What the simulated phones have done', () =>
      Object.entries(this.#phones.counters()).map(([did, value]) => ({ value, labels: { did } })),
    );
  }

  start(): void {
    this.#phones.start();
    this.#traffic?.start();
  }

  placeCall(request: CallRequest): PlacedCall | CallRefusal {
    const { routers, carrier } = this.#config;
    const router =
      request.router === undefined
        ? drawOne(this.#random, routers)
        : routers.find(({ id }) => id === request.router);
    if (!router) return { refused: 'no-such-router' };
    const dnis = request.dnis ?? visitorsDnis;
    const ani = request.ani ?? phoneOf(Math.floor(this.#random.unit() * this.#config.customers));
    const all = routers.map(({ sip }) => sip);
    const isPlaced = this.#callers.place({
      dnis,
      ani,
      to: waysFrom(router.sip, all, this.#random),
      talkMs: visitorTalkMs,
      patienceMs: visitorPatienceMs,
      silenceMs: carrier.silenceMs,
      deadAirMs: carrier.deadAirMs,
    });
    return isPlaced ? { ani, dnis, router: router.id } : { refused: 'too-many-callers' };
  }

  callers(): CallersCounts {
    return this.#callers.counts();
  }

  /** What became of the business that agents did for callers; undefined where they do none. */
  business(): BusinessCounts | undefined {
    return this.#business?.counts;
  }

  phones(): PhonesReport {
    return {
      phones: this.#phones.phones.map(({ user, state }) => ({ user, state })),
      counters: this.#phones.counters(),
    };
  }

  /** Nobody calls any more, everybody hangs up, the phones sign off. */
  stop(): void {
    this.#traffic?.stop();
    this.#callers.close();
    this.#phones.stop();
  }
}
