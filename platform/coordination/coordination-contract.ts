import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineAway, LeaseGone } from '../engine-errors.ts';
import type { Change, Coordination, Watch } from './port.ts';

/** One engine, as the suite sees it. */
export interface CoordinationUnderTest {
  /** Another process's way to it. */
  connect(): Promise<CoordinationConnection>;
  close(): Promise<void>;
}

export interface CoordinationConnection {
  readonly coordination: Coordination;
  /** Takes the engine away from this connection alone; `mend` brings it back. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** The engine is to keep no more changes than this for watches that resume. */
export const historyInContract = 50;

/** What every adapter of the coordination port promises. */
export function describeCoordinationContract(
  name: string,
  makeAdapter: () => Promise<CoordinationUnderTest>,
): void {
  describe(`coordination, ${name}`, () => {
    let engine: CoordinationUnderTest;
    let here: CoordinationConnection;
    let there: CoordinationConnection;
    let folder = 0;
    /** A prefix that no other test uses. */
    const fresh = () => `/t${++folder}/`;

    beforeAll(async () => {
      engine = await makeAdapter();
      [here, there] = [await engine.connect(), await engine.connect()];
    });
    afterAll(async () => {
      await here?.close();
      await there?.close();
      await engine?.close();
    });

    it('gives what was put, with rising revisions, to every process', async () => {
      const at = fresh();
      const first = await here.coordination.put(`${at}a`, '1');
      const second = await here.coordination.put(`${at}a`, '2');
      expect(second).toBeGreaterThan(first);
      expect(await there.coordination.get(`${at}a`)).toEqual({
        key: `${at}a`,
        value: '2',
        createRevision: first,
        modRevision: second,
      });
      expect(await there.coordination.get(`${at}none`)).toBeUndefined();
      expect(await there.coordination.delete(`${at}a`)).toBe(true);
      expect(await there.coordination.delete(`${at}a`)).toBe(false);
      expect(await here.coordination.get(`${at}a`)).toBeUndefined();
    });

    it('lists a prefix in key order, with the revision at which that was true', async () => {
      const at = fresh();
      for (const key of ['c', 'a', 'b']) await here.coordination.put(at + key, key);
      const { revision, entries } = await there.coordination.list(at);
      expect(entries.map((entry) => entry.value)).toEqual(['a', 'b', 'c']);
      expect(revision).toBeGreaterThanOrEqual(Math.max(...entries.map((entry) => entry.modRevision)));
    });

    it('lets one of many win who compare and put at once', async () => {
      const at = fresh();
      const tries = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? here : there).coordination.compareAndPut(`${at}role`, 0, `${i}`),
        ),
      );
      const won = tries.flatMap((outcome, i) => (outcome.applied ? [i] : []));
      expect(won).toHaveLength(1);
      const entry = await here.coordination.get(`${at}role`);
      expect(entry).toMatchObject({ value: `${won[0]}`, modRevision: tries[won[0]!]!.revision });
      const stale = await here.coordination.compareAndPut(`${at}role`, entry!.modRevision - 1, 'x');
      expect(stale.applied).toBe(false);
      expect((await here.coordination.compareAndPut(`${at}role`, entry!.modRevision, 'next')).applied).toBe(
        true,
      );
    });

    it('tells a watch first what is there, then every change in order', async () => {
      const at = fresh();
      await here.coordination.put(`${at}a`, '1');
      const seen = watch(there.coordination, at);
      await eventually(() => expect(seen.told).toEqual(['a=1']), at);
      await here.coordination.put(`${at}b`, '2');
      await here.coordination.put(`${at}a`, '3');
      await here.coordination.delete(`${at}b`);
      await here.coordination.put('/elsewhere', '4');
      await eventually(() => expect(seen.told).toEqual(['a=1', 'b=2', 'a=3', '-b']), at);
      expect(seen.revisions).toEqual([...seen.revisions].sort((a, b) => a - b));
      seen.watch.cancel();
      await here.coordination.put(`${at}a`, '5');
      await pause(100);
      expect(seen.told).toHaveLength(4);
    });

