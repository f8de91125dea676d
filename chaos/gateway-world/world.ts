import { MemoryJournal } from '../../frontend-gateway/journal/memory-journal.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { type BusinessType, canonicalJson } from '../../kernel/transaction/business.ts';
import { Refusal } from '../../kernel/transaction/refusal.ts';
import { CommitInDoubt, EngineAway } from '../../platform/engine-errors.ts';
import { customerIdOf } from '../../population/customers/people.ts';
import { findingsHold, judgeLedgers, type LedgerFindings, type Told } from '../checkers/ledgers.ts';
import { OrderWatch } from './order-watch.ts';
import type { Rules } from './rules.ts';
import { SimulatedBackend } from './simulated-backend.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { type NetworkFaults, simulatedClient } from './simulated-network.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly rules: Rules;
  /** How long askers ask and faults happen, ms of virtual time. */
  readonly troubleMs: number;
  readonly hash: Hash;
}

export interface WorldReport {
  readonly holds: boolean;
  readonly findings: LedgerFindings;
  /** Journal rows that were open when all was well again. */
  readonly leftOpen: number;
  /** Rows that say otherwise than the ledgers. */
  readonly journalWrong: readonly string[];
  /** Writes applied where an earlier one of the same customer, answered `done`, was not known yet. */
  readonly outOfOrder: readonly string[];
  /** Entries that met a key which was done or sealed where they arrived. */
  readonly conflicts: number;
  readonly faults: number;
}

const types: readonly BusinessType[] = [
  { name: 'deposit', mode: 'write', inDoubt: 'repeat', deadlineMs: 1000, payloadBytesMax: 1000 },
  { name: 'transfer', mode: 'write', inDoubt: 'inquire', deadlineMs: 1000, payloadBytesMax: 1000 },
];

/** How long everything is well at the end, for replication, settling and take-over to finish. */
const peaceMs = 25_000;

/**
 * Two gateways, two back-ends, one journal, askers, and trouble: on virtual time, from one seed. All of
 * it is the real code but for the network, the disks and the journal's storage.
 */
