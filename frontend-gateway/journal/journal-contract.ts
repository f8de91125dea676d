import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusinessType } from '../../kernel/transaction/business.ts';
import type { Outcome } from '../../kernel/transaction/transaction.ts';
import type { Placement } from '../../kernel/transaction/twins.ts';
import type { Begun, Journal, NewTransaction, Place } from './port.ts';

const deposit: BusinessType = {
  name: 'deposit',
  mode: 'write',
  inDoubt: 'repeat',
  deadlineMs: 1000,
  payloadBytesMax: 1000,
};
const mark = { gateway: 'g1', atMs: 20, backend: 'a', detail: 'why' };
const done: Outcome = { state: 'done', backend: 'a', sequence: 7, result: '{"balanceFen":1}' };

let keys = 0;

function entryOf(customer: string, key = `key-${++keys}`): NewTransaction {
  return {
    id: `t-${key}`,
    request: {
      type: deposit,
      customer,
      key,
      payload: '{"fen":1}',
      asker: 'bj-01',
      callId: 'call-1',
      deadlineMs: 1000,
    },
    fingerprint: `print of ${key}`,
    owner: 'g1/1-aa',
    begunAtMs: 10,
  };
}

const at = (backend: string, moved = false): Placement => ({ placed: true, backend, generation: 0, moved });
const always =
  (backend: string): Place =>
  (home) =>
    at(backend, home !== undefined && home.backend !== backend);
const never: Place = () => ({ placed: false, reason: 'customer-held' });

function begunOf(begun: Begun): Begun & { outcome: 'begun' } {
  if (begun.outcome !== 'begun') throw new Error(`expected it to begin, not ${begun.outcome}`);
  return begun;
}

