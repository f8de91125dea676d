import type { Timer } from '../../kernel/ports/timers.ts';
import type { Answer } from '../../kernel/transaction/business.ts';
import {
  begun,
  type Outcome,
  type TransactionEffect,
  type TransactionInput,
  type TransactionState,
  takenOver,
} from '../../kernel/transaction/transaction.ts';
import type { Sending } from '../../kernel/transaction/twins.ts';
import type { SubmitOutcome } from '../backend/port.ts';
import type { StepMark, TransactionRecord } from '../journal/port.ts';
import type { GatewayIdentity, TransactionPorts } from './ports.ts';

/** What is fixed about a write that a gateway has in hand. */
export interface WriteInHand {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly inDoubt: 'repeat' | 'inquire';
  readonly customer: string;
  readonly callId: string;
  readonly payload: string;
  readonly fingerprint: string;
}

/** Between two looks at a write in doubt whose asker waits. */
const lookAgainMs = 30;
/** Between two tries to write an outcome to a journal that is away. */
const settleAgainMs = 500;
const inquiryDeadlineMs = 1000;

/**
 * Carries out what the kernel's machine decides about one write: sends, inquires, journals, tells. One
 * input at a time, in the order in which they came; sends and inquiries run beside and come back as inputs.
 */
export class TransactionInHand {
  readonly write: WriteInHand;
  readonly #ports: TransactionPorts;
  readonly #self: GatewayIdentity;
  readonly #deadlineMono: number;
  #state: TransactionState;
  #epoch: number;
  #sentAtMs: number;
  #inputs: TransactionInput[] = [];
  #working = false;
  #timers = new Set<Timer>();
  #outcome: Outcome | undefined;
  #told = false;
  #ended = false;
  readonly #onOutcome: (() => void)[] = [];
  readonly #onEnd: (displaced: boolean) => void;

  private constructor(
    write: WriteInHand,
    from: { state: TransactionState; epoch: number; sentAtMs: number; deadlineMono: number },
    ports: TransactionPorts,
    self: GatewayIdentity,
    onEnd: (displaced: boolean) => void,
  ) {
    this.write = write;
    this.#state = from.state;
    this.#epoch = from.epoch;
    this.#sentAtMs = from.sentAtMs;
    this.#deadlineMono = from.deadlineMono;
    this.#ports = ports;
    this.#self = self;
    this.#onEnd = onEnd;
  }

  /** A write that the journal has just taken in; nothing has been sent. */
  static begin(
    write: WriteInHand,
    at: {
      backend: string;
      generation: number;
      epoch: number;
      deadlineMono: number;
    },
    ports: TransactionPorts,
    self: GatewayIdentity,
    onEnd: (displaced: boolean) => void,
  ): TransactionInHand {
    const { epoch, deadlineMono } = at;
    const sentAtMs = ports.clock.wallMs();
    const started = { state: begun, epoch, sentAtMs, deadlineMono };
    const inHand = new TransactionInHand(write, started, ports, self, onEnd);
    inHand.#tell('begun', '', '');
    inHand.#tell('sent', at.backend, '');
    inHand.give({ kind: 'placed', backend: at.backend, generation: at.generation });
    const leftMs = Math.max(0, deadlineMono - ports.clock.monoMs());
    inHand.#after(leftMs, () => inHand.give({ kind: 'deadline' }));
    return inHand;
  }

  /** An open write of a gateway that is gone, or of this one's earlier life: in doubt, nobody waiting. */
  static takeOver(
    record: TransactionRecord,
    epoch: number,
    ports: TransactionPorts,
    self: GatewayIdentity,
    onEnd: (displaced: boolean) => void,
  ): TransactionInHand {
    const { id, key, type, customer, callId, fingerprint, sentAtMs } = record;
    const write: WriteInHand = {
      id,
      key,
      type,
      customer,
      callId,
      fingerprint,
      payload: '',
      inDoubt: 'inquire',
    };
    const state = takenOver(record.sending);
    const started = { state, epoch, sentAtMs, deadlineMono: 0 };
    const inHand = new TransactionInHand(write, started, ports, self, onEnd);
    inHand.give({ kind: 'look' });
    return inHand;
  }

