import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFact, DecisionFact, Event } from '../event/fact.ts';
import { contactOf } from './contact.ts';
import { LossBook, type ProcessLoss } from './process-loss.ts';
import { Teller, wholeCall } from './told.ts';

type Told = Event<CallFact | DecisionFact>;

const record = (events: readonly Event[], book?: LossBook) => contactOf(events as readonly Told[], book)!;
const lost = (teller: Teller, lastHeardAt: number, declaredAt = lastHeardAt + 3000): ProcessLoss => ({
  process: teller.process,
  boot: teller.boot,
  site: teller.site,
  role: teller.process.endsWith('router') ? 'router' : 'node',
  state: 'lost',
  lastHeardAt,
  declaredAt,
});
const bookOf = (...findings: ProcessLoss[]) => {
  const book = new LossBook();
  for (const finding of findings) book.enter(finding);
  return book;
};

describe('the record of a call', () => {
  it('tells a whole call: who decided, where it waited, who talked, how it ended', () => {
    const contact = record(wholeCall(new Teller('beijing.router'), new Teller('shanghai.node'), 'c1'));
    expect(contact).toMatchObject({
      callId: 'c1',
      sipCallId: 'sip-c1',
      site: 'shanghai',
      agentId: 'bj-01',
      queue: 'service',
      startedAt: 1000,
      arrivedAt: 1010,
      answeredAt: 1012,
      connectedAt: 3100,
      endedAt: 13_100,
      outcome: 'answered',
      closedBy: 'fact',
      cut: false,
      gap: false,
      waitedMs: 2000,
      talkMs: 10_000,
    });
    expect(contact.segments).toHaveLength(1);
    expect(contact.segments[0]!.legs.map((leg) => [leg.party, leg.who, leg.ending])).toEqual([
      ['caller', '13800000001', 'normal'],
      ['agent', 'bj-01', 'normal'],
    ]);
    expect(contact.decisions[0]).toMatchObject({ outcome: 'delivered', deliveredTo: 'shanghai' });
  });

  it('keeps one stretch while agents fail to answer, and begins another when a connected call comes back', () => {
    const node = new Teller('beijing.node');
    const contact = record([
      node.arrived(0, 'c1'),
      node.queued(100, 'c1'),
      node.bound(200, 'c1', 'bj-01'),
      node.requeued(15_200, 'c1', 'bj-01', 'no-answer'),
      node.bound(15_300, 'c1', 'bj-02'),
      node.connected(16_000, 'c1', 'bj-02', 15_900),
      node.requeued(20_000, 'c1', 'bj-02', 'leg-lost'),
      node.bound(20_100, 'c1', 'bj-03'),
      node.connected(21_000, 'c1', 'bj-03', 1000),
      node.ended(25_000, 'c1'),
    ]);
    expect(contact.segments.map((segment) => [segment.ending, segment.waitedMs])).toEqual([
      ['requeued-leg-lost', 15_900],
      ['answered', 1000],
    ]);
    const endings = contact.segments.flatMap((segment) =>
      segment.legs.map((leg) => `${leg.who} ${leg.ending}`),
    );
    expect(endings).toEqual(['13800000001 normal', 'bj-01 no-answer', 'bj-02 leg-lost', 'bj-03 normal']);
    expect(contact.talkMs).toBe(8000);
  });

  it('begins another segment when the call moves to another queue', () => {
    const node = new Teller('beijing.node');
    const contact = record([
      node.arrived(0, 'c1'),
      node.queued(100, 'c1', 'sales'),
      node.queued(5100, 'c1', 'service'),
      node.ended(9100, 'c1', 'abandoned', 'caller-gone'),
    ]);
    expect(contact.segments.map((segment) => [segment.queue, segment.ending, segment.waitedMs])).toEqual([
      ['sales', 'moved', 5000],
      ['service', 'abandoned', 4000],
    ]);
    expect(contact.waitedMs).toBe(9000);
  });

  it('takes hold out of nothing: it is counted within the talk', () => {
    const node = new Teller('beijing.node');
    const contact = record([
      node.arrived(0, 'c1'),
      node.connected(1000, 'c1', 'bj-01'),
      node.held(2000, 'c1', 'bj-01'),
      node.retrieved(3500, 'c1', 'bj-01'),
      node.held(5000, 'c1', 'bj-01'),
      node.ended(6000, 'c1'),
    ]);
    expect(contact).toMatchObject({ talkMs: 5000, heldMs: 2500 });
  });

  it('lets the first end stand, whatever is told after it', () => {
    const node = new Teller('beijing.node');
    const events = [
      node.arrived(0, 'c1'),
      node.ended(1000, 'c1', 'abandoned', 'caller-gone'),
      node.connected(1001, 'c1', 'bj-01'),
      node.ended(2000, 'c1'),
    ];
    expect(record(events)).toMatchObject({ outcome: 'abandoned', endedAt: 1000, agentId: '' });
  });

  it('says failed, cancelled or redirected where no site ever had the call', () => {
    const router = new Teller('beijing.router');
    const decided = router.decided(0, 'c1', ['shanghai']);
    const failed = router.decisionEnded(900, 'c1', 'failed');
    expect(record([decided, failed])).toMatchObject({
      outcome: 'failed',
      reason: 'sip-503',
      closedBy: 'decision',
    });
    const cancelled = router.decisionEnded(900, 'c1', 'cancelled');
    expect(record([decided, cancelled])).toMatchObject({ outcome: 'abandoned', endedBy: 'caller' });
    const redirecting = { ...decided, fact: { ...decided.fact, mode: 'redirect' as const } };
    const delivered = router.decisionEnded(5, 'c1', 'delivered', 'shanghai');
    expect(record([redirecting, delivered])).toMatchObject({ outcome: 'redirected' });
    expect(record([decided, delivered])).toMatchObject({ outcome: null, owner: { site: 'shanghai' } });
  });
});

