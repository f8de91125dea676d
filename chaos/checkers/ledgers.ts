/**
 * Judges what askers were told against what the ledgers hold. It knows nothing of how either came
 * about: only answers by key, and the entries of both back-ends.
 */
export interface Told {
  readonly key: string;
  readonly state: 'done' | 'failed' | 'pending' | 'refused' | 'nothing';
}

export interface HeldEntry {
  readonly origin: string;
  readonly sequence: number;
  readonly key: string;
  readonly postings: readonly { readonly account: string; readonly fen: number }[];
}

export interface LedgerFindings {
  readonly told: number;
  readonly entries: number;
  /** Keys told `done` that no ledger has. */
  readonly missing: readonly string[];
  /** Keys that were applied more than once, whatever was told. */
  readonly doubled: readonly string[];
  /** Keys told `failed` that a ledger has. */
  readonly failedApplied: readonly string[];
  /** Keys told both `done` and `failed`. */
  readonly contradicted: readonly string[];
  /** Keys of which every asker was told that nothing was sent, and which a ledger has. */
  readonly refusedApplied: readonly string[];
  /** Keys whose last word was `pending`. */
  readonly stillPending: readonly string[];
  /** Entries that the two ledgers hold differently, or not both. */
  readonly notTwins: readonly string[];
}

export function judgeLedgers(
  told: readonly Told[],
  ledgers: ReadonlyMap<string, readonly HeldEntry[]>,
): LedgerFindings {
  const union = new Map<string, HeldEntry>();
  for (const entries of ledgers.values()) {
    for (const entry of entries) union.set(nameOf(entry), entry);
  }
  const applied = new Map<string, number>();
  for (const { key } of union.values()) applied.set(key, (applied.get(key) ?? 0) + 1);
  const statesOf = new Map<string, Told['state'][]>();
  for (const { key, state } of told) statesOf.set(key, [...(statesOf.get(key) ?? []), state]);
  const keysWhere = (holds: (states: readonly Told['state'][], times: number) => boolean): string[] =>
    [...statesOf].filter(([key, states]) => holds(states, applied.get(key) ?? 0)).map(([key]) => key);
  return {
    told: told.length,
    entries: union.size,
    missing: keysWhere((states, times) => states.includes('done') && times === 0),
    doubled: [...applied].filter(([, times]) => times > 1).map(([key]) => key),
    failedApplied: keysWhere((states, times) => states.includes('failed') && times > 0),
    contradicted: keysWhere((states) => states.includes('done') && states.includes('failed')),
    refusedApplied: keysWhere((states, times) => states.every((state) => state === 'refused') && times > 0),
    stillPending: keysWhere((states) => states.at(-1) === 'pending'),
    notTwins: differences(ledgers, union),
  };
}

/** Nothing lost, nothing twice, nothing against what was said. `pending` is judged by whoever knows since when. */
export function findingsHold(findings: LedgerFindings): boolean {
  const { missing, doubled, failedApplied, contradicted, refusedApplied } = findings;
  return [missing, doubled, failedApplied, contradicted, refusedApplied].every((keys) => keys.length === 0);
}

function differences(
  ledgers: ReadonlyMap<string, readonly HeldEntry[]>,
  union: ReadonlyMap<string, HeldEntry>,
): string[] {
  const different = new Set<string>();
  for (const entries of ledgers.values()) {
    const held = new Map(entries.map((entry) => [nameOf(entry), entry]));
    for (const [name, entry] of union) {
      const own = held.get(name);
      if (!own || own.key !== entry.key || JSON.stringify(own.postings) !== JSON.stringify(entry.postings)) {
        different.add(name);
      }
    }
  }
  return [...different];
}

function nameOf(entry: HeldEntry): string {
  return `${entry.origin}/${entry.sequence}`;
}
