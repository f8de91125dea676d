import type { ClusterFile } from '../deploy/cluster/cluster-file.ts';
import { parseAddress } from '../kernel/ports/datagram.ts';
import { Caller } from '../population/callers/caller.ts';
import type { CallerPlan, CallerReport } from '../population/callers/caller-report.ts';
import { openLine } from '../population/callers/line.ts';
import { percentile } from '../population/load/load-tally.ts';
import type { PhoneObserver } from '../population/phones/phone.ts';
import { PhoneBank } from '../population/phones/phone-bank.ts';
import type { PopulationPorts } from '../population/ports.ts';
import { Voices } from '../population/voice/voices.ts';
import { type Figure, figureOf } from './figure.ts';

export const queueBenchName = 'queue';
const callsPerSecond = 20;
const talkMs = 2000;
/** The first second's calls: every process has just started. Shown apart. */
const coldCalls = 20;

export interface QueueRun {
  /** Over all sites. */
  readonly agents: number;
  readonly calls: number;
}

/** What one run saw; all times on one clock, since callers and phones are in this process. */
export interface QueueSeen {
  readonly reports: readonly CallerReport[];
  /** First INVITE of the caller to 200 of the agent's phone, ms, once the processes are warm. */
  readonly inviteToAgentMs: readonly number[];
  /** The same of the first `coldCalls`, which meet code that has never run. */
  readonly coldInviteToAgentMs: readonly number[];
  /** Phone free again to its next INVITE, while calls were waiting, ms. */
  readonly freedToNextMs: readonly number[];
  /** INVITEs that came to a phone in a call. */
  readonly doubled: number;
}

/**
 * 20 calls/s, calls of 2 s, agents who answer at once, against a cluster whose phones and greeting are off.
 * Callers and agents' phones run here, over real SIP and RTP.
 */
export async function runQueueBench(
  ports: PopulationPorts,
  cluster: ClusterFile,
  run: QueueRun,
  told: (sentence: string) => void,
): Promise<QueueSeen> {
  const { clock, timers } = ports;
  const pause = (ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve));
  const watch = new Watch(() => clock.monoMs());
  const voices = new Voices(ports, {
    host: '127.0.0.1',
    portMin: 36_000,
    portMax: 41_998,
    warmPorts: run.agents,
  });
  await voices.warm();
  const bank = new PhoneBank(ports, voices, '127.0.0.1');
  for (const { user, password, sip } of shareOut(cluster, run.agents)) {
    const registrar = parseAddress(sip)!;
    const phone = await bank.add({
      user,
      password,
      registrar,
      answer: { kind: 'auto', afterMs: 0 },
      observer: watch,
    });
    phone.start();
  }
  const registered = () => bank.phones.filter((phone) => phone.state === 'idle').length;
  for (let waitedMs = 0; registered() < run.agents && waitedMs < 10_000; waitedMs += 100) await pause(100);
  if (registered() < run.agents)
    throw new Error(`only ${registered()} of ${run.agents} phones registered within 10 s`);
  await pause(1500);
  told(`${run.agents} agents, ${run.calls} calls at ${callsPerSecond}/s`);
  const line = await openLine(ports, { host: '127.0.0.1', portMin: 42_000, portMax: 59_998, warmPorts: 256 });
  const to = cluster.routers.map(({ sip }) => parseAddress(sip)!);
  const reports = await new Promise<CallerReport[]>((resolve) => {
    const ended: CallerReport[] = [];
    for (let number = 0; number < run.calls; number++) {
      const turn = number % to.length;
      const plan: CallerPlan = {
        dnis: '4001',
        ani: `138${String(number).padStart(8, '0')}`,
        to: [...to.slice(turn), ...to.slice(0, turn)],
        talkMs,
        patienceMs: 120_000,
        silenceMs: 2000,
        deadAirMs: 3000,
      };
      timers.after((number * 1000) / callsPerSecond, () => {
        watch.dialed(plan.ani);
        const caller = new Caller(line, plan, (report) => {
          watch.over(plan.ani);
          ended.push(report);
          if (ended.length === run.calls) resolve(ended);
        });
        caller.start();
      });
    }
  });
  await line.close();
  bank.stop();
  await pause(300);
  await bank.close();
  await voices.close();
  return {
    reports,
    inviteToAgentMs: watch.inviteToAgentMs.slice(coldCalls),
    coldInviteToAgentMs: watch.inviteToAgentMs.slice(0, coldCalls),
    freedToNextMs: watch.freedToNextMs,
    doubled: bank.counters().busy,
  };
}

