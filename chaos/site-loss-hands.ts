import type { ClusterFile } from '../deploy/cluster/cluster-file.ts';
import { Regions } from '../ops/projector/regions.ts';
import { checkRecords, isAllWell } from '../ops/records/check.ts';
import { askSupervisor } from '../platform/control/client.ts';
import { connectEngines, type Engines } from '../platform/embedded/client.ts';
import type { PopulationPorts } from '../population/ports.ts';
import type { RecordedCall, SiteLoss } from './checkers/site-loss.ts';
import { dropPackets } from './faults/dropped-packets.ts';
import type { SiteLossHands } from './site-loss.ts';

/** Records of lost calls are closed some seconds after their owner fell silent; a site that nobody hears ends them itself, after its limit of silence. */
const settleMs = { kill: 8000, stop: 8000, drop: 26_000 } as const;
const catchUpMs = 30_000;
const openLimitMs = 120_000;
const readyWithinMs = 20_000;
const lookEveryMs = 100;

/** Hands on one site of a running cluster: its router and its node. */
export function handsOnSite(
  ports: PopulationPorts,
  cluster: ClusterFile,
  site: string,
  how: SiteLoss['how'],
): SiteLossHands & { close(): Promise<void> } {
  const found = cluster.sites.find(({ id }) => id === site);
  if (!found)
    throw new Error(
      `the cluster has no site "${site}"; it has ${cluster.sites.map(({ id }) => id).join(', ')}`,
    );
  const { control } = cluster.up;
  const engines: Engines = connectEngines(cluster.engines.socketFolder, ports);
  const regions = new Regions(cluster.sites.map(({ id }) => id));
  const pause = (ms: number) => new Promise<void>((resolve) => ports.timers.after(ms, resolve));
  let undrop: (() => void) | undefined;
  let settledMono = 0;
  return {
    async lose() {
      if (how === 'drop') undrop = dropPackets(found.host);
      else
        await askSupervisor(control, {
          command: 'kill',
          site,
          signal: how === 'kill' ? 'SIGKILL' : 'SIGSTOP',
        });
    },
    async restore() {
      if (how === 'drop') undrop?.();
      else if (how === 'stop') await askSupervisor(control, { command: 'kill', site, signal: 'SIGCONT' });
      else await askSupervisor(control, { command: 'start', site });
      const untilMono = ports.clock.monoMs() + readyWithinMs;
      for (;;) {
        const processes = await askSupervisor(control, { command: 'status' });
        const waits = processes.filter((process) => process.site === site && process.state !== 'ready');
        if (waits.length === 0) break;
        if (ports.clock.monoMs() > untilMono)
          throw new Error(`${waits[0]!.name} did not come back; see its log`);
        await pause(lookEveryMs);
      }
      settledMono = ports.clock.monoMs() + settleMs[how];
    },
    async recordsInOrder() {
      await pause(Math.max(0, settledMono - ports.clock.monoMs()));
      const { result } = await checkRecords(
        { ...engines, ...ports, regions },
        { waitMs: catchUpMs, openLimitMs },
      );
      return isAllWell(result);
    },
    recordsOf: (sipCallIds) => readRecords(engines, regions, sipCallIds),
    async close() {
      undrop?.();
      await engines.close();
    },
  };
}

async function readRecords(
  { sql }: Engines,
  regions: Regions,
  sipCallIds: readonly string[],
): Promise<RecordedCall[]> {
  const rows = await sql.query<{ sip_call_id: string; outcome: string | null; reason: string; cut: boolean }>(
    `SELECT sip_call_id, outcome, reason, cut FROM contact
     WHERE region = ANY($1::text[]) AND sip_call_id = ANY($2::text[])`,
    [[...regions.all], [...sipCallIds]],
  );
  return rows.map((row) => ({
    sipCallId: row.sip_call_id,
    ended: row.outcome !== null,
    reason: row.reason,
    cut: row.cut,
  }));
}
