/**
 * The two back-ends as a gateway knows them, and the questions of rule 6 that follow from it: where
 * may a customer's write go, and from when does the twin's word about a write count.
 *
 * A back-end numbers what it applies (its sequence) and says how far it has replicated the other's. A
 * *fencing* raises its generation: it refuses every write that was addressed to an earlier one, for
 * ever, also after it was restored. All of these only grow, so that old knowledge is safe knowledge.
 */
export interface TwinsView {
  /** In the order of their ids. */
  readonly backends: readonly BackendView[];
  /** The back-ends agree on keys before either applies a write: then either may be asked about any. */
  readonly shareKeys: boolean;
}

export interface BackendView {
  readonly id: string;
  /** Its breaker lets requests through. */
  readonly usable: boolean;
  /** It has just been heard: it can be asked, whatever its breaker thinks of sending it more. */
  readonly answers: boolean;
  /** Usable without a break for long enough to be trusted with what went elsewhere meanwhile. */
  readonly steady: boolean;
  /** As it last said; `undefined` until it has been heard. */
  readonly position: Position | undefined;
}

export interface Position {
  /** How often it has been fenced. */
  readonly generation: number;
  /** It refuses all writes now. */
  readonly fenced: boolean;
  /** The last sequence that it applied itself. */
  readonly head: number;
  /** `head` when it was last fenced: no write of an earlier generation lies beyond. 0 when never. */
  readonly fencedHead: number;
  /** By back-end: the sequence up to which it holds everything that the other applied. */
  readonly replicated: Readonly<Record<string, number>>;
}

/** Where a write was sent, in which generation of that back-end. */
export interface Sending {
  readonly backend: string;
  readonly generation: number;
  /** Counts from 1. */
  readonly attempt: number;
}

/** Where a customer's writes live: kept in the journal, moved only by `placeWrite`. */
export interface Home {
  readonly backend: string;
  readonly generation: number;
  /** The highest sequence with which it answered one of this customer's writes. */
  readonly lastSequence: number;
}

export type Placement =
  | { readonly placed: true; readonly backend: string; readonly generation: number; readonly moved: boolean }
  | { readonly placed: false; readonly reason: 'backends-away' | 'customer-held' };

/** The back-ends in the order in which a customer's business prefers them: affinity by the customer's name. */
export function preferenceOf(customer: string, view: TwinsView): readonly BackendView[] {
  const count = view.backends.length;
  if (count === 0) return [];
  const first = fnv1a(customer) % count;
  return view.backends.map((_, index) => view.backends[(first + index) % count]!);
}

/** For a read: every usable back-end, best first; a fenced one still answers reads. */
export function readOrder(customer: string, view: TwinsView): readonly BackendView[] {
  return preferenceOf(customer, view).filter((backend) => backend.usable);
}

/**
 * Where a write goes. Its preferred back-end if that has been steady, else where the customer's writes
 * live, else whichever it may move to.
 *
 * @param home where the customer's earlier writes went, `undefined` for none
 * @param open how many of them are not settled, this one left out
 * @param not back-ends that have just refused this write
 */
export function placeWrite(
  customer: string,
  home: Home | undefined,
  open: number,
  view: TwinsView,
  not: readonly string[] = [],
): Placement {
  const candidates = writeOrder(customer, home, view).filter(
    (backend) => backend.usable && !backend.position?.fenced && !not.includes(backend.id),
  );
  for (const backend of candidates) {
    const moved = home !== undefined && home.backend !== backend.id;
    if (moved && !mayMove(home, open, backend, view)) continue;
    return { placed: true, backend: backend.id, generation: backend.position?.generation ?? 0, moved };
  }
  return { placed: false, reason: candidates.length === 0 ? 'backends-away' : 'customer-held' };
}

function writeOrder(customer: string, home: Home | undefined, view: TwinsView): readonly BackendView[] {
  const preferred = preferenceOf(customer, view);
  if (!home || preferred[0]?.steady) return preferred;
  return [...preferred].sort((a, b) => Number(b.id === home.backend) - Number(a.id === home.backend));
}

/**
 * A customer's writes move when the new side confirms that it has replicated past the old side's last
 * write, or the old side is fenced.
 */
export function mayMove(home: Home, open: number, to: BackendView, view: TwinsView): boolean {
  if (view.shareKeys) return true;
  const old = view.backends.find((backend) => backend.id === home.backend)?.position;
  if (old?.fenced && old.generation > home.generation) return true;
  return open === 0 && (to.position?.replicated[home.backend] ?? 0) >= home.lastSequence;
}

/**
 * The back-end, other than the one that it was sent to, whose word about a write counts: it has
 * replicated past whatever the first can ever apply of that sending. `undefined` while there is none.
 */
export function wordOfTwin(sending: Sending, view: TwinsView): string | undefined {
  const first = view.backends.find((backend) => backend.id === sending.backend)?.position;
  for (const twin of view.backends) {
    if (twin.id === sending.backend || !canBeAsked(twin)) continue;
    if (view.shareKeys) return twin.id;
    const fencedOff = first !== undefined && first.generation > sending.generation;
    if (fencedOff && (twin.position?.replicated[sending.backend] ?? 0) >= first.fencedHead) return twin.id;
  }
  return undefined;
}

/** About a write in doubt; that adds little to a back-end's load. */
export function canBeAsked(backend: BackendView): boolean {
  return backend.usable || backend.answers;
}

/** FNV-1a over UTF-16 code units: spreads customers evenly, the same in every process. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}