/** The first agents of each site, as even as it goes. */
function shareOut(cluster: ClusterFile, agents: number): { user: string; password: string; sip: string }[] {
  const share = Math.ceil(agents / cluster.sites.length);
  const chosen = cluster.sites.flatMap((site) => site.agents.slice(0, share)).slice(0, agents);
  if (chosen.length < agents)
    throw new Error(`the cluster has ${chosen.length} agents; ${agents} are needed`);
  return chosen;
}

/** Pairs what callers and phones do, by the caller's number. */
class Watch implements PhoneObserver {
  readonly inviteToAgentMs: number[] = [];
  readonly freedToNextMs: number[] = [];
  readonly #nowMono: () => number;
  /** Callers who have dialed and were not yet answered. */
  readonly #waiting = new Map<string, number>();
  readonly #freed = new Map<string, number>();

  constructor(nowMono: () => number) {
    this.#nowMono = nowMono;
  }

  dialed(ani: string): void {
    this.#waiting.set(ani, this.#nowMono());
  }

  over(ani: string): void {
    this.#waiting.delete(ani);
  }

  rang(user: string): void {
    const freedMono = this.#freed.get(user);
    if (freedMono !== undefined) this.freedToNextMs.push(this.#nowMono() - freedMono);
    this.#freed.delete(user);
  }

  answered(_user: string, ani: string): void {
    const dialedMono = this.#waiting.get(ani);
    if (dialedMono !== undefined) this.inviteToAgentMs.push(this.#nowMono() - dialedMono);
    this.#waiting.delete(ani);
  }

  /** Counts only when somebody has been waiting for longer than a call takes to be set up. */
  freed(user: string): void {
    const nowMono = this.#nowMono();
    const [eldest] = this.#waiting.values();
    if (eldest !== undefined && nowMono - eldest > settledMs && this.#waiting.size > crowd_min)
      this.#freed.set(user, nowMono);
    else this.#freed.delete(user);
  }
}

/** A caller who has waited this long stands in a queue for certain. */
const settledMs = 500;
/** So many waiting that every site has some, ms apart as they come. */
const crowd_min = 12;

/** Asterisk 22 app_queue on two cores with SIPp callers of 2 s, as recorded before: not run beside. */
const asterisk = {
  answer: { what: 'Asterisk 22 app_queue, p99, recorded', value: 16 },
  freed: { what: 'Asterisk 22 app_queue, worst, recorded', value: 660 },
} as const;

export function figuresOfQueue(many: QueueSeen, few: QueueSeen): Figure[] {
  const failures = (seen: QueueSeen) => seen.reports.filter((report) => report.outcome !== 'answered').length;
  const figure = figureOf.bind(undefined, queueBenchName);
  return [
    figure('calls not answered with audio, 60 agents', failures(many), 'calls', { atMost: 0 }),
    figure('INVITE to agent’s answer, p50, 60 agents', percentile(many.inviteToAgentMs, 0.5), 'ms', {}),
    figure(
      'INVITE to agent’s answer, p99, 60 agents',
      percentile(many.inviteToAgentMs, 0.99),
      'ms',
      { atMost: 50 },
      asterisk.answer,
    ),
    figure(
      'INVITE to agent’s answer, slowest of the first 20 calls after the start',
      percentile(many.coldInviteToAgentMs, 1),
      'ms',
      {},
    ),
    figure('calls not answered with audio, 30 agents', failures(few), 'calls', { atMost: 0 }),
    figure('freed agent to next waiting call, p50, 30 agents', percentile(few.freedToNextMs, 0.5), 'ms', {}),
    figure(
      'freed agent to next waiting call, p99, 30 agents',
      percentile(few.freedToNextMs, 0.99),
      'ms',
      { atMost: 30 },
      asterisk.freed,
    ),
    figure('freed agents measured, 30 agents', few.freedToNextMs.length, 'agents', { atLeast: 20 }),
    figure('INVITEs to a phone in a call', many.doubled + few.doubled, 'calls', { atMost: 0 }),
  ];
}
