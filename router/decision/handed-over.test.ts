import { describe, expect, it } from 'vitest';
import type { Fact } from '../../kernel/event/fact.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { HandedOver } from './handed-over.ts';

describe('a decision that was handed over', () => {
  it('ends once, when its token is worth nothing any more, in the order in which they were handed over', () => {
    const time = new SimulatedTime();
    const told: { fact: Fact; atMs: number }[] = [];
    const handed = new HandedOver(
      { facts: { tell: (fact) => told.push({ fact, atMs: time.monoMs() }) }, clock: time, timers: time },
      10_000,
    );
    handed.add({ decisionId: 'a', callId: 'call-a', status: 302 });
    time.run(4000);
    handed.add({ decisionId: 'b', callId: 'call-b', status: 0 });
    time.run(30_000);
    handed.add({ decisionId: 'c', callId: 'call-c', status: 302 });
    time.run(30_000);
    expect(told.map(({ fact, atMs }) => [(fact as { decisionId: string }).decisionId, atMs])).toEqual([
      ['a', 10_000],
      ['b', 14_000],
      ['c', 44_000],
    ]);
    expect(told[0]!.fact).toMatchObject({
      kind: 'DecisionEnded',
      outcome: 'delivered',
      deliveredTo: '',
      status: 302,
    });
  });
});
