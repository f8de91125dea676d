import type { Address } from '../kernel/ports/datagram.ts';
import { Caller } from '../population/callers/caller.ts';
import type { CallerPlan } from '../population/callers/caller-report.ts';
import { drawAni } from '../population/callers/draw.ts';
import { openLine } from '../population/callers/line.ts';
import type { PopulationPorts } from '../population/ports.ts';
import { judgeSiteLoss, type RecordedCall, type SeenCall, type SiteLoss } from './checkers/site-loss.ts';
import type { Verdict } from './verdict.ts';

export interface SiteLossOptions {
  readonly how: SiteLoss['how'];
  /** Routers of the sites that stay. */
  readonly routers: readonly Address[];
  readonly callsPerSecond: number;
  readonly talkMs: number;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** What is done to the cluster, and where its records are read. */
export interface SiteLossHands {
  lose(): Promise<void>;
  restore(): Promise<void>;
  /** Resolves once the records have caught up with the log, and says whether they are in order. */
  recordsInOrder(): Promise<boolean>;
  recordsOf(sipCallIds: readonly string[]): Promise<readonly RecordedCall[]>;
}

/**
 * Loses a site under steady traffic that arrives at the other sites' routers, lets the traffic go on, brings the
 * site back, and judges. Calls are real SIP and RTP; a caller's plan knows one carrier address for each router.
 */
export async function runSiteLoss(
  ports: PopulationPorts,
  options: SiteLossOptions,
  hands: SiteLossHands,
  told: (sentence: string) => void = () => {},
): Promise<Verdict> {
  const { clock, timers, random } = ports;
  const line = await openLine(ports, { host: '127.0.0.1', portMin: 42_000, portMax: 59_999, warmPorts: 64 });
  const startMono = clock.monoMs();
  const seen: SeenCall[] = [];
  const total = Math.floor(((options.beforeMs + options.afterMs) * options.callsPerSecond) / 1000);
  let lostAtMs = Number.NaN;
  const sleepUntil = (atMs: number) =>
    new Promise<void>((resolve) => timers.after(Math.max(0, startMono + atMs - clock.monoMs()), resolve));

  const over = new Promise<void>((resolve) => {
    const offer = (number: number) => {
      const offeredAtMs = clock.monoMs() - startMono;
      const router = options.routers[number % options.routers.length]!;
      const plan: CallerPlan = {
        dnis: number % 2 === 0 ? '4001' : '4002',
        ani: drawAni(random),
        to: [router],
        talkMs: options.talkMs,
        patienceMs: 60_000,
        silenceMs: 5000,
        deadAirMs: 3000,
      };
      const caller = new Caller(line, plan, ({ sipCallId, outcome, reason, setupMs }) => {
        seen.push({ sipCallId, offeredAtMs, outcome, reason, setupMs });
        if (seen.length === total) resolve();
      });
      caller.start();
    };
    for (let number = 0; number < total; number++) {
      timers.after((number * 1000) / options.callsPerSecond, () => offer(number));
    }
  });

  try {
    await sleepUntil(options.beforeMs);
    lostAtMs = clock.monoMs() - startMono;
    told(`losing the site (${options.how}) after ${Math.round(lostAtMs / 1000)} s`);
    await hands.lose();
    await sleepUntil(options.beforeMs + options.afterMs);
    told('waiting for the last callers');
    await over;
  } finally {
    told('bringing the site back');
    await hands.restore();
    await line.close();
  }
  told('reading the records');
  const recordsInOrder = await hands.recordsInOrder();
  const records = await hands.recordsOf(seen.map((call) => call.sipCallId));
  return judgeSiteLoss({ how: options.how, lostAtMs, calls: seen, records, recordsInOrder });
}
