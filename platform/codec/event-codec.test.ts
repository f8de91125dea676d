import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Event, type Fact, factKinds } from '../../kernel/event/fact.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';

const word = fc.string({ maxLength: 12, unit: 'grapheme' });
const count = fc.nat({ max: 100_000 });
const ms = fc.oneof(fc.constant(-1), fc.double({ min: 0, max: 1e9, noNaN: true }));
const epoch = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const call = { callId: word };
const offer = { ...call, offerId: word, agentId: word };
const agent = { agentId: word, sessionEpoch: epoch };
const decision = { decisionId: word, callId: word };
const caller = { trunk: word, ani: word, dnis: word, callType: word, sipCallId: word };

const candidate = fc.record({
  site: word,
  usable: fc.boolean(),
  ready: count,
  signedIn: count,
  queued: count,
  inFlight: count,
  expectedDelayMs: ms,
  ageMs: ms,
  lostBecause: word,
});

type Properties<F extends Fact> = { [Key in Exclude<keyof F, 'kind'>]: fc.Arbitrary<F[Key]> };
type PropertiesOf = { [F in Fact as F['kind']]: Properties<F> };

/** A kind that is missing here doesn't compile; one that is missing in the contract fails below. */
const propertiesOf: PropertiesOf = {
  CallDecided: {
    ...decision,
    ...caller,
    router: word,
    queue: word,
    mode: fc.constantFrom('proxy', 'redirect', 'label'),
    sites: fc.array(word),
    isDefault: fc.boolean(),
    reason: word,
    candidates: fc.array(candidate, { maxLength: 4 }),
    tookMs: ms,
  },
  CallPassedOver: {
    ...decision,
    passedSite: word,
    cause: fc.constantFrom('silent', 'unreachable', 'refused'),
    status: count,
    afterMs: ms,
  },
  DecisionEnded: {
    ...decision,
    outcome: fc.constantFrom('delivered', 'failed', 'cancelled'),
    deliveredTo: word,
    status: count,
  },
  CallArrived: { ...decision, ...caller, routedBy: fc.constantFrom('router', 'asked', 'site') },
  CallAnswered: call,
  CallQueued: { ...call, queue: word, priority: fc.integer() },
  CallBound: { ...offer, agentSite: word },
  CallConnected: { ...offer, agentSite: word, waitedMs: ms },
  CallRequeued: { ...offer, cause: fc.constantFrom('no-answer', 'lapsed', 'transfer') },
  CallHeld: { ...call, agentId: word },
  CallRetrieved: { ...call, agentId: word },
  DigitPressed: { ...call, digit: word },
  CallEnded: {
    ...call,
    outcome: fc.constantFrom('answered', 'abandoned', 'failed'),
    endedBy: fc.constantFrom('caller', 'agent', 'system'),
    q850: count,
    reason: word,
  },
  AgentSignedIn: { ...agent, by: fc.constantFrom('desktop', 'phone') },
  AgentStateChanged: {
    ...agent,
    from: fc.constantFrom('ready', 'talking'),
    to: fc.constantFrom('not-ready', 'hold'),
    reason: word,
    callId: word,
  },
  AgentSignedOut: { ...agent, reason: word },
  TransactionStepped: {
    transactionId: word,
    businessType: word,
    customer: word,
    callId: word,
    step: fc.constantFrom('begun', 'in-doubt', 'done'),
    backend: word,
    detail: word,
  },
};

function eventOf(kind: Fact['kind']): fc.Arbitrary<Event> {
  const properties = fc.record(propertiesOf[kind] as Record<string, fc.Arbitrary<unknown>>);
  return fc.record({
    id: fc.record({ process: word, boot: word, sequence: epoch }),
    site: word,
    ownerEpoch: epoch,
    atMs: fc.nat({ max: 4_000_000_000_000 }),
    fact: properties.map((each) => ({ kind, ...each }) as unknown as Fact),
  });
}

describe('the event codec', () => {
  it('looks at every kind of fact', () => {
    expect(factKinds.length).toBeGreaterThan(0);
    expect(Object.keys(propertiesOf).sort()).toEqual([...factKinds].sort());
  });

  it.each(factKinds)('brings %s back as it was', (kind) => {
    fc.assert(
      fc.property(eventOf(kind), (event) => {
        expect(decodeEvent(encodeEvent(event))).toEqual(event);
      }),
      { numRuns: 40 },
    );
  });

  it('says no to bytes that are no event, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const event = decodeEvent(bytes);
        if (event) expect(factKinds).toContain(event.fact.kind);
      }),
    );
    expect(decodeEvent(new Uint8Array())).toBeUndefined();
  });
});