  /** In doubt with nobody waiting: what settling has to look at. */
  get isPending(): boolean {
    return this.#outcome === undefined && this.#state.phase === 'in-doubt' && this.#state.told;
  }

  /** Nothing is done about it here any more. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Where it is, or was last: for a `pending` answer. */
  get backend(): string {
    const state = this.#state;
    if (state.phase === 'begun') return state.doubt?.backend ?? '';
    return 'to' in state ? state.to.backend : state.outcome.backend;
  }

  /** Calls back once, at once if it is known already, when the outcome is. */
  whenKnown(known: () => void): void {
    if (this.#outcome || this.#ended) known();
    else this.#onOutcome.push(known);
  }

  give(input: TransactionInput): void {
    if (this.#ended) return;
    this.#inputs.push(input);
    if (!this.#working) void this.#work();
  }

  /** Nothing more is done about it here; the journal keeps it open for whoever comes next. */
  abandon(displaced: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const timer of this.#timers) timer.cancel();
    this.#onEnd(displaced);
    for (const known of this.#onOutcome.splice(0)) known();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let input = this.#inputs.shift(); input && !this.#ended; input = this.#inputs.shift()) {
      const { state, effects } = this.#ports.decide(this.#state, input, {
        view: this.#ports.health.view(),
        policy: this.write.inDoubt,
        leftMs: this.#deadlineMono - this.#ports.clock.monoMs(),
      });
      this.#state = state;
      for (const effect of effects) {
        if (this.#ended) break;
        await this.#carryOut(effect);
      }
    }
    this.#working = false;
  }

  async #carryOut(effect: TransactionEffect): Promise<void> {
    switch (effect.do) {
      case 'send':
        void this.#send(effect.to);
        return;
      case 'inquire':
        void this.#inquire(effect.at);
        return;
      case 'elsewhere':
        return this.#goElsewhere(effect.not);
      case 'note':
        return this.#note(effect);
      case 'settle':
        return this.#settle(effect.outcome);
      case 'look-later':
        if (!this.isPending) this.#after(lookAgainMs, () => this.give({ kind: 'look' }));
        return;
    }
  }

  async #send(to: Sending): Promise<void> {
    const { health, client, clock, counts } = this.#ports;
    const sentMono = clock.monoMs();
    if (!health.admit(to.backend)) {
      this.give({ kind: 'not-applied', from: to.backend, why: 'its breaker is open' });
      return;
    }
    const outcome = await client.submit({
      type: this.write.type,
      customer: this.write.customer,
      key: this.write.key,
      payload: this.write.payload,
      deadlineMs: Math.max(1, this.#deadlineMono - sentMono),
      to,
    });
    counts.sendings.add(1, { backend: to.backend, outcome: outcome.outcome });
    health.record(to.backend, outcome.outcome !== 'lost' && outcome.outcome !== 'unsent', sentMono);
    if (outcome.outcome === 'turned-away' && outcome.position) health.learn(to.backend, outcome.position);
    this.give(inputOf(to.backend, outcome));
  }

  async #inquire(at: string): Promise<void> {
    const { client, counts, inquiries } = this.#ports;
    await inquiries.with(async () => {
      if (this.#ended) return;
      const { key } = this.write;
      const outcome = await client.inquire(at, {
        key,
        sentAtMs: this.#sentAtMs,
        deadlineMs: inquiryDeadlineMs,
      });
      counts.inquiries.add(1, { backend: at, outcome: outcome.outcome });
      switch (outcome.outcome) {
        case 'done':
        case 'refused':
        case 'sealed':
          return this.give(inputOf(at, outcome));
        case 'forgotten':
          return this.give({ kind: 'inquiry-unanswered', at, why: 'it does not remember that far back' });
        default:
          return this.give({ kind: 'inquiry-unanswered', at, why: outcome.why });
      }
    });
  }

  async #goElsewhere(not: readonly string[]): Promise<void> {
    const { journal, health, place, clock } = this.#ports;
    const attempt = this.#state.phase === 'begun' ? this.#state.attempts + 1 : 1;
    try {
      const resent = await journal.resend(
        this.write.id,
        this.#epoch,
        attempt,
        (home, open) => place(this.write.customer, home, open, health.view(), not),
        this.#mark('', `not at ${not.join(', ')}`),
      );
      if (resent.outcome === 'lost') return this.abandon(true);
      if (resent.outcome === 'held') return this.give({ kind: 'held', reason: resent.reason });
      const { backend, generation } = resent.placement;
      this.#sentAtMs = clock.wallMs();
      this.#tell('sent', backend, '');
      this.give({ kind: 'placed', backend, generation });
    } catch (error) {
      this.#ports.counts.journalAway.add(1, { call: 'resend' });
      this.give({ kind: 'held', reason: `the journal is away (${sentenceOf(error)})` });
    }
  }