describe('a site that froze and answered late', () => {
  const router = new Teller('beijing.router');
  const frozen = new Teller('shanghai.node');
  const second = new Teller('guangzhou.node');
  const told = [
    router.decided(0, 'c1', ['shanghai', 'guangzhou']),
    router.passedOver(500, 'c1', 'shanghai'),
    second.arrived(510, 'c1'),
    router.decisionEnded(520, 'c1', 'delivered', 'guangzhou'),
    second.queued(600, 'c1'),
    frozen.arrived(4000, 'c1'),
    frozen.answered(4001, 'c1'),
    frozen.ended(4100, 'c1', 'failed', 'cancelled'),
    second.connected(5000, 'c1', 'gz-01', 4400),
    second.ended(9000, 'c1'),
  ];

  it('is a segment beside the one that served', () => {
    const contact = record(told);
    expect(contact).toMatchObject({ site: 'guangzhou', outcome: 'answered', agentId: 'gz-01' });
    expect(contact.segments.map((segment) => [segment.site, segment.serving])).toEqual([
      ['guangzhou', true],
      ['shanghai', false],
    ]);
  });

  it('closes nothing while the site that took the call has yet to speak', () => {
    const withoutSecond = told.filter((event) => event.site !== 'guangzhou');
    expect(record(withoutSecond)).toMatchObject({ outcome: null, site: '' });
  });
});

