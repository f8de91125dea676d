import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentFact, Event } from '../event/fact.ts';
import { changePointOf, intervalsOf, overlapsOf } from './agent-interval.ts';
import { LossBook, noLosses } from './process-loss.ts';
import { Teller } from './told.ts';

const points = (events: readonly Event<AgentFact>[]) => events.map(changePointOf);
const spans = (events: readonly Event<AgentFact>[], losses = noLosses) =>
  intervalsOf(points(events), losses).map((each) => [each.state, each.startedAt, each.endedAt]);

describe('the time of an agent', () => {
  it('is one state after the other, from sign-in on', () => {
    const node = new Teller('beijing.node');
    expect(
      spans([
        node.signedIn(0, 'a'),
        node.changed(0, 'a', 'not-ready', 'ready'),
        node.changed(500, 'a', 'ready', 'reserved'),
        node.signedOut(900, 'a'),
      ]),
    ).toEqual([
      ['not-ready', 0, 0],
      ['ready', 0, 500],
      ['reserved', 500, 900],
      ['logged-out', 900, null],
    ]);
  });

  it('belongs to the newest session: what an older one says later has no length', () => {
    const old = new Teller('beijing.node');
    const now = new Teller('shanghai.node');
    expect(
      spans([
        old.signedIn(0, 'a', 1),
        now.signedIn(1000, 'a', 2),
        old.changed(1500, 'a', 'not-ready', 'ready', 1),
      ]),
    ).toEqual([
      ['not-ready', 0, 1000],
      ['ready', 1000, 1000],
      ['not-ready', 1000, null],
    ]);
  });

  it('ends where the process that kept it was lost', () => {
    const node = new Teller('beijing.node');
    const book = new LossBook();
    const loss = { process: node.process, boot: node.boot, site: 'beijing', role: 'node' };
    book.enter({ ...loss, state: 'lost', lastHeardAt: 700, declaredAt: 4000 });
    expect(spans([node.signedIn(0, 'a'), node.changed(10, 'a', 'not-ready', 'ready')], book)).toEqual([
      ['not-ready', 0, 10],
      ['ready', 10, 700],
    ]);
  });

  it('never overlaps, whatever the clocks say, and is the same in any order', () => {
    const story = fc.array(
      fc.record({ at: fc.nat(1000), session: fc.nat(3), site: fc.nat(1), state: fc.nat(2) }),
      { maxLength: 25 },
    );
    const states = ['ready', 'talking', 'not-ready'] as const;
    fc.assert(
      fc.property(story, fc.nat(), (plan, seed) => {
        const tellers = [new Teller('beijing.node'), new Teller('shanghai.node')] as const;
        const told = plan.map((step) =>
          tellers[step.site as 0 | 1].changed(step.at, 'a', 'ready', states[step.state]!, step.session),
        );
        const shuffled = told.toSorted((a, b) => ((a.atMs * 7 + seed) % 13) - ((b.atMs * 7 + seed) % 13));
        const intervals = intervalsOf(points(told), noLosses);
        expect(overlapsOf(intervals)).toEqual([]);
        expect(intervalsOf(points([...shuffled, ...told]), noLosses)).toEqual(intervals);
        for (const [index, interval] of intervals.entries()) {
          expect(interval.endedAt).toBe(intervals[index + 1]?.startedAt ?? null);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the overlap checker', () => {
  it('finds two states at once, an open one too, and lets touching ones be', () => {
    const span = (startedAt: number, endedAt: number | null) => ({ agentId: 'a', startedAt, endedAt });
    expect(overlapsOf([span(0, 10), span(10, 20), span(20, null)])).toEqual([]);
    expect(overlapsOf([span(0, 10), span(9, 20)])).toHaveLength(1);
    expect(overlapsOf([span(0, null), span(50, 60), span(70, 80)])).toHaveLength(2);
    expect(overlapsOf([span(0, 5), { ...span(3, 8), agentId: 'b' }])).toEqual([]);
  });
});