  /** Beside the work, because no answer waits for it; a new owner is noticed by it all the same. */
  async #note(effect: TransactionEffect & { do: 'note' }): Promise<void> {
    this.#tell(effect.step, effect.backend, effect.detail);
    const mark = this.#mark(effect.backend, effect.detail);
    this.#ports.journal.note(this.write.id, this.#epoch, effect.step, mark).then(
      (ours) => {
        if (!ours && this.#outcome === undefined) this.abandon(true);
      },
      () => this.#ports.counts.journalAway.add(1, { call: 'note' }),
    );
  }

  /** An outcome is a fact once a back-end has said it: a journal that is away delays its row, not the answer. */
  async #settle(outcome: Outcome): Promise<void> {
    const { journal, counts } = this.#ports;
    const detail = outcome.state === 'done' ? '' : `${outcome.code}: ${outcome.message}`;
    try {
      const mark = this.#mark(outcome.backend, detail);
      const ours = await journal.settle(this.write.id, this.#epoch, outcome, mark);
      if (!ours && this.#outcome === undefined) return this.abandon(true);
      this.#know(outcome, detail);
      this.abandon(false);
    } catch {
      counts.journalAway.add(1, { call: 'settle' });
      this.#know(outcome, detail);
      this.#after(settleAgainMs, () => void this.#settle(outcome));
    }
  }

  #know(outcome: Outcome, detail: string): void {
    this.#outcome = outcome;
    if (!this.#told) this.#tell(outcome.state, outcome.backend, detail);
    this.#told = true;
    for (const known of this.#onOutcome.splice(0)) known();
  }

  #tell(
    step: 'begun' | 'sent' | 'in-doubt' | 'inquired' | 'pending' | 'done' | 'failed',
    backend: string,
    detail: string,
  ) {
    const { id, type, customer, callId } = this.write;
    const shared = { transactionId: id, businessType: type, customer, callId };
    this.#ports.facts.tell({ kind: 'TransactionStepped', ...shared, step, backend, detail });
  }

  #mark(backend: string, detail: string): StepMark {
    return { gateway: this.#self.gateway, atMs: this.#ports.clock.wallMs(), backend, detail };
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#ports.timers.after(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }
}

export function answerOf(transactionId: string, outcome: Outcome): Answer {
  if (outcome.state === 'done') {
    const { backend, sequence, result } = outcome;
    return { state: 'done', transactionId, backend, sequence, result };
  }
  const { code, retriable, message } = outcome;
  return { state: 'failed', transactionId, code, retriable, message };
}

function inputOf(from: string, outcome: SubmitOutcome): TransactionInput {
  switch (outcome.outcome) {
    case 'done':
      return { kind: 'done', from: outcome.origin, sequence: outcome.sequence, result: outcome.result };
    case 'refused':
      return { kind: 'refused', from, code: outcome.code, message: outcome.message };
    case 'sealed':
      return { kind: 'sealed', from };
    case 'turned-away':
    case 'unsent':
      return { kind: 'not-applied', from, why: outcome.why };
    case 'lost':
      return { kind: 'lost', from, why: outcome.why };
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
