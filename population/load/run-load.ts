import type { Address } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timer } from '../../kernel/ports/timers.ts';
import { Caller } from '../callers/caller.ts';
import type { CallerPlan } from '../callers/caller-report.ts';
import { drawAni } from '../callers/draw.ts';
import { openLine } from '../callers/line.ts';
import type { PopulationPorts } from '../ports.ts';
import { type LoadFaults, type LoadResult, LoadTally } from './load-tally.ts';

export interface LoadOptions {
  /** Calls offered per second, evenly. */
  readonly rate: number;
  readonly calls: number;
  /** From the agent's voice until the caller hangs up. */
  readonly talkMs: number;
  /** Calls go to these in turn; when one stays silent or fails, the next is tried, as a carrier would. */
  readonly to: readonly Address[];
  /** 4001 unless set. */
  readonly dnis?: string;
  /** How long a caller waits for an agent; 60 s unless set. */
  readonly patienceMs?: number;
  /** An address that answers nothing for so long is passed over; 2 s unless set. */
  readonly silenceMs?: number;
  /** No RTP for so long: the line is dead; 3 s unless set. */
  readonly deadAirMs?: number;
  /** Where the callers are; 127.0.0.1 unless set. */
  readonly host?: string;
  /** Even RTP ports of the callers; 42000 to 59999 unless set. Those that are taken are passed over. */
  readonly portMin?: number;
  readonly portMax?: number;
}

export interface LoadProgress extends LoadResult {
  /** Offered and not over. */
  readonly open: number;
  readonly passedMs: number;
}

export interface LoadOutcome {
  readonly result: LoadResult;
  readonly faults: LoadFaults;
  /** Frames that the callers didn't send because this process stood still: above 0 the load itself is to blame. */
  readonly skippedFrames: number;
}

const progressEveryMs = 1000;

/**
 * Offers calls at a steady rate over real SIP and RTP, and ends when the last caller has hung up. The
 * n-th call is due n/rate seconds after the first, however late the one before was.
 */
export async function runLoad(
  parts: PopulationPorts,
  options: LoadOptions,
  onProgress?: (progress: LoadProgress) => void,
): Promise<LoadOutcome> {
  const { clock, timers, random } = parts;
  const line = await openLine(parts, {
    host: options.host ?? '127.0.0.1',
    portMin: options.portMin ?? 42_000,
    portMax: options.portMax ?? 59_999,
    warmPorts: Math.min(64, options.calls),
  });
  const tally = new LoadTally();
  const startMono = clock.monoMs();
  let ticker: Timer | undefined;
  if (onProgress) {
    ticker = timers.every(progressEveryMs, () =>
      onProgress({ ...tally.result(), open: tally.open, passedMs: clock.monoMs() - startMono }),
    );
  }
  const over = new Promise<void>((resolve) => {
    let offeredAll = false;
    const finishIfLast = () => {
      if (offeredAll && tally.open === 0) resolve();
    };
    const offer = (number: number) => {
      tally.offer();
      const caller = new Caller(line, planOf(options, number, random), (report) => {
        tally.note(report);
        finishIfLast();
      });
      caller.start();
    };
    const offerFrom = (number: number) => {
      if (number >= options.calls) {
        offeredAll = true;
        finishIfLast();
        return;
      }
      const dueMono = startMono + (number * 1000) / options.rate;
      timers.after(dueMono - clock.monoMs(), () => {
        offer(number);
        offerFrom(number + 1);
      });
    };
    offerFrom(0);
  });
  await over;
  ticker?.cancel();
  await line.close();
  return { result: tally.result(), faults: tally.faults, skippedFrames: line.voices.skippedFrames };
}

function planOf(options: LoadOptions, number: number, random: Random): CallerPlan {
  const turn = number % options.to.length;
  return {
    dnis: options.dnis ?? '4001',
    ani: drawAni(random),
    to: [...options.to.slice(turn), ...options.to.slice(0, turn)],
    talkMs: options.talkMs,
    patienceMs: options.patienceMs ?? 60_000,
    silenceMs: options.silenceMs ?? 2000,
    deadAirMs: options.deadAirMs ?? 3000,
  };
}
