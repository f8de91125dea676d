import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../kernel/simulated/time.ts';
import type { Coordination, Lease } from '../platform/coordination/port.ts';
import { LeasedMembership } from './leased-membership.ts';

/** As much of a coordination engine as membership asks of one. */
class Engine {
  refusesWrites = false;
  readonly present = new Map<string, string>();
  readonly held = new Set<string>();
  #leases = 0;

  async grantLease(): Promise<Lease> {
    this.#leases += 1;
    const id = `lease-${this.#leases}`;
    this.held.add(id);
    return { id, onLost: () => {}, revoke: async () => void this.held.delete(id) };
  }

  async put(key: string, value: string): Promise<number> {
    if (this.refusesWrites) throw new Error('away');
    this.present.set(key, value);
    return 1;
  }

  async list(prefix: string) {
    const own = [...this.present].filter(([key]) => key.startsWith(prefix));
    const entries = own.map(([key, value]) => ({ key, value, createRevision: 1, modRevision: 1 }));
    return { entries, revision: 1 };
  }
}

function gateway() {
  const time = new SimulatedTime();
  const engine = new Engine();
  const coordination = engine as unknown as Coordination;
  const self = { name: 'gateway-1', boot: '2-b' };
  return { time, engine, membership: new LeasedMembership(coordination, self, time, time) };
}

describe('the membership of gateways', () => {
  it('keeps one lease at most, however often it could not be shown', async () => {
    const { time, engine } = gateway();
    engine.refusesWrites = true;
    await time.runAsync(10_000);
    expect(engine.held.size).toBeLessThanOrEqual(1);
    engine.refusesWrites = false;
    await time.runAsync(2000);
    expect(engine.held.size).toBe(1);
    expect(engine.present.get('gateways/gateway-1')).toBe('2-b');
  });

  it('takes another for dead after two readings without it, or under a newer boot; never while nothing can be read', async () => {
    const { time, engine, membership } = gateway();
    expect(membership.standing('gateway-2/1-a')).toBe('unknown');
    engine.present.set('gateways/gateway-2', '1-a');
    await time.runAsync(1100);
    expect(membership.standing('gateway-2/1-a')).toBe('alive');
    expect(membership.standing('gateway-2/0-z')).toBe('dead');
    engine.present.delete('gateways/gateway-2');
    await time.runAsync(1000);
    expect(membership.standing('gateway-2/1-a')).toBe('unknown');
    await time.runAsync(1000);
    expect(membership.standing('gateway-2/1-a')).toBe('dead');
    engine.list = async () => {
      throw new Error('away');
    };
    await time.runAsync(5000);
    expect(membership.standing('gateway-2/1-a')).toBe('unknown');
    expect(membership.standing('gateway-1/1-a')).toBe('dead');
    expect(membership.standing('gateway-1/2-b')).toBe('alive');
  });

  it('gives its lease back when it closes', async () => {
    const { time, engine, membership } = gateway();
    await time.runAsync(100);
    await membership.close();
    expect(engine.held.size).toBe(0);
  });
});
