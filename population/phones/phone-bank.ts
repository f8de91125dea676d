import type { Timer } from '../../kernel/ports/timers.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import type { SipTransport } from '../../sip/transport/transport.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { PopulationPorts } from '../ports.ts';
import type { VoiceSource } from '../voice/party-voice.ts';
import { Phone, type PhoneCounters, type PhoneOptions } from './phone.ts';

const startApartMs = 10;

/** What speaks SIP for one phone, from the top down; closed in that order. */
interface PhoneLine {
  readonly userAgent: UserAgent;
  readonly transactions: TransactionLayer;
  readonly transport: SipTransport;
}

/** Phones of many agents, each with a SIP port of its own as on a desk, and RTP ports shared among them. */
export class PhoneBank {
  readonly phones: Phone[] = [];
  readonly #ports: PopulationPorts;
  readonly #voices: VoiceSource;
  readonly #host: string;
  readonly #lines: PhoneLine[] = [];
  readonly #starting: Timer[] = [];

  constructor(ports: PopulationPorts, voices: VoiceSource, host: string) {
    this.#ports = ports;
    this.#voices = voices;
    this.#host = host;
  }

  /** A phone on any free SIP port of this host; it registers when it is started. */
  async add(options: PhoneOptions): Promise<Phone> {
    const { clock, timers, random, hash } = this.#ports;
    const transport = new UdpTransport(await this.#ports.datagrams.bind({ host: this.#host, port: 0 }));
    const transactions = new TransactionLayer({ transport, timers, random });
    const userAgent = new UserAgent({
      transactions,
      clock,
      timers,
      random,
      hash,
      contactUser: options.user,
    });
    const phone = new Phone({ userAgent, voices: this.#voices, timers }, options);
    this.phones.push(phone);
    this.#lines.push({ userAgent, transactions, transport });
    return phone;
  }

  /** Registers all phones, a little apart, so that they don't refresh all at once ever after. */
  start(): void {
    this.phones.forEach((phone, place) => {
      this.#starting.push(this.#ports.timers.after(place * startApartMs, () => phone.start()));
    });
  }

  /** Sums over all phones. */
  counters(): PhoneCounters {
    const sum = { ...emptyCounters };
    for (const { counters } of this.phones) {
      for (const name of counterNames) sum[name] += counters[name];
    }
    return sum;
  }

  /** Signs every phone off; what they still have to say goes out before `close`. */
  stop(): void {
    for (const timer of this.#starting.splice(0)) timer.cancel();
    for (const phone of this.phones) phone.stop();
  }

  async close(): Promise<void> {
    for (const { userAgent, transactions } of this.#lines) {
      userAgent.close();
      transactions.close();
    }
    await Promise.all(this.#lines.map(({ transport }) => transport.close()));
  }
}

const emptyCounters: PhoneCounters = {
  registrations: 0,
  registrationFailures: 0,
  rung: 0,
  answered: 0,
  busy: 0,
  callersHeard: 0,
  lost: 0,
  noPort: 0,
};
const counterNames = Object.keys(emptyCounters) as (keyof PhoneCounters)[];
