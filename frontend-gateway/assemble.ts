import type { Facts } from '../kernel/event/fact.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Hash } from '../kernel/ports/hash.ts';
import type { Metrics } from '../kernel/ports/metrics.ts';
import type { Timers } from '../kernel/ports/timers.ts';
import { type BreakerLimits, usualLimits } from '../kernel/transaction/breaker.ts';
import type { BusinessType } from '../kernel/transaction/business.ts';
import { type Decide, decideTransaction } from '../kernel/transaction/transaction.ts';
import { placeWrite } from '../kernel/transaction/twins.ts';
import { BackendHealth } from './backend/health.ts';
import type { BackendClient } from './backend/port.ts';
import type { Journal } from './journal/port.ts';
import type { Membership } from './membership.ts';
import { type GatewayCounts, gatewayCounts } from './metrics.ts';
import { Queries } from './queries.ts';
import { BusinessService } from './service.ts';
import type { GatewayIdentity, TransactionPorts } from './transactions/ports.ts';
import { TransactionRegister } from './transactions/register.ts';
import { Settling } from './transactions/settling.ts';
import { Slots } from './transactions/slots.ts';

/** What a gateway stands on; a simulation brings its own of each. */
export interface GatewayPorts {
  readonly journal: Journal;
  readonly client: BackendClient;
  readonly membership: Membership;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly hash: Hash;
  readonly facts: Facts;
  readonly metrics: Metrics;
  /** The kernel's, unless a simulation wants to see a fault found. */
  readonly decide?: Decide;
  readonly place?: typeof placeWrite;
}

export interface GatewayOptions extends GatewayIdentity {
  readonly backends: readonly string[];
  readonly shareKeys: boolean;
  readonly types: readonly BusinessType[];
  readonly health: {
    readonly probeEveryMs: number;
    readonly probeTimeoutMs: number;
    readonly steadyAfterMs: number;
    readonly slowMs: number;
  };
  readonly limits: {
    readonly inHandMax: number;
    readonly inquiriesMax: number;
    readonly deadlineMsMax: number;
  };
  readonly hedgeAfterMs: number;
}

export interface GatewayCore {
  readonly service: BusinessService;
  readonly register: TransactionRegister;
  readonly settling: Settling;
  readonly health: BackendHealth;
  readonly counts: GatewayCounts;
}

/** Wires the gateway's parts that touch no machine: the same in a process and in a simulation. */
export function assembleGateway(ports: GatewayPorts, options: GatewayOptions): GatewayCore {
  const { journal, client, clock, timers, hash, facts, metrics } = ports;
  const counts = gatewayCounts(metrics);
  const breaker: BreakerLimits = { ...usualLimits, slowMs: options.health.slowMs };
  const { backends, shareKeys } = options;
  const health = new BackendHealth(
    { ...options.health, backends, shareKeys, breaker },
    client,
    clock,
    timers,
  );
  const parts: TransactionPorts = {
    journal,
    client,
    health,
    clock,
    timers,
    hash,
    facts,
    counts,
    decide: ports.decide ?? decideTransaction,
    place: ports.place ?? placeWrite,
    inquiries: new Slots(options.limits.inquiriesMax),
  };
  const { region, gateway, owner } = options;
  const register = new TransactionRegister(
    parts,
    { region, gateway, owner },
    ports.membership,
    options.limits,
  );
  const settling = new Settling(register, parts);
  const service = new BusinessService({
    register,
    queries: new Queries({ client, health, clock, timers, counts }, options.hedgeAfterMs),
    journal,
    clock,
    counts,
    types: new Map(options.types.map((type) => [type.name, type])),
    deadlineMsMax: options.limits.deadlineMsMax,
  });
  measure(metrics, register, health);
  return { service, register, settling, health, counts };
}

function measure(metrics: Metrics, register: TransactionRegister, health: BackendHealth): void {
  metrics.gauge('tandem_gateway_in_hand', 'Transactions in hand', () => register.size);
  metrics.gauge('tandem_gateway_pending', 'Of those, in doubt with nobody waiting', () => {
    return register.pending().length;
  });
  metrics.gauge('tandem_gateway_backend_usable', 'Back-ends whose breaker is closed', () =>
    health.report().map(({ id, breaker }) => ({
      value: breaker === 'closed' ? 1 : 0,
      labels: { backend: id },
    })),
  );
}