    it('resumes a watch after a lost connection, without gap or repeat', async () => {
      const at = fresh();
      const seen = watch(there.coordination, at);
      await here.coordination.put(`${at}a`, '1');
      await eventually(() => expect(seen.told).toEqual(['a=1']), at);
      there.cut();
      await here.coordination.put(`${at}a`, '2');
      await here.coordination.put(`${at}b`, '3');
      await here.coordination.delete(`${at}a`);
      there.mend();
      await eventually(() => expect(seen.told).toEqual(['a=1', 'a=2', 'b=3', '-a']), at);
      expect(seen.resets).toBe(0);
    });

    it('starts a watch over when the history it missed is compacted', async () => {
      const at = fresh();
      const seen = watch(there.coordination, at);
      await here.coordination.put(`${at}gone`, '0');
      await eventually(() => expect(seen.told).toHaveLength(1), at);
      there.cut();
      await here.coordination.delete(`${at}gone`);
      for (let i = 0; i < 2 * historyInContract; i++) await here.coordination.put(`${at}n`, `${i}`);
      there.mend();
      await eventually(() => expect(seen.held).toEqual({ n: `${2 * historyInContract - 1}` }), at);
      expect(seen.resets).toBe(1);
    });

    it('keeps a lease alive, and deletes its keys when its holder falls silent', async () => {
      const at = fresh();
      const seen = watch(here.coordination, at);
      const lease = await there.coordination.grantLease(1_000);
      let lost = 0;
      let lastToldWhenLost = '';
      lease.onLost(() => {
        lost += 1;
        lastToldWhenLost = seen.told.at(-1)!;
      });
      await there.coordination.put(`${at}alive`, 'yes', { lease });
      await pause(1_800);
      expect(await here.coordination.get(`${at}alive`)).toBeDefined();
      expect(lost).toBe(0);
      there.cut();
      await eventually(() => expect(lost).toBe(1), at);
      await eventually(() => expect(seen.told.at(-1)).toBe('-alive'), at);
      // The holder stopped believing before the engine let anybody else have it.
      expect(lastToldWhenLost).toBe('alive=yes');
      there.mend();
      await eventually(async () => expect(await there.coordination.get(`${at}alive`)).toBeUndefined(), at);
      await expect(there.coordination.put(`${at}alive`, 'again', { lease })).rejects.toThrow(LeaseGone);
      expect(lost).toBe(1);
    });

    it('ends a lease at once when it is revoked, and leaves keys that another has taken over', async () => {
      const at = fresh();
      const lease = await here.coordination.grantLease(5_000);
      await here.coordination.put(`${at}mine`, '1', { lease });
      await here.coordination.put(`${at}given`, '1', { lease });
      await there.coordination.put(`${at}given`, '2');
      await lease.revoke();
      expect((await there.coordination.list(at)).entries.map((entry) => entry.value)).toEqual(['2']);
    });

    it('says that it is away within the deadline, and serves again afterwards', async () => {
      const at = fresh();
      there.cut();
      const startedMs = Date.now();
      await expect(there.coordination.get(`${at}a`)).rejects.toThrow(EngineAway);
      expect(Date.now() - startedMs).toBeLessThan(3_000);
      there.mend();
      await eventually(() => there.coordination.get(`${at}a`), at);
    });
  });
}

/** Follows a prefix and holds what it was told. */
function watch(coordination: Coordination, prefix: string) {
  const seen = {
    told: [] as string[],
    held: {} as Record<string, string>,
    revisions: [] as number[],
    resets: 0,
    watch: undefined as unknown as Watch,
  };
  seen.watch = coordination.watch(
    prefix,
    (change: Change) => {
      if (change.type === 'put') {
        const key = change.entry.key.slice(prefix.length);
        seen.told.push(`${key}=${change.entry.value}`);
        seen.held[key] = change.entry.value;
        seen.revisions.push(change.entry.modRevision);
      } else {
        const key = change.key.slice(prefix.length);
        seen.told.push(`-${key}`);
        delete seen.held[key];
        seen.revisions.push(change.revision);
      }
    },
    () => {
      seen.resets += 1;
      seen.held = {};
    },
  );
  return seen;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function eventually(check: () => unknown, what: string, withinMs = 5_000): Promise<void> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > untilMs) throw new Error(`${what}: not within ${withinMs} ms`, { cause: error });
    }
    await pause(10);
  }
}