describe('the loss of whoever had the call', () => {
  it('closes the call as cut at the last sign of life: answered where an agent talked, else failed', () => {
    const node = new Teller('shanghai.node');
    const waiting = [node.arrived(0, 'c1'), node.queued(100, 'c1')];
    const book = bookOf(lost(node, 4000));
    expect(record(waiting, book)).toMatchObject({
      outcome: 'failed',
      reason: 'site-lost',
      endedAt: 4000,
      cut: true,
      closedBy: 'loss',
    });
    const talking = [...waiting, node.connected(2000, 'c1', 'sh-01', 1900)];
    const cut = record(talking, book);
    expect(cut).toMatchObject({ outcome: 'answered', cut: true, talkMs: 2000 });
    expect(cut.segments[0]!.legs.map((leg) => leg.ending)).toEqual(['site-lost', 'site-lost']);
  });

  it('is amended by what the process says when it comes back', () => {
    const node = new Teller('shanghai.node');
    const talking = [node.arrived(0, 'c1'), node.connected(2000, 'c1', 'sh-01', 1900)];
    const ended = node.ended(9000, 'c1');
    const book = bookOf(lost(node, 4000));
    expect(record([...talking, ended], book)).toMatchObject({
      outcome: 'answered',
      endedAt: 9000,
      cut: false,
      amended: true,
    });
    book.enter({ ...lost(node, 4000), state: 'returned', declaredAt: 9000 });
    expect(record(talking, book)).toMatchObject({ outcome: null, cut: false });
  });

  it('is closed by the next boot of the same process, as cut, when that says so', () => {
    const node = new Teller('shanghai.node');
    const again = new Teller('shanghai.node', { boot: '2-bbbb', ownerEpoch: 2 });
    const told = [node.arrived(0, 'c1'), again.ended(7000, 'c1', 'failed', 'site-lost')];
    expect(record(told, bookOf(lost(node, 4000)))).toMatchObject({ cut: true, closedBy: 'fact' });
  });

  it('closes what only a router knew, and what a lost disk never told', () => {
    const router = new Teller('beijing.router');
    const node = new Teller('shanghai.node');
    const decided = router.decided(0, 'c1', ['shanghai']);
    expect(record([decided], bookOf(lost(router, 100)))).toMatchObject({
      outcome: 'failed',
      reason: 'router-lost',
    });
    const delivered = router.decisionEnded(20, 'c1', 'delivered', 'shanghai');
    expect(record([decided, delivered], bookOf(lost(node, 100)))).toMatchObject({
      outcome: 'failed',
      reason: 'site-lost',
      site: 'shanghai',
      gap: true,
    });
  });

  it('is still a cut when a frozen site comes back and tells that the line of its caller had gone dead', () => {
    const node = new Teller('shanghai.node');
    const told = [
      node.arrived(0, 'c1'),
      node.connected(10, 'c1', 'sh-01'),
      node.ended(9000, 'c1', 'answered', 'carrier-q850-102'),
    ];
    expect(record(told, bookOf(lost(node, 4000)))).toMatchObject({
      cut: true,
      amended: true,
      closedBy: 'fact',
    });
  });

  it('changes no state by what a fenced owner says afterwards', () => {
    const old = new Teller('shanghai.node', { ownerEpoch: 5 });
    const owner = new Teller('shanghai.node', { boot: '2-bbbb', ownerEpoch: 6 });
    const contact = record([
      old.arrived(0, 'c1'),
      old.queued(100, 'c1'),
      owner.ended(5000, 'c1', 'failed', 'process-lost'),
      old.connected(6000, 'c1', 'sh-01'),
    ]);
    expect(contact).toMatchObject({ outcome: 'failed', agentId: '', cut: true });
  });
});

describe('any order and any number of repeats', () => {
  const stories = fc.array(
    fc.record({
      kind: fc.constantFrom('whole', 'frozen', 'lost', 'abandoned', 'undelivered'),
      seed: fc.nat(1000),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('give the same records', () => {
    fc.assert(
      fc.property(stories, fc.infiniteStream(fc.nat()), (plan, numbers) => {
        const router = new Teller('beijing.router');
        const nodes = [new Teller('shanghai.node'), new Teller('guangzhou.node')] as const;
        const findings = [lost(nodes[0], 50_000)];
        const events = plan.flatMap((story, index) => tellStory(story.kind, `c${index}`, router, nodes));
        const next = () => numbers.next().value ?? 0;
        const repeated = [...events, ...events.filter(() => next() % 3 === 0)];
        const shuffled = repeated
          .map((event) => [next(), event] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, event]) => event);
        expect(recordsOf(shuffled, findings)).toEqual(recordsOf(events, findings));
      }),
      { numRuns: 300 },
    );
  });
});

function tellStory(kind: string, callId: string, router: Teller, nodes: readonly [Teller, Teller]): Event[] {
  const [first, second] = nodes;
  switch (kind) {
    case 'whole':
      return wholeCall(router, first, callId);
    case 'frozen':
      return [
        router.decided(0, callId, ['shanghai', 'guangzhou']),
        router.passedOver(500, callId, 'shanghai'),
        second.arrived(510, callId),
        first.arrived(4000, callId),
        first.ended(4100, callId, 'failed', 'cancelled'),
        second.connected(5000, callId, 'gz-01', 4400),
        router.decisionEnded(520, callId, 'delivered', 'guangzhou'),
        second.ended(9000, callId),
      ];
    case 'lost':
      return [first.arrived(0, callId), first.queued(10, callId), first.bound(100, callId, 'sh-01')];
    case 'abandoned':
      return [second.arrived(0, callId), second.queued(10, callId), second.ended(20, callId, 'abandoned')];
    default:
      return [router.decided(0, callId, ['shanghai']), router.decisionEnded(10, callId, 'failed')];
  }
}

function recordsOf(events: readonly Event[], findings: readonly ProcessLoss[]): unknown {
  const byCall = new Map<string, Told[]>();
  for (const event of events as readonly Told[]) {
    byCall.set(event.fact.callId, [...(byCall.get(event.fact.callId) ?? []), event]);
  }
  const ids = [...byCall.keys()].sort();
  return ids.map((callId) => contactOf(byCall.get(callId)!, bookOf(...findings)));
}
