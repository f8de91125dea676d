import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedTime } from '../simulated/time.ts';
import type { Incarnation } from '../site/state.ts';
import type { Beat } from './link.ts';
import type { Offer, OfferMessage } from './message.ts';
import { OfferSite } from './offer-site.ts';
import { timesFor } from './times.ts';

/** Beijing, looked at from Shanghai's end of the stream. */
class Beijing {
  readonly time = new SimulatedTime();
  readonly sent: OfferMessage[] = [];
  readonly done: string[] = [];
  readonly counts: string[] = [];
  readonly site: OfferSite;
  overflowTo: string | undefined;
  #lastEchoMs = 0;

  constructor() {
    this.site = new OfferSite({
      site: 'beijing',
      incarnation: { grant: 1, boot: 4 },
      clock: this.time,
      timers: this.time,
      delegate: {
        toPeer: (_site, message) => void this.sent.push(message),
        inviteLeg: (call) => void this.done.push(`invite ${call.callId}`),
        endLeg: (_site, callId) => void this.done.push(`end leg ${callId}`),
        refuseLeg: () => void this.done.push('480'),
        sitesFor: () => ['beijing', 'shanghai'],
        ringMsOf: () => 15_000,
        waitingChanged: () => {},
        callBound: (call, bond) => void this.done.push(`${call.callId} bound to ${bond.agentId}`),
        callJoined: (call) => void this.done.push(`${call.callId} joined`),
        callRequeued: (callId, _bond, cause) => void this.done.push(`${callId} back: ${cause}`),
        overflowOf: () => this.overflowTo,
        callEnded: (callId, by) => void this.done.push(`${callId} ended by ${by}`),
        agentReserved: () => {},
        popScreen: () => {},
        ringPhone: (agentId, _offerId, call) => void this.done.push(`${agentId} rings for ${call.callId}`),
        dropPhone: (agentId) => void this.done.push(`${agentId} stops ringing`),
        joinPhone: () => {},
        agentTalking: (agentId) => void this.done.push(`${agentId} talks`),
        offerOver: (agentId, _offerId, outcome) => void this.done.push(`${agentId} is ${outcome.to}`),
        sessionStale: (agentId) => void this.done.push(`${agentId} is stale`),
        count: (name) => void this.counts.push(name),
      },
    });
    this.site.addPeer('shanghai', timesFor(50));
  }

  /** Shanghai's heartbeat, echoing what Beijing said last: the link is usable. */
  beat(incarnation: Incarnation = { grant: 1, boot: 1 }): void {
    this.#lastEchoMs = this.site.beat('shanghai').sentMs;
    const beat: Beat = {
      incarnation,
      sentMs: 1_000_000 + this.time.monoMs(),
      echoMs: this.#lastEchoMs,
      echoOf: this.site.incarnation,
    };
    this.site.heard('shanghai', beat);
  }

  /** Time passes with a heartbeat every 100 ms. */
  live(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.time.run(100);
      this.beat();
    }
  }

  call(callId: string, waitedMs = 0, priority = 5): void {
    const data = { queue: 'sales', callType: '', ani: '', dnis: '', ced: '', localPreferenceMs: 0 };
    this.site.callWaiting({ ...data, callId, waitedMs, priority });
  }

  agent(agentId: string): void {
    this.site.agentReady({ agentId, queues: ['sales'], epoch: 9, availableSinceMs: this.time.monoMs() });
  }

  offer(change: Partial<Offer> = {}): OfferMessage | undefined {
    this.sent.length = 0;
    const sentMs = 1_000_000 + this.time.monoMs();
    this.site.receive('shanghai', {
      type: 'Offer',
      offerId: 'shanghai.1.1.1',
      agentId: 'sh-01',
      epoch: 5,
      callIds: ['call-1', 'call-2'],
      solicitedFor: '',
      sentMs,
      ...change,
    });
    return this.sent.find((message) => message.type === 'Accept' || message.type === 'Decline');
  }

  say<Type extends OfferMessage['type']>(type: Type): Extract<OfferMessage, { type: Type }>[] {
    return this.sent.filter(
      (message): message is Extract<OfferMessage, { type: Type }> => message.type === type,
    );
  }
}

let beijing: Beijing;
beforeEach(() => {
  beijing = new Beijing();
  beijing.time.run(1000);
  beijing.beat();
});

