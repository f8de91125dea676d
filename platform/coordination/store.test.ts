import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { openScratchEngines } from '../embedded/scratch.ts';
import { LeaseGone } from '../engine-errors.ts';
import { CoordinationStore, type Step } from './store.ts';

describe('the coordination store', () => {
  it('is the same again when its steps are replayed, whatever they were', () => {
    const key = fc.constantFrom('/a', '/b', '/b/c', '/d');
    const action = fc.oneof(
      fc.record({ do: fc.constant('put' as const), key, lease: fc.option(fc.nat(3), { nil: undefined }) }),
      fc.record({ do: fc.constant('delete' as const), key }),
      fc.record({ do: fc.constant('grant' as const) }),
      fc.record({ do: fc.constant('revoke' as const), lease: fc.nat(3) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(800) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const time = new SimulatedTime();
        const store = new CoordinationStore(time, 's');
        const steps: Step[] = [];
        const leases: string[] = [];
        let revision = 0;
        store.onStep = (step) => steps.push(step);
        for (const each of actions) {
          if (each.do === 'put') {
            const lease = each.lease === undefined ? undefined : leases[each.lease];
            try {
              store.put(each.key, 'v', lease);
            } catch (error) {
              expect(error).toBeInstanceOf(LeaseGone);
            }
          } else if (each.do === 'delete') store.delete(each.key);
          else if (each.do === 'grant') leases.push(store.grantLease(1_000));
          else if (each.do === 'revoke') store.revoke(leases[each.lease] ?? 'none');
          else {
            time.run(each.ms);
            store.expire();
          }
          expect(store.revision).toBeGreaterThanOrEqual(revision);
          revision = store.revision;
        }
        const again = new CoordinationStore(time, 's');
        for (const step of steps) again.replay(step);
        expect(again.snapshot()).toEqual(store.snapshot());
        expect(again.list('')).toEqual(store.list(''));
        expect(again.changesAfter('', 0)).toEqual(store.changesAfter('', 0));
        const restored = new CoordinationStore(time, store.snapshot());
        expect(restored.list('')).toEqual(store.list(''));
        expect(restored.snapshot()).toEqual(store.snapshot());
      }),
      { numRuns: 200 },
    );
  });

  it('gives the keys of a lease back at one revision when it ends', () => {
    const time = new SimulatedTime();
    const store = new CoordinationStore(time, 's');
    const lease = store.grantLease(1_000);
    store.put('/b', '1', lease);
    store.put('/a', '1', lease);
    const changes = store.revision;
    const seen: unknown[] = [];
    store.listen((revision, each) => seen.push([revision, each.map((change) => change.type)]));
    for (let i = 0; i < 9; i++) {
      time.run(100);
      store.expire();
    }
    expect(seen).toEqual([]);
    time.run(100);
    store.expire();
    expect(seen).toEqual([[changes + 1, ['delete', 'delete']]]);
  });

  it('does not count its own silence against the holders of leases', () => {
    const time = new SimulatedTime();
    const store = new CoordinationStore(time, 's');
    store.put('/a', '1', store.grantLease(2_000));
    store.expire();
    time.run(60_000);
    store.expire();
    expect(store.get('/a')).toBeDefined();
    for (let i = 0; i < 21; i++) {
      time.run(100);
      store.expire();
    }
    expect(store.get('/a')).toBeUndefined();
  });

  it('cannot give single changes from before its history, nor from a future it never saw', () => {
    const store = new CoordinationStore(new SimulatedTime(), 's', {
      history_max: 3,
      keys_max: 9,
      leases_max: 9,
    });
    for (let i = 0; i < 5; i++) store.put('/a', `${i}`);
    expect(store.changesAfter('/', 1)).toBeUndefined();
    expect(store.changesAfter('/', 2)).toHaveLength(3);
    expect(store.changesAfter('/', 5)).toEqual([]);
    expect(store.changesAfter('/', 6)).toBeUndefined();
  });
});

describe('coordination on virtual time', () => {
  it('runs a whole failover, the loss of a holder and its return, without waiting', async () => {
    const time = new SimulatedTime();
    const ports = { clock: time, timers: time, random: new SimulatedRandom(1) };
    const engines = openScratchEngines(ports);
    const a = engines.connect();
    const b = engines.connect();
    const said: string[] = [];
    const turn = async <T>(work: Promise<T>): Promise<T> => {
      await time.runAsync(10);
      return work;
    };
    const lease = await turn(a.coordination.grantLease(2_000));
    lease.onLost(() => said.push('a lost its lease'));
    await turn(a.coordination.compareAndPut('/role', 0, 'a', { lease }));
    b.coordination.watch(
      '/role',
      (change) => said.push(change.type === 'put' ? `role is ${change.entry.value}` : 'role is free'),
      () => said.push('reset'),
    );
    await time.runAsync(20_000);
    expect(said).toEqual(['role is a']);
    a.cut();
    await time.runAsync(3_000);
    expect(said).toEqual(['role is a', 'a lost its lease', 'role is free']);
    await turn(b.coordination.compareAndPut('/role', 0, 'b'));
    a.mend();
    expect(await turn(a.coordination.get('/role'))).toMatchObject({ value: 'b' });
    await a.close();
    await b.close();
    await engines.close();
  });
});
