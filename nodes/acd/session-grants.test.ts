import { describe, expect, it } from 'vitest';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { Change, Coordination } from '../../platform/coordination/port.ts';
import { CoordinatedGrants } from './session-grants.ts';

/** As much of a coordination engine as session grants ask of one. */
class Engine {
  revision = 40;
  away = false;
  silent = false;
  readonly values = new Map<string, { readonly value: string; readonly modRevision: number }>();
  readonly watchers: ((change: Change) => void)[] = [];

  async put(key: string, value: string): Promise<number> {
    if (this.away) throw new Error('engine away');
    if (this.silent) return new Promise(() => {});
    this.revision += 1;
    this.values.set(key, { value, modRevision: this.revision });
    const entry = { key, value, createRevision: this.revision, modRevision: this.revision };
    for (const watcher of this.watchers) watcher({ type: 'put', entry });
    return this.revision;
  }

  async compareAndPut(key: string, expected: number, value: string) {
    const applied = this.values.get(key)?.modRevision === expected;
    if (applied) await this.put(key, value);
    return { applied, revision: this.revision };
  }

  watch(_prefix: string, onChange: (change: Change) => void) {
    this.watchers.push(onChange);
    return { cancel: () => {} };
  }
}

function sites() {
  const time = new SimulatedTime();
  const engine = new Engine();
  const coordination = engine as unknown as Coordination;
  const grants = (site: string) => new CoordinatedGrants(coordination, time, site);
  return { time, engine, beijing: grants('beijing'), shanghai: grants('shanghai') };
}

describe('the grants of agent sessions', () => {
  it('have a higher epoch each time, whichever site asks, and tell the site that loses the agent', async () => {
    const { beijing, shanghai } = sites();
    const moves: string[] = [];
    beijing.onMoved((agentId, epoch, site) => moves.push(`${agentId} to ${site} at ${epoch}`));
    const first = await beijing.grant('bj-01');
    const second = await shanghai.grant('bj-01');
    expect(first.provisional).toBe(false);
    expect(second.epoch).toBeGreaterThan(first.epoch);
    expect(moves).toEqual([`bj-01 to shanghai at ${second.epoch}`]);
  });

  it('are provisional, below any grant, when the engine is away or says nothing for a second', async () => {
    const { time, engine, beijing } = sites();
    engine.away = true;
    expect(await beijing.grant('bj-01')).toEqual({ epoch: 0, provisional: true });
    engine.away = false;
    engine.silent = true;
    const asked = beijing.grant('bj-01');
    time.run(1000);
    expect(await asked).toEqual({ epoch: 0, provisional: true });
  });

  it('are given back only by the site that still has them', async () => {
    const { engine, beijing, shanghai } = sites();
    const first = await beijing.grant('bj-01');
    await shanghai.grant('bj-01');
    beijing.release('bj-01', first.epoch);
    await Promise.resolve();
    expect(engine.values.get('agent-sessions/bj-01')?.value).toBe('shanghai');
  });
});