describe('a site in the network queue', () => {
  it('row 1: offers a freed agent to the site of the first fitting call, its own or another’s', () => {
    beijing.site.receive('shanghai', {
      type: 'WaitingList',
      calls: [{ callId: 'sh-call', queue: 'sales', priority: 5, waitedMs: 3000, localPreferenceMs: 0 }],
    });
    beijing.call('call-1', 1000);
    beijing.agent('bj-01');
    expect(beijing.say('Offer')[0]).toMatchObject({ agentId: 'bj-01', callIds: ['sh-call'], epoch: 9 });
    beijing.agent('bj-02');
    // The other call is still known as waiting: this agent is offered for it as well, and would be declined.
    expect(beijing.say('Offer')).toHaveLength(2);
  });

  it('row 1: a call’s local preference lets an agent of its own site take it first, and that is counted', () => {
    beijing.site.receive('shanghai', {
      type: 'WaitingList',
      calls: [{ callId: 'sh-call', queue: 'sales', priority: 5, waitedMs: 3000, localPreferenceMs: 0 }],
    });
    const data = { queue: 'sales', callType: '', ani: '', dnis: '', ced: '' };
    beijing.site.callWaiting({
      ...data,
      callId: 'call-1',
      waitedMs: 1000,
      priority: 5,
      localPreferenceMs: 5000,
    });
    beijing.agent('bj-01');
    expect(beijing.done).toContain('bj-01 rings for call-1');
    expect(beijing.counts).toContain('local-preference');
  });

  it('row 1: a link that becomes usable is a wake-up for ready agents', () => {
    beijing.time.run(2000); // silence
    beijing.site.receive('shanghai', {
      type: 'WaitingDelta',
      added: [{ callId: 'sh-call', queue: 'sales', priority: 5, waitedMs: 0, localPreferenceMs: 0 }],
      removed: [],
    });
    beijing.agent('bj-01');
    expect(beijing.say('Offer')).toHaveLength(0);
    beijing.beat();
    expect(beijing.say('Offer')).toHaveLength(1);
  });

  it('row 2: a call that waits is solicited for, its own site first, then the next', () => {
    beijing.call('call-1');
    expect(beijing.say('Solicit')).toHaveLength(1);
    beijing.agent('bj-01');
    expect(beijing.done).toContain('bj-01 rings for call-1');
  });

  it('row 2: a Solicit is answered by an Offer of the longest-available agent, or None at once', () => {
    const call = { callId: 'sh-call', queue: 'sales', priority: 5, waitedMs: 0, localPreferenceMs: 0 };
    beijing.site.receive('shanghai', { type: 'Solicit', call });
    expect(beijing.say('None')).toHaveLength(1);
    const other = { ...call, callId: 'sh-other', queue: 'service' };
    beijing.site.receive('shanghai', { type: 'WaitingDelta', added: [], removed: ['sh-call'] });
    beijing.agent('bj-01');
    beijing.time.run(10);
    beijing.beat();
    beijing.agent('bj-02');
    beijing.site.receive('shanghai', { type: 'Solicit', call: other });
    expect(beijing.say('None')).toHaveLength(2);
    beijing.site.receive('shanghai', { type: 'Solicit', call });
    expect(beijing.say('Offer')[0]).toMatchObject({ agentId: 'bj-01', solicitedFor: 'sh-call' });
  });

  it('row 3: the first listed call that waits is bound; a repeat gets the same answer with the same echo', () => {
    beijing.call('call-2');
    const first = beijing.offer();
    expect(first).toMatchObject({ type: 'Accept', call: { callId: 'call-2' } });
    expect(beijing.done).toEqual(['call-2 bound to sh-01', 'invite call-2']);
    beijing.live(300);
    expect(beijing.offer()).toEqual(first);
    expect(beijing.done).toHaveLength(2);
  });

  it('row 3: with nothing to bind it is declined, with the states of the calls listed', () => {
    beijing.call('call-1');
    beijing.offer();
    expect(beijing.offer({ offerId: 'shanghai.1.1.2', agentId: 'sh-02' })).toMatchObject({
      type: 'Decline',
      because: 'none-waiting',
      states: [
        { callId: 'call-1', state: 'bound' },
        { callId: 'call-2', state: 'unknown' },
      ],
    });
  });

  it('row 3: one already voided, or of a stale epoch or incarnation, is declined', () => {
    beijing.call('call-1');
    const voided = { type: 'Void', offerId: 'shanghai.1.1.1', callId: '', because: 'offer-timeout' } as const;
    beijing.site.receive('shanghai', { ...voided, sentMs: 0 });
    expect(beijing.offer()).toMatchObject({ type: 'Decline', because: 'voided' });
    expect(beijing.offer({ offerId: 'shanghai.1.1.2', epoch: 6, callIds: [] })).toMatchObject({
      because: 'none-waiting',
    });
    expect(beijing.offer({ offerId: 'shanghai.1.1.3' })).toMatchObject({ because: 'stale' });
    beijing.beat({ grant: 2, boot: 1 });
    expect(beijing.offer({ offerId: 'shanghai.1.1.4', agentId: 'sh-02' })).toMatchObject({
      because: 'stale',
    });
  });

  it('row 3: a repeat whose call was taken back is declined', () => {
    beijing.call('call-1');
    beijing.offer({ callIds: ['call-1'] });
    const voided = { type: 'Void', offerId: 'shanghai.1.1.1', callId: '', because: 'offer-timeout' } as const;
    beijing.site.receive('shanghai', { ...voided, sentMs: 0 });
    expect(beijing.done).toContain('call-1 back: lapsed');
    expect(beijing.offer({ callIds: ['call-1'] })).toMatchObject({ type: 'Decline' });
  });

  it('row 6: Accept, Keep and Commit of an offer that is not live get a Void, every time', () => {
    const keep = { type: 'Keep', offerId: 'beijing.1.4.9', callId: 'sh-call', echoMs: 0 } as const;
    for (let times = 0; times < 3; times++) beijing.site.receive('shanghai', keep);
    beijing.site.receive('shanghai', { ...keep, type: 'Commit' });
    expect(beijing.say('Void')).toHaveLength(4);
    expect(beijing.say('Void')[0]).toMatchObject({ offerId: 'beijing.1.4.9', callId: 'sh-call' });
  });

  it('row 6: a Keep that overtakes its Accept finds a live offer', () => {
    const call = { callId: 'sh-call', queue: 'sales', priority: 5, waitedMs: 0, localPreferenceMs: 0 };
    beijing.site.receive('shanghai', { type: 'WaitingDelta', added: [call], removed: [] });
    beijing.agent('bj-01');
    const { offerId } = beijing.say('Offer')[0]!;
    beijing.site.receive('shanghai', { type: 'Keep', offerId, callId: 'sh-call', echoMs: 1000 });
    expect(beijing.say('Void')).toEqual([]);
  });

  it('row 8 and 20: a call lapses over a silent link, and the pair backs off before it is tried again', () => {
    beijing.call('call-1');
    beijing.offer();
    beijing.time.run(600);
    beijing.site.tick();
    expect(beijing.done).toContain('call-1 back: lapsed');
    expect(beijing.counts).toContain('lapse');
    beijing.sent.length = 0;
    beijing.time.run(1300);
    expect(beijing.site.callState('call-1')?.at).toBe('waiting');
    expect(beijing.say('Solicit')).toEqual([]); // not usable yet
    beijing.beat();
    expect(beijing.say('Solicit')).toHaveLength(1);
  });

  it('row 17: Withdraw is acknowledged whether its offer is live or not', () => {
    beijing.site.receive('shanghai', { type: 'Withdraw', offerId: 'beijing.1.4.9', callId: 'sh-call' });
    expect(beijing.say('WithdrawAck')).toHaveLength(1);
  });

  it('row 19: after three RONAs a call overflows, if there is a queue to go to', () => {
    beijing.overflowTo = 'service';
    beijing.call('call-1');
    for (let times = 1; times <= 3; times++) {
      const offerId = `shanghai.1.1.${times}`;
      beijing.offer({ offerId, callIds: ['call-1'] });
      beijing.site.receive('shanghai', { type: 'Rona', offerId, callId: 'call-1', sentMs: 0 });
    }
    expect(beijing.site.waiting.get('call-1')?.queue).toBe('service');
    expect(beijing.counts).toContain('overflow');
  });

  it('keeps a call’s age whenever it comes back', () => {
    beijing.call('call-1', 2000);
    beijing.live(1000);
    beijing.offer();
    beijing.site.receive('shanghai', {
      type: 'Rona',
      offerId: 'shanghai.1.1.1',
      callId: 'call-1',
      sentMs: 0,
    });
    beijing.offer({ offerId: 'shanghai.1.1.2', agentId: 'sh-02' });
    expect(beijing.say('Accept')[0]?.call.waitedMs).toBeCloseTo(3000, 0);
  });

  it('ignores garbage: strange offers, unknown sites, unknown calls', () => {
    beijing.offer({ offerId: 'nonsense' });
    beijing.offer({ offerId: 'guangzhou.1.1.1' });
    expect(beijing.counts).toEqual(['offer-malformed', 'offer-malformed']);
    beijing.site.receive('nowhere', { type: 'None', callId: 'call-1', sentMs: 0 });
    beijing.site.receive('shanghai', { type: 'None', callId: 'no-such-call', sentMs: 0 });
    beijing.site.receive('shanghai', {
      type: 'Answered',
      offerId: 'shanghai.1.1.1',
      callId: 'no-such-call',
      sentMs: 0,
    });
    expect(beijing.say('Refuse')).toHaveLength(1);
  });
});
