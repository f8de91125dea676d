import type { Fact } from '../../kernel/event/fact.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { Acd } from './acd.ts';
import type { CallEnding, DropCause, RingRequest, WaitingCall } from './edge-contract.ts';
import type { Grant, SessionGrants } from './session-grants.ts';
import type { AcdSettings, AgentSettings } from './settings.ts';

/** One site's ACD on virtual time, with an edge that only writes down what it is asked: for tests. */
export class SimulatedEdge {
  readonly time = new SimulatedTime();
  readonly facts: Fact[] = [];
  readonly changedQueues: string[] = [];
  readonly ringing = new Map<string, RingRequest>();
  readonly joined = new Map<string, string>();
  readonly ended = new Map<string, CallEnding>();
  /** Everything that the ACD asked of the edge, as short sentences, in order. */
  readonly log: string[] = [];
  readonly grants = new CountingGrants();
  readonly acd: Acd;
  /** Phones that answer in the same turn in which they ring. */
  answerAtOnce = false;
  #calls = 0;

  constructor(agents: readonly AgentSettings[], change: Partial<AcdSettings> = {}) {
    const settings: AcdSettings = {
      site: 'beijing',
      queues: [
        { name: 'sales', maxQueuedCalls: 100, wrapUpMs: 1000, ringMs: 15_000 },
        { name: 'service', maxQueuedCalls: 100, wrapUpMs: 1000, ringMs: 15_000 },
      ],
      agents,
      shortAbandonMs: 2000,
      phoneReturnMs: 20_000,
      ...change,
    };
    this.acd = new Acd({
      settings,
      incarnation: { grant: 1, boot: 1 },
      clock: this.time,
      timers: this.time,
      facts: { tell: (fact) => void this.facts.push(fact) },
      grants: this.grants,
      onQueueChanged: (queue) => void this.changedQueues.push(queue),
      phones: {
        ring: (request) => this.#ring(request),
        answer: (offerId) => void this.log.push(`answer ${offerId}`),
        drop: (offerId, cause) => this.#drop(offerId, cause),
      },
      legs: {
        join: (callId, offerId) => {
          this.joined.set(callId, offerId);
          this.log.push(`join ${callId}`);
        },
        separate: (callId) => {
          this.joined.delete(callId);
          this.log.push(`separate ${callId}`);
        },
        hold: (callId) => void this.log.push(`hold ${callId}`),
        retrieve: (callId) => void this.log.push(`retrieve ${callId}`),
        end: (callId, ending) => {
          this.joined.delete(callId);
          this.ended.set(callId, ending);
          this.log.push(`end ${callId} ${ending.outcome} by ${ending.endedBy}`);
        },
      },
    });
  }

  /** Registers phones and lets their sessions be granted. */
  async register(...agentIds: string[]): Promise<void> {
    for (const agentId of agentIds) this.acd.agentRegistered(agentId);
    await this.time.runAsync(1);
  }

  /** A caller takes a place in the queue. */
  call(change: Partial<WaitingCall> = {}): string {
    this.#calls += 1;
    const callId = change.callId ?? `call-${this.#calls}`;
    this.acd.callWaiting({
      callId,
      decisionId: '',
      queue: 'sales',
      callType: 'sales',
      priority: 5,
      waitedMs: 0,
      ani: '13800000000',
      dnis: '4001',
      ced: '',
      trunk: 'trunk-a',
      ...change,
    });
    return callId;
  }

  /** The offer by which this agent's phone rings. */
  offerAt(agentId: string): string {
    for (const [offerId, request] of this.ringing) if (request.agentId === agentId) return offerId;
    throw new Error(`the phone of ${agentId} does not ring`);
  }

  stateOf(agentId: string): string {
    return this.acd.agents.view(agentId)?.state ?? 'unknown';
  }

  factsOf<Kind extends Fact['kind']>(kind: Kind): Extract<Fact, { kind: Kind }>[] {
    return this.facts.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  }

  #ring(request: RingRequest): void {
    this.ringing.set(request.offerId, request);
    this.log.push(`ring ${request.agentId} for ${request.call.callId}`);
    if (this.answerAtOnce) this.acd.phoneAnswered(request.offerId);
  }

  #drop(offerId: string, cause: DropCause): void {
    if (this.ringing.delete(offerId)) this.log.push(`drop ${cause}`);
  }
}

class CountingGrants implements SessionGrants {
  away = false;
  asked = 0;
  readonly released: string[] = [];
  #epoch = 100;
  #moved: (agentId: string, epoch: number, site: string) => void = () => {};

  async grant(): Promise<Grant> {
    this.asked += 1;
    if (this.away) return { epoch: 0, provisional: true };
    this.#epoch += 1;
    return { epoch: this.#epoch, provisional: false };
  }

  release(agentId: string, epoch: number): void {
    if (epoch > 0) this.released.push(agentId);
  }

  onMoved(moved: (agentId: string, epoch: number, site: string) => void): void {
    this.#moved = moved;
  }

  move(agentId: string, site: string): void {
    this.#epoch += 1;
    this.#moved(agentId, this.#epoch, site);
  }

  close(): void {}
}

export function phoneAgent(id: string, queues: readonly string[] = ['sales', 'service']): AgentSettings {
  return { id, queues, signIn: 'phone' };
}