export class GatewayWorld {
  readonly #options: WorldOptions;
  readonly #time = new SimulatedTime();
  readonly #random: SimulatedRandom;
  readonly #journal = new MemoryJournal();
  readonly #backends: ReadonlyMap<string, SimulatedBackend>;
  readonly #network: NetworkFaults;
  readonly #gateways: SimulatedGateway[] = [];
  readonly #stoppedSinceMs = new Map<string, number>();
  readonly #told: Told[] = [];
  readonly #order: OrderWatch;
  #boots = 0;
  #keys = 0;
  #faults = 0;
  #journalAway = false;
  #peace = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = new SimulatedRandom(options.seed);
    const random = this.#random;
    const a = new SimulatedBackend('a', 'b', this.#time, random);
    const b = new SimulatedBackend('b', 'a', this.#time, random);
    this.#backends = new Map([
      ['a', a],
      ['b', b],
    ]);
    this.#order = new OrderWatch(this.#backends);
    for (const backend of [a, b]) backend.onApplied = (entry) => this.#order.applied(entry);
    this.#time.every(100, () => {
      a.fetchFrom(b);
      b.fetchFrom(a);
    });
    this.#network = {
      lostRequests: random.unit() * 0.03,
      lostAnswers: random.unit() * 0.03,
      lateRequests: random.unit() * 0.03,
      repeatedRequests: random.unit() * 0.02,
    };
    this.#journal.around = (call) => this.#aroundJournal(call);
    for (const name of ['g1', 'g2']) this.#gateways.push(this.#boot(name));
  }

  async run(): Promise<WorldReport> {
    await this.#time.runAsync(500);
    this.#later(() => this.#ask(), 15);
    this.#later(() => this.#trouble(), 700);
    await this.#time.runAsync(this.#options.troubleMs);
    this.#makePeace();
    await this.#time.runAsync(peaceMs);
    return this.#judge();
  }

  /** Again and again, about every `meanMs`, until peace. */
  #later(act: () => void, meanMs: number): void {
    this.#time.after(this.#random.unit() * 2 * meanMs, () => {
      if (this.#peace) return;
      act();
      this.#later(act, meanMs);
    });
  }

  #ask(): void {
    const key = `k${++this.#keys}`;
    const gateway = this.#pick(this.#gateways);
    const deadlineMs = 100 + this.#random.unit() * 900;
    const type = this.#pick(types);
    const customer = customerIdOf(Math.floor(this.#random.unit() * 12));
    const to = customerIdOf(20 + Math.floor(this.#random.unit() * 12));
    const fen = 1 + Math.floor(this.#random.unit() * 3_000_000);
    const payload = canonicalJson(type.name === 'transfer' ? { to, fen } : { fen })!;
    const request = { type, customer, key, payload, asker: 'sim', callId: '', deadlineMs };
    this.#submit(gateway, request);
    if (this.#random.unit() < 0.05) {
      const lateMs = this.#random.unit() * 1500;
      this.#time.after(lateMs, () => this.#submit(this.#pick(this.#gateways), request));
    }
  }

  #submit(gateway: SimulatedGateway, request: Parameters<SimulatedGateway['submit']>[0]): void {
    const { key } = request;
    if (gateway.dead) return;
    const at = this.#told.push({ key, state: 'nothing' }) - 1;
    gateway.submit(request).then(
      (answer) => {
        this.#told[at] = { key, state: answer.state };
        if (answer.state === 'done') this.#order.answeredDone(key);
        // A repeat of a settled or pending key, later: it must be told the same, or how it ended.
        if (answer.state === 'pending' || this.#random.unit() < 0.02) {
          const laterMs = 2000 + this.#random.unit() * 5000;
          this.#time.after(laterMs, () => this.#submit(this.#pick(this.#gateways), request));
        }
      },
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        this.#told[at] = { key, state: 'refused' };
      },
    );
  }

  #trouble(): void {
    this.#faults += 1;
    const backend = this.#pick([...this.#backends.values()]);
    const forMs = 200 + this.#random.unit() * 3000;
    const kinds: readonly (() => void)[] = [
      () =>
        this.#for(
          forMs,
          () => backend.crash(),
          () => backend.restart(),
        ),
      () =>
        this.#for(
          forMs,
          () => this.#freeze(backend),
          () => backend.thaw(),
        ),
      () =>
        this.#for(
          forMs * 2,
          () => this.#breakReplication(backend),
          () => this.#mendReplication(backend),
        ),
      () =>
        this.#for(
          forMs * 2,
          () => this.#fence(backend),
          () => this.#restore(backend),
        ),
      () =>
        this.#for(
          forMs,
          () => this.#killGateway(),
          () => this.#restartGateways(),
        ),
      () =>
        this.#for(
          forMs,
          () => this.#stopGateway(),
          () => this.#resumeGateways(),
        ),
      () =>
        this.#for(
          forMs / 3,
          () => this.#setJournalAway(true),
          () => this.#setJournalAway(false),
        ),
    ];
    this.#pick(kinds)();
  }

  #for(ms: number, begin: () => void, end: () => void): void {
    begin();
    this.#time.after(ms, end);
  }

  #freeze(backend: SimulatedBackend): void {
    if (backend.up) backend.frozen = true;
  }

  #breakReplication(backend: SimulatedBackend): void {
    backend.replicationBroken = true;
    backend.replicationLagMs = this.#random.unit() * 2000;
  }

  #mendReplication(backend: SimulatedBackend): void {
    backend.replicationBroken = false;
    backend.replicationLagMs = 100;
  }

  #fence(backend: SimulatedBackend): void {
    if (!backend.up || backend.frozen) return;
    this.#order.fenced(backend.id);
    void backend.serve((ledger) => ({ verdict: 'fenced', record: ledger.fence('sim', 'trouble') }));
  }

  #restore(backend: SimulatedBackend): void {
    void backend.serve((ledger) => ({ verdict: 'restored', record: ledger.restore('sim', 'over') }));
  }

  #killGateway(): void {
    const gateway = this.#pick(this.#gateways);
    gateway.kill();
  }

  #restartGateways(): void {
    for (const [index, gateway] of this.#gateways.entries()) {
      if (gateway.dead) this.#gateways[index] = this.#boot(gateway.name);
    }
  }

  #stopGateway(): void {
    const gateway = this.#pick(this.#gateways);
    gateway.stop();
    this.#stoppedSinceMs.set(gateway.owner, this.#time.monoMs());
  }

  #resumeGateways(): void {
    for (const gateway of this.#gateways) {
      this.#stoppedSinceMs.delete(gateway.owner);
      if (gateway.stopped) gateway.resume();
    }
  }

  #setJournalAway(away: boolean): void {
    this.#journalAway = away;
  }

  #boot(name: string): SimulatedGateway {
    const { hash, rules } = this.#options;
    this.#boots += 1;
    return new SimulatedGateway(name, this.#boots, {
      time: this.#time,
      journal: this.#journal,
      client: simulatedClient(this.#backends, this.#network, rules.seals, this.#time, this.#random),
      hash,
      rules,
      tell: () => {},
      standing: (owner) => this.#standing(owner),
    });
  }

  /** As leases tell it: a gateway that has been silent for a second is taken for dead, rightly or not. */
  #standing(owner: string): 'alive' | 'dead' {
    const gateway = this.#gateways.find((each) => each.owner === owner);
    if (!gateway || gateway.dead) return 'dead';
    const since = this.#stoppedSinceMs.get(owner);
    return since !== undefined && this.#time.monoMs() - since > 1000 ? 'dead' : 'alive';
  }

  async #aroundJournal<T>(call: () => T): Promise<T> {
    const random = this.#random;
    await this.#pause(0.3 + random.unit());
    if (this.#journalAway || (!this.#peace && random.unit() < 0.005))
      throw new EngineAway('sql', 'simulated');
    const result = call();
    const inDoubt = !this.#peace && random.unit() < 0.005;
    await this.#pause(0.3 + random.unit());
    if (inDoubt || this.#journalAway) throw new CommitInDoubt('simulated');
    return result;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#time.after(ms, resolve));
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.unit() * from.length)]!;
  }

  #makePeace(): void {
    this.#peace = true;
    this.#journalAway = false;
    Object.assign(this.#network, { lostRequests: 0, lostAnswers: 0, lateRequests: 0, repeatedRequests: 0 });
    for (const backend of this.#backends.values()) {
      backend.restart();
      backend.thaw();
      this.#mendReplication(backend);
      this.#restore(backend);
    }
    this.#restartGateways();
    this.#resumeGateways();
  }

  #judge(): WorldReport {
    const ledgers = new Map([...this.#backends].map(([id, backend]) => [id, backend.entries()]));
    const findings = judgeLedgers(this.#told, ledgers);
    const applied = new Set([...ledgers.values()].flat().map((entry) => entry.key));
    const rows = this.#journal.all();
    const leftOpen = rows.filter((row) => row.outcome === undefined).length;
    const journalWrong = rows
      .filter((row) => row.outcome && (row.outcome.state === 'done') !== applied.has(row.key))
      .map((row) => row.key);
    const conflicts = [...this.#backends.values()].reduce((sum, { ledger }) => sum + ledger.conflicts, 0);
    const outOfOrder = this.#order.violations;
    const clean = leftOpen === 0 && journalWrong.length === 0 && outOfOrder.length === 0 && conflicts === 0;
    const holds = clean && findingsHold(findings) && findings.notTwins.length === 0;
    return { holds, findings, leftOpen, journalWrong, outOfOrder, conflicts, faults: this.#faults };
  }
}
