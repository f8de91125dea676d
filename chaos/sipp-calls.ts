import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterConfig, readClusterConfig } from '../deploy/cluster/cluster-config.ts';
import type { ClusterFile } from '../deploy/cluster/cluster-file.ts';
import { parseAddress } from '../kernel/ports/datagram.ts';
import { Caller } from '../population/callers/caller.ts';
import type { CallerReport } from '../population/callers/caller-report.ts';
import { drawAni } from '../population/callers/draw.ts';
import { openLine } from '../population/callers/line.ts';
import type { PopulationPorts } from '../population/ports.ts';
import { judgeSippCalls, type SippCallsSeen } from './checkers/sipp-calls.ts';
import type { AgentPhones, PhonesKind } from './sipp/agent-phones.ts';
import { untilAgentsReady } from './sipp/console.ts';
import { settledRecords } from './sipp/settled-records.ts';
import { callWithSipp, type SippCallerKind } from './sipp/sipp-callers.ts';
import { openSippPhones } from './sipp/sipp-phones.ts';
import { openWatchedPhones } from './sipp/watched-phones.ts';
import type { Verdict } from './verdict.ts';

/**
 * Calls with SIPp at one end or both, against a cluster that was started with its own phones off. Who counts
 * the audio: simulated phones or callers by the call, at SIPp's echo; two SIPps in total, each way.
 */
export interface SippOptions {
  readonly callers: SippCallerKind | 'simulated';
  readonly calls: number;
  /** Per second. */
  readonly rate: number;
  readonly talkMs: number;
  /** 4001 unless set. */
  readonly dnis?: string;
}

const readyWithinMs = 30_000;
const queue = 'sales';

/** A cluster for SIPp: no greeting, nobody else's phones or callers, hardly any after-call work. */
export function clusterForSipp(agentsPerSite: number): ClusterConfig {
  const config = readClusterConfig(undefined, { traffic: 'off', phones: 'off', agents: agentsPerSite });
  return { ...config, treatment: { ...config.treatment, greetingMs: 'off' }, wrapUpMs: 200 };
}

/** Phones of all agents of the cluster; resolves once every agent is ready. */
export async function openPhones(
  kind: PhonesKind,
  ports: PopulationPorts,
  cluster: ClusterFile,
): Promise<AgentPhones> {
  const agents = cluster.sites.flatMap((site) => site.agents);
  const phones =
    kind === 'sipp' ? await openSippPhones(agents, ports.timers) : await openWatchedPhones(agents, ports);
  try {
    const wanted = { queue, agents: agents.length, withinMs: readyWithinMs };
    await untilAgentsReady(cluster.console, wanted, ports.timers);
    return phones;
  } catch (error) {
    await phones.close();
    throw error;
  }
}

/** Opens the phones, calls, judges, closes the phones. */
export async function runSippCallers(
  ports: PopulationPorts,
  cluster: ClusterFile,
  options: SippOptions & { readonly phones: PhonesKind },
  told: (sentence: string) => void = () => {},
): Promise<Verdict> {
  const agents = cluster.sites.reduce((sum, site) => sum + site.agents.length, 0);
  told(`registering ${agents} phones (${options.phones})`);
  const phones = await openPhones(options.phones, ports, cluster);
  try {
    return await runSippCalls(ports, cluster, phones, options, told);
  } finally {
    await phones.close();
  }
}

