import type { AgentFact, Event } from '../../kernel/event/fact.ts';
import { changePointOf } from '../../kernel/record/agent-interval.ts';
import { contactOf, isCall, isDecision } from '../../kernel/record/contact.ts';
import { Heard } from '../../kernel/record/heard.ts';
import { LossBook, lossKey, type ProcessLoss } from '../../kernel/record/process-loss.ts';
import type { SqlTransaction } from '../../platform/sql/port.ts';
import { AgentShelf, type AgentTail, reachesBeyond, readIntervals, weave } from './agent-shelf.ts';
import { CallShelf, type ShelvedCall, type Told, withFacts } from './call-shelf.ts';
import type { Regions } from './regions.ts';
import { contactRowsOf, factRowOf, intervalRowOf, lossOfRow, lossRowOf } from './rows.ts';
import { upsert } from './table.ts';
import { type HeardRow, type IntervalRow, type LossRow, tables } from './tables.ts';
import type { Taken } from './topics.ts';

/** Boots whose events are remembered without asking SQL. */
const boots_max = 10_000;

/**
 * One batch of the log becomes rows, within one transaction. Nothing outside the transaction changes
 * until `commit` is called on what it returns: the transaction may run several times, or fail.
 */
export class Projection {
  readonly #regions: Regions;
  readonly #calls: CallShelf;
  readonly #agents = new AgentShelf();
  #heard = new Map<string, Heard>();
  #losses: LossBook | undefined;

  constructor(regions: Regions, callsAtHand: number) {
    this.#regions = regions;
    this.#calls = new CallShelf(callsAtHand);
  }

  /** Somebody else wrote, or nobody knows whether we did: what is at hand is worth nothing. */
  forget(): void {
    this.#calls.clear();
    this.#agents.clear();
    this.#heard.clear();
    this.#losses = undefined;
  }

  async apply(tx: SqlTransaction, taken: readonly Taken[]): Promise<Applied> {
    const losses = await this.#book(tx);
    const findings = taken.flatMap((each) => (each.kind === 'loss' ? [each.loss] : []));
    for (const finding of findings) losses.enter(finding);
    const { fresh, heard, repeats } = await this.#dropRepeats(tx, taken);

    const calls = await this.#applyToCalls(tx, fresh, findings, losses);
    const agents = await this.#applyToAgents(tx, fresh, findings, losses);
    await upsert(
      tx,
      tables.loss,
      findings.map((loss) => lossRowOf(this.#regions.ofProcess(loss.process), loss)),
    );
    return {
      facts: fresh.length,
      repeats,
      calls: calls.kept.length,
      leftOut: calls.leftOut,
      commit: () => {
        this.#losses = losses;
        const others = this.#heard.size < boots_max ? this.#heard : [];
        this.#heard = new Map([...others, ...heard]);
        this.#calls.keep(calls.kept);
        this.#agents.keep(agents);
      },
    };
  }

  /** A copy, so that a transaction that fails leaves no trace. */
  async #book(tx: SqlTransaction): Promise<LossBook> {
    const book = new LossBook();
    if (this.#losses) {
      for (const finding of this.#losses.findings()) book.enter(finding);
      return book;
    }
    const rows = await tx.query<LossRow>('SELECT * FROM process_loss WHERE region = ANY($1)', [
      this.#regions.all,
    ]);
    for (const row of rows) book.enter(lossOfRow(row));
    return book;
  }

  /** Exact, by id, over all topics and partitions; what was heard is kept in the same transaction. */
  async #dropRepeats(tx: SqlTransaction, taken: readonly Taken[]) {
    const events = taken.flatMap((each) => (each.kind === 'event' ? [each.event] : []));
    const heard = await this.#loadHeard(tx, events);
    const fresh = events.filter((event) => heard.get(bootKey(event))!.take(event.id.sequence));
    const rows: HeardRow[] = [...heard].map(([key, each]) => {
      const [process = '', boot = ''] = key.split('/');
      const region = this.#regions.ofProcess(process);
      return { region, process, boot, through: each.through, beyond: each.beyond };
    });
    if (fresh.length > 0) await upsert(tx, tables.heard, rows);
    return { fresh, heard, repeats: events.length - fresh.length };
  }

  async #loadHeard(tx: SqlTransaction, events: readonly Event[]): Promise<Map<string, Heard>> {
    const heard = new Map<string, Heard>();
    const missing = new Map<string, Event>();
    for (const event of events) {
      const known = this.#heard.get(bootKey(event));
      if (known) heard.set(bootKey(event), known.copy());
      else missing.set(bootKey(event), event);
    }
    if (missing.size === 0) return heard;
    const rows = await tx.query<HeardRow>(
      'SELECT * FROM heard WHERE region = ANY($1) AND process = ANY($2) AND boot = ANY($3)',
      [
        this.#regions.all,
        [...missing.values()].map((event) => event.id.process),
        [...missing.values()].map((event) => event.id.boot),
      ],
    );
    for (const key of missing.keys()) heard.set(key, new Heard());
    for (const row of rows) {
      const key = `${row.process}/${row.boot}`;
      if (missing.has(key)) heard.set(key, new Heard(row.through!, row.beyond as [number, number][]));
    }
    return heard;
  }

