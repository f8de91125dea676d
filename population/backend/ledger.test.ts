import { describe, expect, it } from 'vitest';
import { customerAt, Directory, indexOfCustomer } from '../customers/people.ts';
import { accountsBusiness } from './accounts.ts';
import type { Entry } from './entries.ts';
import { Ledger, type LedgerWrite } from './ledger.ts';

const directory = new Directory(10);
const [payer, payee] = [customerAt(1), customerAt(2)];

function ledgerOf(id: string, twin: string): Ledger {
  return new Ledger({
    id,
    twin,
    keyRetentionMs: 1000,
    openingFen: (account) => customerAt(indexOfCustomer(account) ?? 0).openingFen,
    business: accountsBusiness(directory),
  });
}

const transfer = (key: string, fen: number, changes: Partial<LedgerWrite> = {}): LedgerWrite => ({
  key,
  type: 'transfer',
  customer: payer.id,
  payload: JSON.stringify({ to: payee.id, fen }),
  generation: 0,
  ...changes,
});

describe('a ledger', () => {
  it('applies a write once: the same key gets the first answer, whatever has happened since', () => {
    const ledger = ledgerOf('a', 'b');
    const first = ledger.submit(transfer('k', 500), 1).verdict;
    expect(first).toMatchObject({ outcome: 'done', origin: 'a', sequence: 1 });
    ledger.submit(transfer('other', 1), 2);
    const again = ledger.submit(transfer('k', 500), 3);
    expect(again).toEqual({ verdict: first });
    expect(ledger.head).toBe(2);
    expect(ledger.balanceFen(payer.id)).toBe(payer.openingFen - 501);
    expect(ledger.balanceFen(payee.id)).toBe(payee.openingFen + 501);
  });

  it('keeps a refusal as long: a key that failed never succeeds', () => {
    const ledger = ledgerOf('a', 'b');
    const tooMuch = payer.openingFen + 1;
    expect(ledger.submit(transfer('k', tooMuch), 1).verdict).toMatchObject({ code: 'insufficient-funds' });
    const deposit = { ...transfer('d', 0), type: 'deposit', payload: '{"fen":100}' };
    expect(ledger.submit(deposit, 2).verdict).toMatchObject({ outcome: 'done' });
    expect(ledger.submit(transfer('k', tooMuch), 3).verdict).toMatchObject({ outcome: 'refused' });
  });

  it('refuses what makes no business sense', () => {
    const ledger = ledgerOf('a', 'b');
    const codeOf = (write: LedgerWrite) => ledger.submit(write, 1).verdict;
    expect(codeOf(transfer('1', -5))).toMatchObject({ code: 'bad-amount' });
    expect(codeOf(transfer('2', 1.5))).toMatchObject({ code: 'bad-amount' });
    expect(codeOf(transfer('3', 5, { payload: '{"fen":5,"to":"c0000001"}' }))).toMatchObject({
      code: 'same-account',
    });
    expect(codeOf(transfer('4', 5, { customer: 'c9999999' }))).toMatchObject({ code: 'unknown-customer' });
    expect(codeOf(transfer('5', 5, { payload: 'not json' }))).toMatchObject({ outcome: 'refused' });
    expect(codeOf(transfer('6', 5, { type: 'mortgage' }))).toMatchObject({ code: 'unknown-operation' });
  });

  it('seals a key that it is asked about and does not know, so that a late sending is refused', () => {
    const ledger = ledgerOf('a', 'b');
    const { verdict, record } = ledger.inquire('k', 1, 2);
    expect(verdict).toEqual({ outcome: 'sealed' });
    expect(record).toMatchObject({ kind: 'seal', key: 'k' });
    expect(ledger.submit(transfer('k', 5), 3)).toEqual({ verdict: { outcome: 'sealed' } });
    expect(ledger.head).toBe(0);
  });

  it('tells what became of a key that it knows', () => {
    const ledger = ledgerOf('a', 'b');
    ledger.submit(transfer('k', 5), 1);
    expect(ledger.inquire('k', 1, 2)).toMatchObject({ verdict: { outcome: 'done', sequence: 1 } });
  });

  it('does not judge a write that may be older than its memory', () => {
    const ledger = ledgerOf('a', 'b');
    ledger.submit(transfer('k', 5), 1);
    expect(ledger.inquire('k', 1, 1500)).toEqual({ verdict: { outcome: 'forgotten' } });
  });

  it('refuses every write of an earlier generation once fenced, also after it was restored', () => {
    const ledger = ledgerOf('a', 'b');
    ledger.submit(transfer('before', 5), 1);
    ledger.fence('ops', 'drill');
    expect(ledger.position()).toMatchObject({ generation: 1, fenced: true, fencedHead: 1 });
    expect(ledger.submit(transfer('k', 5, { generation: 1 }), 2).verdict).toMatchObject({ why: 'fenced' });
    expect(ledger.submit(transfer('before', 5), 2).verdict).toMatchObject({ outcome: 'done' });
    ledger.restore('ops', 'drill over');
    expect(ledger.submit(transfer('late', 5), 3).verdict).toMatchObject({ why: 'stale-generation' });
    expect(ledger.submit(transfer('new', 5, { generation: 1 }), 4).verdict).toMatchObject({
      outcome: 'done',
    });
  });

  it('takes the entries of its twin in order, each once, under their own names', () => {
    const [a, b] = [ledgerOf('a', 'b'), ledgerOf('b', 'a')];
    a.submit(transfer('1', 5), 1);
    a.submit(transfer('2', 7), 2);
    const [first, second] = a.ownAfter(0, 2, 10) as [Entry, Entry];
    expect(b.replicate(second)).toBeUndefined();
    expect(b.replicate(first)).toBeDefined();
    expect(b.replicate(first)).toBeUndefined();
    expect(b.replicate(second)).toBeDefined();
    expect(b.position()).toMatchObject({ head: 0, replicated: { a: 2 } });
    expect(b.balanceFen(payer.id)).toBe(a.balanceFen(payer.id));
    expect(b.submit(transfer('1', 5), 3).verdict).toMatchObject({
      outcome: 'done',
      origin: 'a',
      sequence: 1,
    });
    expect(b.conflicts).toBe(0);
  });

  it('notices an entry whose key was done here as well', () => {
    const [a, b] = [ledgerOf('a', 'b'), ledgerOf('b', 'a')];
    a.submit(transfer('k', 5), 1);
    b.submit(transfer('k', 5), 1);
    b.replicate(a.ownAfter(0, 1, 1)[0]!);
    expect(b.conflicts).toBe(1);
  });
});
