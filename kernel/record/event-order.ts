import { type Event, type Fact, formatEventId } from '../event/fact.ts';

/**
 * The order in which facts count, whatever the order in which they came: by epoch of ownership, then
 * by boot, then by sequence. Nothing here looks at when a fact was read.
 */
export function compareEvents(a: Event, b: Event): number {
  return (
    a.ownerEpoch - b.ownerEpoch ||
    compareBoots(a.id.boot, b.id.boot) ||
    compareText(a.id.process, b.id.process) ||
    a.id.sequence - b.id.sequence
  );
}

/** Boots are written `<number kept on disk>-<nonce>`; the number decides, the nonce only parts equals. */
export function compareBoots(a: string, b: string): number {
  return bootNumber(a) - bootNumber(b) || compareText(a, b);
}

/** The number of a boot; 0 where the text has none. */
export function bootNumber(boot: string): number {
  const number = Number.parseInt(boot, 10);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each event once, in the order in which facts count. */
export function inOrder<F extends Fact>(events: Iterable<Event<F>>): Event<F>[] {
  const byId = new Map<string, Event<F>>();
  for (const event of events) {
    const id = formatEventId(event.id);
    if (!byId.has(id)) byId.set(id, event);
  }
  return [...byId.values()].sort(compareEvents);
}

/**
 * Parts what an owner said after a later owner had spoken: such facts are kept and change no state.
 * Takes and gives events in order.
 */
export function partFenced<F extends Fact>(
  events: readonly Event<F>[],
): { readonly standing: readonly Event<F>[]; readonly fenced: readonly Event<F>[] } {
  const firstAtMs = new Map<number, number>();
  for (const event of events) {
    const known = firstAtMs.get(event.ownerEpoch);
    if (known === undefined || event.atMs < known) firstAtMs.set(event.ownerEpoch, event.atMs);
  }
  if (firstAtMs.size < 2) return { standing: events, fenced: [] };
  const standing: Event<F>[] = [];
  const fenced: Event<F>[] = [];
  for (const event of events) {
    let spokeTooLate = false;
    for (const [epoch, atMs] of firstAtMs) {
      if (epoch > event.ownerEpoch && atMs < event.atMs) spokeTooLate = true;
    }
    (spokeTooLate ? fenced : standing).push(event);
  }
  return { standing, fenced };
}