  async #applyToCalls(
    tx: SqlTransaction,
    fresh: readonly Event[],
    findings: readonly ProcessLoss[],
    losses: LossBook,
  ): Promise<{ readonly kept: ShelvedCall[]; readonly leftOut: number }> {
    const added = new Map<string, Told[]>();
    for (const callId of await this.#callsOfLost(tx, findings)) added.set(callId, []);
    for (const event of fresh) {
      if (!isCall(event) && !isDecision(event)) continue;
      const known = added.get(event.fact.callId);
      if (known) known.push(event);
      else added.set(event.fact.callId, [event]);
    }
    if (added.size === 0) return { kept: [], leftOut: 0 };
    const before = await this.#calls.load(tx, this.#regions.all, [...added.keys()]);
    const changed = [...before.values()]
      .map((call) => withFacts(call, added.get(call.callId)!))
      .filter(({ call }) => call.events.length > 0);
    const rows = changed.map(({ call }) => {
      const record = contactOf(call.events, losses)!;
      const lastFactAt = Math.max(...call.events.map((event) => event.atMs));
      return contactRowsOf(this.#regions.ofCall(call.callId), record, lastFactAt);
    });
    await this.#takeAwayLeftOvers(
      tx,
      changed.map(({ call }) => call),
      rows,
    );
    await upsert(
      tx,
      tables.fact,
      changed.flatMap(({ news }) => news.map((event) => this.#factRow(event))),
    );
    await upsert(
      tx,
      tables.contact,
      rows.map((each) => each.contact),
    );
    await upsert(
      tx,
      tables.segment,
      rows.flatMap((each) => each.segments),
    );
    await upsert(
      tx,
      tables.leg,
      rows.flatMap((each) => each.legs),
    );
    await upsert(
      tx,
      tables.decision,
      rows.flatMap((each) => each.decisions),
    );
    const kept = changed.map(({ call }, index) => ({
      ...call,
      segmentRows: rows[index]!.segments.length,
      legRows: rows[index]!.legs.length,
    }));
    return { kept, leftOut: changed.reduce((sum, { overLimit }) => sum + overLimit, 0) };
  }

  #factRow(event: Told) {
    return factRowOf(this.#regions.ofCall(event.fact.callId), event);
  }

  /** A late fact may renumber segments: rows of the old numbers go first. */
  async #takeAwayLeftOvers(
    tx: SqlTransaction,
    calls: readonly ShelvedCall[],
    rows: readonly ReturnType<typeof contactRowsOf>[],
  ): Promise<void> {
    const stale = calls.filter((call, index) => {
      const { segments, legs } = rows[index]!;
      const grows = call.segmentRows <= segments.length && call.legRows <= legs.length;
      return call.segmentRows < 0 || !(grows && segments.length <= 1);
    });
    if (stale.length === 0) return;
    const parameters = [this.#regions.all, stale.map((call) => call.callId)];
    await tx.query('DELETE FROM leg WHERE region = ANY($1) AND call_id = ANY($2)', parameters);
    await tx.query('DELETE FROM segment WHERE region = ANY($1) AND call_id = ANY($2)', parameters);
  }

  /** Calls that a lost, or returned, process had or may have had. */
  async #callsOfLost(tx: SqlTransaction, findings: readonly ProcessLoss[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const { process, boot, site, role, lastHeardAt } of findings) {
      const rows = await tx.query<{ call_id: string }>(
        `SELECT call_id FROM contact WHERE region = ANY($1)
           AND (ended_at IS NULL OR closed_by = 'loss' OR ended_at > $6)
           AND (owner_process = $2 OR (owner_process = '' AND owner_site = $4 AND $5))
         UNION SELECT call_id FROM segment WHERE region = ANY($1)
           AND owner_process = $2 AND owner_boot = $3 AND (ended_at IS NULL OR lost)`,
        [this.#regions.all, process, boot, site, role === 'node', Math.floor(lastHeardAt)],
      );
      for (const row of rows) found.add(row.call_id);
    }
    return found;
  }

  async #applyToAgents(
    tx: SqlTransaction,
    fresh: readonly Event[],
    findings: readonly ProcessLoss[],
    losses: LossBook,
  ): Promise<AgentTail[]> {
    const added = new Map<string, Event<AgentFact>[]>();
    for (const agentId of await this.#agentsOfLost(tx, findings)) added.set(agentId, []);
    for (const event of fresh) {
      if (!isAgent(event)) continue;
      const known = added.get(event.fact.agentId);
      if (known) known.push(event);
      else added.set(event.fact.agentId, [event]);
    }
    const tails: AgentTail[] = [];
    const rows: IntervalRow[] = [];
    for (const [agentId, events] of added) {
      const points = events.map(changePointOf);
      let tail = await this.#agents.load(tx, this.#regions.all, agentId);
      if (reachesBeyond(tail, points)) {
        const intervals = await readIntervals(tx, this.#regions.all, agentId, null);
        tail = { agentId, intervals, cut: false };
      }
      const woven = weave(tail, points, losses);
      tails.push(woven.tail);
      for (const interval of woven.changed) {
        rows.push(intervalRowOf(this.#regions.ofProcess(interval.process), interval));
      }
    }
    await upsert(tx, tables.interval, rows);
    return tails;
  }

  async #agentsOfLost(tx: SqlTransaction, findings: readonly ProcessLoss[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const { process, boot, lastHeardAt } of findings) {
      const rows = await tx.query<{ agent_id: string }>(
        `SELECT DISTINCT agent_id FROM agent_interval
         WHERE region = ANY($1) AND process = $2 AND boot = $3
           AND (ended_at IS NULL OR lost OR ended_at > $4)`,
        [this.#regions.all, process, boot, Math.floor(lastHeardAt)],
      );
      for (const row of rows) found.add(row.agent_id);
    }
    return found;
  }
}

export interface Applied {
  /** Facts that were new. */
  readonly facts: number;
  readonly repeats: number;
  readonly calls: number;
  /** Facts over the limit of their call: taken, not kept. */
  readonly leftOut: number;
  /** To be called once the transaction is known to be committed. */
  commit(): void;
}

function bootKey(event: Event): string {
  return lossKey(event.id);
}

function isAgent(event: Event): event is Event<AgentFact> {
  return 'sessionEpoch' in event.fact;
}
