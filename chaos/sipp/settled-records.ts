import type { ClusterFile } from '../../deploy/cluster/cluster-file.ts';
import type { RecordReply } from '../../ops/live/answers.ts';
import { Regions } from '../../ops/projector/regions.ts';
import { type CheckFindings, checkRecords } from '../../ops/records/check.ts';
import { connectEngines } from '../../platform/embedded/client.ts';
import type { PopulationPorts } from '../../population/ports.ts';
import { readRecords } from './console.ts';

const settleWithinMs = 15_000;
const lookEveryMs = 300;
const catchUpMs = 30_000;
const openLimitMs = 120_000;

/**
 * The records since `fromMs`, once every call asked for has one that is ended or time is up, and what the check
 * of all records finds.
 */
export async function settledRecords(
  cluster: ClusterFile,
  ports: PopulationPorts,
  wanted: { readonly fromMs: number; readonly sipCallIds: readonly string[] },
): Promise<{
  readonly records: RecordReply[];
  /** What `records check` found, with a few examples of each fault. */
  readonly checked: CheckFindings;
}> {
  const { timers } = ports;
  let records: RecordReply[] = [];
  for (let waitedMs = 0; waitedMs < settleWithinMs; waitedMs += lookEveryMs) {
    await new Promise<void>((resolve) => timers.after(lookEveryMs, resolve));
    records = await readRecords(cluster.console, wanted.fromMs);
    const ended = new Set(
      records.filter(({ endedAt }) => endedAt !== null).map(({ sipCallId }) => sipCallId),
    );
    if (wanted.sipCallIds.every((sipCallId) => ended.has(sipCallId))) break;
  }
  const engines = connectEngines(cluster.engines.socketFolder, ports);
  try {
    const regions = new Regions(cluster.sites.map(({ id }) => id));
    const checked = await checkRecords({ ...engines, ...ports, regions }, { waitMs: catchUpMs, openLimitMs });
    return { records, checked };
  } finally {
    await engines.close();
  }
}
