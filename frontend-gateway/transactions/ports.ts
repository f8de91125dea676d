import type { Facts } from '../../kernel/event/fact.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { Decide } from '../../kernel/transaction/transaction.ts';
import type { placeWrite } from '../../kernel/transaction/twins.ts';
import type { BackendHealth } from '../backend/health.ts';
import type { BackendClient } from '../backend/port.ts';
import type { Journal } from '../journal/port.ts';
import type { GatewayCounts } from '../metrics.ts';
import type { Slots } from './slots.ts';

/** All that the gateway's part for writes stands on; a simulation brings its own of each. */
export interface TransactionPorts {
  readonly journal: Journal;
  readonly client: BackendClient;
  readonly health: BackendHealth;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly hash: Hash;
  readonly facts: Facts;
  readonly counts: GatewayCounts;
  /** The two decisions of the kernel. Replaced only by a simulation that wants to see a fault found. */
  readonly decide: Decide;
  readonly place: typeof placeWrite;
  /** How many inquiries may be out at once. */
  readonly inquiries: Slots;
}

/** Who this gateway is. */
export interface GatewayIdentity {
  readonly region: string;
  /** `gateway-1` */
  readonly gateway: string;
  /** `gateway-1/12-7k2f`: name and boot; what it owns in the journal carries it. */
  readonly owner: string;
}