/** What every journal promises. */
export function describeJournalContract(
  name: string,
  open: () => Promise<{ journal: Journal; close(): Promise<void> }>,
): void {
  describe(`the journal, ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let journal: Journal;
    beforeAll(async () => {
      opened = await open();
      journal = opened.journal;
    });
    afterAll(() => opened?.close());

    it('takes a write in once, with where it is sent, and knows it again by its id', async () => {
      const entry = entryOf('c1');
      const begun = begunOf(await journal.begin(entry, always('a')));
      expect(begun).toMatchObject({ epoch: 1, placement: { backend: 'a', generation: 0 } });
      const again = await journal.begin(entry, always('b'));
      expect(again).toMatchObject({
        outcome: 'known',
        record: {
          id: entry.id,
          key: entry.request.key,
          customer: 'c1',
          asker: 'bj-01',
          callId: 'call-1',
          fingerprint: entry.fingerprint,
          owner: 'g1/1-aa',
          epoch: 1,
          state: 'sent',
          sending: { backend: 'a', generation: 0, attempt: 1 },
          begunAtMs: 10,
          sentAtMs: 10,
          outcome: undefined,
        },
      });
      expect((await journal.steps(entry.id)).map((step) => [step.number, step.step, step.backend])).toEqual([
        [1, 'begun', ''],
        [2, 'sent', 'a'],
      ]);
    });

    it('settles once, and only for its owner', async () => {
      const entry = entryOf('c2');
      await journal.begin(entry, always('a'));
      expect(await journal.settle(entry.id, 2, done, mark)).toBe(false);
      expect(await journal.settle(entry.id, 1, done, mark)).toBe(true);
      const failed: Outcome = { state: 'failed', backend: 'a', code: 'x', retriable: true, message: 'no' };
      expect(await journal.settle(entry.id, 1, failed, mark)).toBe(false);
      expect(await journal.note(entry.id, 1, 'pending', mark)).toBe(false);
      expect(await journal.find(entry.id)).toMatchObject({ state: 'done', outcome: done, settledAtMs: 20 });
      expect((await journal.steps(entry.id)).map(({ step }) => step)).toEqual(['begun', 'sent', 'done']);
    });

    it('keeps a refusal with its words', async () => {
      const entry = entryOf('c2');
      const failed: Outcome = {
        state: 'failed',
        backend: 'a',
        code: 'insufficient-funds',
        retriable: false,
        message: '余额不足',
      };
      await journal.begin(entry, always('a'));
      await journal.settle(entry.id, 1, failed, mark);
      expect((await journal.find(entry.id))?.outcome).toEqual(failed);
    });

    it('shuts a former owner out when another takes over', async () => {
      const entry = entryOf('c3');
      await journal.begin(entry, always('a'));
      expect(await journal.takeOver(entry.id, 1, 'g2/5-bb', mark)).toBe(2);
      expect(await journal.takeOver(entry.id, 1, 'g3/1-cc', mark)).toBeUndefined();
      expect(await journal.settle(entry.id, 1, done, mark)).toBe(false);
      expect(await journal.resend(entry.id, 1, 2, always('b'), mark)).toEqual({ outcome: 'lost' });
      expect(await journal.find(entry.id)).toMatchObject({ owner: 'g2/5-bb', epoch: 2, state: 'sent' });
      expect(await journal.settle(entry.id, 2, done, mark)).toBe(true);
    });

    it('notes doubt and pending as states, and an inquiry as a step alone', async () => {
      const entry = entryOf('c4');
      await journal.begin(entry, always('a'));
      await journal.note(entry.id, 1, 'in-doubt', mark);
      await journal.note(entry.id, 1, 'pending', mark);
      await journal.note(entry.id, 1, 'inquired', mark);
      expect(await journal.find(entry.id)).toMatchObject({ state: 'pending' });
      expect((await journal.steps(entry.id)).map(({ step }) => step)).toEqual([
        'begun',
        'sent',
        'in-doubt',
        'pending',
        'inquired',
      ]);
    });

    it("tells where a customer's writes live, how many are open there, and its last sequence", async () => {
      const first = entryOf('c5');
      const homes: unknown[] = [];
      const watch =
        (then: Place): Place =>
        (home, open) => {
          homes.push([home, open]);
          return then(home, open);
        };
      await journal.begin(first, always('a'));
      expect(await journal.begin(entryOf('c5'), watch(always('b')))).toMatchObject({ outcome: 'begun' });
      expect(homes.at(-1)).toEqual([{ backend: 'a', generation: 0, lastSequence: 0 }, 1]);

      const third = entryOf('c6');
      await journal.begin(third, always('a'));
      await journal.settle(third.id, 1, done, mark);
      await journal.begin(entryOf('c6'), watch(always('b')));
      expect(homes.at(-1)).toEqual([{ backend: 'a', generation: 0, lastSequence: 7 }, 0]);
      await journal.begin(
        entryOf('c6'),
        watch((home) => at('b', home?.backend !== 'b')),
      );
      const fifth = entryOf('c6');
      await journal.begin(fifth, watch(always('a')));
      expect(homes.at(-1)).toEqual([{ backend: 'b', generation: 0, lastSequence: 0 }, 2]);
    });

    it("never lets the generation of a customer's home fall, whatever a gateway that was away still believes", async () => {
      const generation =
        (number: number, seen: number[] = []): Place =>
        (home) => {
          if (home) seen.push(home.generation);
          return { placed: true, backend: 'a', generation: number, moved: false };
        };
      await journal.begin(entryOf('c11'), generation(2));
      await journal.begin(entryOf('c11'), generation(0));
      const entry = entryOf('c11');
      await journal.begin(entry, generation(1));
      const seen: number[] = [];
      await journal.resend(entry.id, 1, 2, generation(0, seen), mark);
      await journal.resend(entry.id, 1, 3, generation(0, seen), mark);
      expect(seen).toEqual(expect.arrayContaining([2]));
      expect(new Set(seen)).toEqual(new Set([2]));
    });

    it('takes nothing in when there is no place for it', async () => {
      const entry = entryOf('c7');
      expect(await journal.begin(entry, never)).toEqual({ outcome: 'held', reason: 'customer-held' });
      expect(await journal.find(entry.id)).toBeUndefined();
      expect(await journal.steps(entry.id)).toEqual([]);
    });

    it('journals another place before anything goes there', async () => {
      const entry = entryOf('c8');
      await journal.begin(entry, always('a'));
      expect(await journal.resend(entry.id, 1, 2, never, mark)).toMatchObject({ outcome: 'held' });
      const seen: unknown[] = [];
      const resent = await journal.resend(
        entry.id,
        1,
        2,
        (home, open) => {
          seen.push(home?.backend, open);
          return at('b', true);
        },
        mark,
      );
      expect(resent).toMatchObject({ outcome: 'placed', placement: { backend: 'b' } });
      expect(seen.slice(-2)).toEqual(['a', 0]);
      expect(await journal.find(entry.id)).toMatchObject({
        state: 'sent',
        sending: { backend: 'b', generation: 0, attempt: 2 },
        sentAtMs: 20,
      });
    });

    it('lists what is open, oldest first', async () => {
      const early = { ...entryOf('c9'), begunAtMs: 1 };
      await journal.begin(early, always('a'));
      const open = await journal.open({ limit: 1000 });
      expect(open[0]?.id).toBe(early.id);
      expect(open.every((record) => record.outcome === undefined)).toBe(true);
    });

    it('takes one of two beginnings of the same key at the same moment', async () => {
      const entry = entryOf('c10');
      const both = await Promise.all([
        journal.begin(entry, always('a')),
        journal.begin({ ...entry, owner: 'g2/1-bb' }, always('a')),
      ]);
      expect(both.map(({ outcome }) => outcome).sort()).toEqual(['begun', 'known']);
    });

    it('goes on with many at once', async () => {
      const entries = Array.from({ length: 60 }, (_, index) => entryOf(`many-${index % 7}`));
      await Promise.all(entries.map((entry) => journal.begin(entry, always('a'))));
      const settled = await Promise.all(entries.map((entry) => journal.settle(entry.id, 1, done, mark)));
      expect(settled.every(Boolean)).toBe(true);
    });
  });
}