/** Calls and judges; the phones stay. */
export async function runSippCalls(
  ports: PopulationPorts,
  cluster: ClusterFile,
  phones: AgentPhones,
  options: SippOptions,
  told: (sentence: string) => void = () => {},
): Promise<Verdict> {
  if (options.callers === 'stock' && phones.kind === 'sipp')
    throw new Error('two SIPps that both echo say nothing to each other; choose callers with a voice');
  const fromMs = ports.clock.wallMs() - 1000;
  const before = {
    heard: phones.heard.length,
    skipped: phones.skippedFrames,
    echoed: await phones.echoedPackets(),
  };
  told(`${options.calls} calls at ${options.rate}/s (${options.callers})`);
  const calls =
    options.callers === 'simulated'
      ? await callSimulated(ports, cluster, options)
      : await callBySipp(ports, cluster, { ...options, callers: options.callers });
  const echoed = (await phones.echoedPackets()) - before.echoed;
  told('reading the records');
  const settled = await settledRecords(cluster, ports, { fromMs, sipCallIds: calls.sipCallIds });
  const watched = phones.kind === 'simulated';
  return judgeSippCalls({
    ...calls,
    ...settled,
    name: `sipp-${options.callers}-to-${phones.kind}`,
    offered: options.calls,
    ...(watched && {
      counted: options.callers === 'voice' ? ('one-way' as const) : ('round' as const),
      audio: phones.heard.slice(before.heard),
      skippedFrames: phones.skippedFrames - before.skipped,
    }),
    totals: watched ? calls.totals : [...calls.totals, { way: 'caller to agent' as const, packets: echoed }],
    complaint: [calls.complaint, phones.complaints()].filter((text) => text !== '').join(' '),
  });
}

type CallsSeen = Omit<SippCallsSeen, 'name' | 'offered' | 'records' | 'checked'>;

async function callBySipp(
  { timers }: PopulationPorts,
  cluster: ClusterFile,
  options: SippOptions & { readonly callers: SippCallerKind },
): Promise<CallsSeen> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sipp-'));
  const { callers: kind, calls, rate, talkMs, dnis = '4001' } = options;
  const to = cluster.routers[0]!.sip;
  const end = await callWithSipp({ kind, to, dnis, calls, rate, talkMs, folder }, timers);
  rmSync(folder, { recursive: true, force: true });
  const { successful, failed } = end.counts;
  return {
    successful,
    failed: failed + (end.exitCode === 0 || failed > 0 ? 0 : 1),
    sipCallIds: end.sipCallIds,
    counted: 'none',
    audio: [],
    totals: end.packetsCame < 0 ? [] : [{ way: 'agent to caller', packets: end.packetsCame }],
    skippedFrames: 0,
    complaint: end.complaint,
  };
}

async function callSimulated(
  ports: PopulationPorts,
  cluster: ClusterFile,
  options: SippOptions,
): Promise<CallsSeen> {
  const line = await openLine(ports, { host: '127.0.0.1', portMin: 42_000, portMax: 59_999, warmPorts: 64 });
  const to = [parseAddress(cluster.routers[0]!.sip)!];
  const times = { talkMs: options.talkMs, patienceMs: 60_000, silenceMs: 2000, deadAirMs: 3000 };
  const reports = await new Promise<readonly CallerReport[]>((resolve) => {
    const ended: CallerReport[] = [];
    const call = () => {
      const plan = { ...times, dnis: options.dnis ?? '4001', ani: drawAni(ports.random), to };
      const caller = new Caller(line, plan, (report) => {
        ended.push(report);
        if (ended.length === options.calls) resolve(ended);
      });
      caller.start();
    };
    for (let number = 0; number < options.calls; number++)
      ports.timers.after((number * 1000) / options.rate, call);
  });
  const { skippedFrames } = line.voices;
  await line.close();
  const faults = reports.filter((report) => report.outcome !== 'answered');
  return {
    successful: reports.length - faults.length,
    failed: faults.length,
    sipCallIds: reports.map((report) => report.sipCallId),
    counted: 'round',
    audio: reports.map(({ plan, talkedMs, audio }) => ({
      who: plan.ani,
      talkMs: talkedMs,
      receivedPackets: audio?.packetsSinceTone ?? 0,
      sentPackets: audio?.sentPackets ?? 0,
    })),
    totals: [],
    skippedFrames,
    complaint: faults
      .slice(0, 3)
      .map(({ outcome, reason }) => `${outcome} (${reason})`)
      .join(', '),
  };
}
