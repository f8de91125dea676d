import type { PortPoolOptions } from '../../kernel/rtp/port-pool.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { PopulationPorts } from '../ports.ts';
import { Voices } from '../voice/voices.ts';
import type { CallerParts } from './caller.ts';

/** What callers call through: a carrier's SIP address and RTP ports. */
export interface Line extends CallerParts {
  readonly voices: Voices;
  /** Waits a moment for the last BYEs to be answered, then closes all. */
  close(): Promise<void>;
}

const lingerMs = 2000;
const lingerStepMs = 20;

export interface LineOptions extends PortPoolOptions {
  /** Where SIP is spoken from, on any free port; the RTP host unless set. */
  readonly sipHost?: string;
}

/** Opens a carrier's side. */
export async function openLine(ports: PopulationPorts, options: LineOptions): Promise<Line> {
  const { clock, timers, random, hash } = ports;
  const socket = await ports.datagrams.bind({ host: options.sipHost ?? options.host, port: 0 });
  const transport = new UdpTransport(socket);
  const transactions = new TransactionLayer({ transport, timers, random });
  const userAgent = new UserAgent({ transactions, clock, timers, random, hash, contactUser: 'carrier' });
  const voices = new Voices(ports, options);
  await voices.warm();
  const pause = () => new Promise<void>((resolve) => timers.after(lingerStepMs, resolve));
  return {
    userAgent,
    voices,
    clock,
    timers,
    async close() {
      const untilMono = clock.monoMs() + lingerMs;
      while (userAgent.callCount > 0 && clock.monoMs() < untilMono) await pause();
      userAgent.close();
      transactions.close();
      await transport.close();
      await voices.close();
    },
  };
}
