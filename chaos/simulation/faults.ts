import type { Random } from '../../kernel/ports/random.ts';
import { drawBetween, drawOne } from '../../population/callers/draw.ts';
import type { Excuse } from '../checkers/seen-calls.ts';
import type { SimulatedCluster } from './cluster.ts';
import { smooth } from './terrain.ts';

/** One thing that goes wrong, and is well again after a while. Times are ms of the run. */
export interface Fault {
  readonly kind: FaultKind;
  /** Empty where all are concerned. */
  readonly site: string;
  readonly atMono: number;
  readonly untilMono: number;
}

export type FaultKind =
  /** `kill -9` of a site's processes, or of one of them. */
  | 'kill'
  | 'kill-node'
  | 'kill-router'
  /** The host goes dark: nobody is told. */
  | 'power-off'
  /** SIGSTOP to the site's processes. */
  | 'freeze'
  /** The site's packets are dropped. */
  | 'isolate'
  /** The streams between the site and the others break once. */
  | 'links-break'
  /** Datagrams everywhere are lost, late and repeated. */
  | 'rough-network';

/**
 * How long after it a call may still come to harm: 1 s after a crash, 1.5 s after a freeze or silence
 * (mission H2), and a host without power is silence. What only makes the network worse excuses no loss.
 */
const graceMs: Readonly<Record<FaultKind, number | undefined>> = {
  kill: 1000,
  'kill-node': 1000,
  'kill-router': 1000,
  'power-off': 1500,
  freeze: 1500,
  isolate: 1500,
  'links-break': undefined,
  'rough-network': undefined,
};

export const faultKinds = Object.keys(graceMs) as readonly FaultKind[];

export function excuseOf({ kind, atMono, untilMono }: Fault): Excuse {
  const grace = graceMs[kind];
  if (grace !== undefined) {
    return {
      what: kind,
      fromMono: atMono,
      offeredUntilMono: atMono + grace,
      outcomes: ['failed', 'cut', 'no-audio'],
    };
  }
  // A BYE that is lost and repeated leaves half a second of silence.
  const outcomes = kind === 'rough-network' ? (['no-audio'] as const) : [];
  return { what: kind, fromMono: atMono, offeredUntilMono: untilMono, outcomes };
}

/** How bad it is while the network is rough. */
const rough = { lost: 0.02, repeated: 0.02, late: 0.05, lateMs: 150 };

/** One fault after the other: never more than one site is away at a time. */
export function drawFaults(random: Random, sites: readonly string[], runMs: number): Fault[] {
  const faults: Fault[] = [];
  let atMono = drawBetween(random, 5000, 20_000);
  while (atMono < runMs - 10_000) {
    const kind = drawOne(random, faultKinds);
    const lastsMs = kind === 'links-break' ? 0 : drawBetween(random, 1000, 25_000);
    const untilMono = Math.min(runMs, Math.round(atMono + lastsMs));
    const site = kind === 'rough-network' ? '' : drawOne(random, sites);
    faults.push({ kind, site, atMono: Math.round(atMono), untilMono });
    atMono = untilMono + drawBetween(random, 5000, 20_000);
  }
  return faults;
}

/** Lets the faults happen, each at its time. */
export function schedule(cluster: SimulatedCluster, faults: readonly Fault[]): void {
  const nowMono = cluster.time.monoMs();
  for (const { kind, site, atMono, untilMono } of faults) {
    const { begin, end } = effects[kind];
    cluster.time.after(atMono - nowMono, () => begin(cluster, site));
    if (end) cluster.time.after(untilMono - nowMono, () => end(cluster, site));
  }
}

type Act = (cluster: SimulatedCluster, site: string) => void;

const effects: Readonly<Record<FaultKind, { readonly begin: Act; readonly end?: Act }>> = {
  kill: {
    begin: (cluster, site) => cluster.kill(site),
    end: (cluster, site) => cluster.restart(site),
  },
  'kill-node': {
    begin: (cluster, site) => cluster.kill(site, ['node']),
    end: (cluster, site) => cluster.restart(site),
  },
  'kill-router': {
    begin: (cluster, site) => cluster.kill(site, ['router']),
    end: (cluster, site) => cluster.restart(site),
  },
  'power-off': {
    begin: (cluster, site) => cluster.powerOff(site),
    end: (cluster, site) => cluster.restart(site),
  },
  freeze: {
    begin: (cluster, site) => cluster.freeze(site),
    end: (cluster, site) => cluster.thaw(site),
  },
  isolate: {
    begin: (cluster, site) => cluster.isolate(site),
    end: (cluster, site) => cluster.rejoin(site),
  },
  'links-break': { begin: (cluster, site) => cluster.breakLinks(site) },
  'rough-network': {
    begin: (cluster) => {
      cluster.terrain.roughness = rough;
    },
    end: (cluster) => {
      cluster.terrain.roughness = smooth;
    },
  },
};
