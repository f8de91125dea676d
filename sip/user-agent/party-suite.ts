import type { Hash } from '../../kernel/ports/hash.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { parseMessage } from '../message/parse.ts';
import { TransactionLayer } from '../transaction/transaction-layer.ts';
import { UdpTransport } from '../transport/udp-transport.ts';
import { UserAgent } from './user-agent.ts';
import type { UserAgentOptions } from './user-agent-options.ts';

/** A small world of SIP parties on virtual time, for conversations in tests. */
export class PartyWorld {
  readonly time = new SimulatedTime();
  readonly random: SimulatedRandom;
  readonly network: SimulatedNetwork;

  constructor(seed = 1) {
    this.random = new SimulatedRandom(seed);
    this.network = new SimulatedNetwork(this.time, this.random);
  }

  party(name: string, host: string, extra: Partial<UserAgentOptions> = {}): Party {
    const socket = this.network.bind({ host, port: 5060 });
    const transport = new UdpTransport(socket);
    const transactions = new TransactionLayer({ transport, timers: this.time, random: this.random });
    const { time, random } = this;
    const userAgent = new UserAgent({
      transactions,
      clock: time,
      timers: time,
      random,
      hash: noHash,
      contactUser: name,
      ...extra,
    });
    return { name, uri: userAgent.contactUri, transport, transactions, userAgent };
  }

  /** What went over the wire, e.g. `10.0.0.1 → 10.0.0.2 INVITE` or `… 180`, in the order of sending. */
  wire(): string[] {
    return this.network.sent.map(({ from, to, payload }) => {
      const message = parseMessage(payload);
      const what =
        message.kind === 'request' ? message.method : message.kind === 'response' ? message.status : '?';
      return `${from.host} → ${to.host} ${what}`;
    });
  }
}

export interface Party {
  readonly name: string;
  readonly uri: string;
  readonly transport: UdpTransport;
  readonly transactions: TransactionLayer;
  readonly userAgent: UserAgent;
}

/** For conversations without digest. */
const noHash: Hash = {
  md5Hex: () => '',
  sha256Hex: () => '',
  hmacSha256: () => new Uint8Array(32),
};
