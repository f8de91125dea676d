import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { Caller, type CallerParts } from '../../population/callers/caller.ts';
import type { CallerReport } from '../../population/callers/caller-report.ts';
import {
  drawAni,
  drawBetween,
  drawExponentialMs,
  drawLognormalMs,
  drawOne,
} from '../../population/callers/draw.ts';
import { PhoneBank } from '../../population/phones/phone-bank.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import { SilentVoices } from './audio/silent-voices.ts';
import { hashOf, type SimulatedCluster } from './cluster.ts';
import { agentIds, edgeAddress, populationHost, routerAddress } from './cluster-settings.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { agentPassword } from './simulated-site-node.ts';

/** One call as its caller saw it, on the run's own clock. */
export interface SeenCall {
  /** Counts from 1. */
  readonly call: number;
  readonly offeredMono: number;
  readonly endedMono: number;
  readonly report: CallerReport;
}

export interface Traffic {
  readonly callsPerSecond: number;
  readonly talkMedianMs: number;
  readonly patienceMs: number;
  /** Share of calls that reach a site's edge without any router. */
  readonly directShare: number;
}

const carrierPort = 5090;
/** What a carrier does: the next address after so long. A router needs up to 500 ms for each site that is silent. */
const silenceMs = 2000;
const deadAirMs = 3000;
/** An agent who answers so late has missed the call. */
const asleepMs = 60_000;

/**
 * Everybody outside the cluster: agents' phones, and callers behind a carrier that knows every router.
 * They never fail; what they see is what counts.
 */
export class People {
  readonly seen: SeenCall[] = [];
  readonly #cluster: SimulatedCluster;
  readonly #process: SimulatedProcess;
  readonly #random: SimulatedRandom;
  readonly #voices: SilentVoices;
  readonly #line: CallerParts & { readonly userAgent: UserAgent };
  readonly #transactions: TransactionLayer;
  readonly #bank: PhoneBank;
  #offered = 0;
  #isCalling = false;

  constructor(cluster: SimulatedCluster) {
    this.#cluster = cluster;
    this.#process = new SimulatedProcess(cluster.time, { name: 'people', site: '', boot: 1, skewMs: 0 });
    this.#random = new SimulatedRandom(hashOf(`${cluster.seed} people`));
    this.#voices = new SilentVoices(this.#process, cluster.audio, populationHost, cluster.resolved);
    const { network, time } = cluster;
    const random = new SimulatedRandom(hashOf(`${cluster.seed} carrier`));
    const ports = { datagrams: network.datagrams, clock: time, timers: time, random, hash: systemHash };
    const transport = new UdpTransport(network.bind({ host: populationHost, port: carrierPort }));
    this.#transactions = new TransactionLayer({ transport, timers: time, random });
    const userAgent = new UserAgent({ ...ports, transactions: this.#transactions, contactUser: 'carrier' });
    this.#line = { userAgent, voices: this.#voices, clock: time, timers: time };
    this.#bank = new PhoneBank(ports, this.#voices, populationHost);
  }

  /** Every agent's phone registers. Some agents answer late or never, some hang up first. */
  async pickUpPhones(): Promise<void> {
    const { settings } = this.#cluster;
    for (const site of settings.sites) {
      for (const user of agentIds(settings, site)) {
        const hangsUp = this.#random.unit() < 0.2;
        const isAsleep = this.#random.unit() < 0.05;
        await this.#bank.add({
          user,
          password: agentPassword,
          registrar: edgeAddress(settings, site),
          answer: { kind: 'auto', afterMs: isAsleep ? asleepMs : this.#answersAfterMs() },
          expiresSeconds: 30,
          ...(hangsUp && { talkMs: Math.round(drawBetween(this.#random, 1000, 8000)) }),
        });
      }
    }
    this.#bank.start();
  }

  #answersAfterMs(): number {
    return Math.round(drawBetween(this.#random, 0, 1500));
  }

  /** Calls come, about so many a second, until `stopCalling`. */
  startCalling(traffic: Traffic): void {
    this.#isCalling = true;
    this.#nextCall(traffic);
  }

  stopCalling(): void {
    this.#isCalling = false;
  }

  /** Calls that were offered and have not ended. */
  get open(): number {
    return this.#offered - this.seen.length;
  }

  /** Every phone signs off. */
  layDownPhones(): void {
    this.#bank.stop();
  }

  /** What people still hold, in sentences: then something of theirs never ended. */
  leftovers(): string[] {
    const counts = {
      'calls without an end': this.open,
      'calls of the carrier': this.#line.userAgent.callCount,
      'open voices': this.#voices.openCount,
      'client transactions of the carrier': this.#transactions.clientCount,
    };
    return Object.entries(counts)
      .filter(([, count]) => count !== 0)
      .map(([what, count]) => `people: ${count} ${what} left`);
  }

  #nextCall(traffic: Traffic): void {
    this.#cluster.time.after(drawExponentialMs(this.#random, 1000 / traffic.callsPerSecond), () => {
      if (!this.#isCalling) return;
      this.#dial(traffic);
      this.#nextCall(traffic);
    });
  }

  #dial(traffic: Traffic): void {
    const { settings, time } = this.#cluster;
    const random = this.#random;
    const first = Math.floor(random.unit() * settings.sites.length);
    const order = [...settings.sites.slice(first), ...settings.sites.slice(0, first)];
    const routers = order.map((site) => routerAddress(settings, site));
    const isDirect = random.unit() < traffic.directShare;
    this.#offered += 1;
    const call = this.#offered;
    const offeredMono = time.monoMs();
    const plan = {
      dnis: drawOne(random, ['4001', '4002', '95588']),
      ani: drawAni(random),
      to: isDirect ? [edgeAddress(settings, order[0]!), ...routers] : routers,
      talkMs: Math.round(drawLognormalMs(random, traffic.talkMedianMs, 0.6)),
      patienceMs: traffic.patienceMs,
      silenceMs,
      deadAirMs,
      ...(random.unit() < 0.1 && { digits: '1' }),
    };
    const caller = new Caller(this.#line, plan, (report) => {
      this.seen.push({ call, offeredMono, endedMono: time.monoMs(), report });
    });
    caller.start();
  }
}
