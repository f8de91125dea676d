/**
 * Who called again after a cut: the same number, a later call, within two minutes of the end of the cut one. Either may
 * become known first, since a loss is declared some seconds after it happened. Each later call counts for
 * one cut one.
 */
export const againWithinMs = 120_000;

interface Begun {
  readonly callId: string;
  readonly startedAt: number;
  usedFor: string;
}

interface Cut {
  readonly callId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  againBy: string;
}

const callsOfNumber_max = 20;

export class CallAgain {
  readonly #begun = new Map<string, Begun[]>();
  readonly #cuts = new Map<string, Cut[]>();
  readonly #numbers_max: number;

  constructor(numbers_max: number) {
    this.#numbers_max = numbers_max;
  }

  /** Returns the cut call that this one calls again for, or nothing. */
  began(ani: string, callId: string, startedAt: number): string {
    if (ani === '') return '';
    const begun = listOf(this.#begun, ani, this.#numbers_max);
    if (begun.some((each) => each.callId === callId)) return '';
    const call: Begun = { callId, startedAt, usedFor: '' };
    begun.push(call);
    if (begun.length > callsOfNumber_max) begun.shift();
    const cut = this.#cuts.get(ani)?.find((each) => each.againBy === '' && follows(call, each));
    if (!cut) return '';
    cut.againBy = callId;
    call.usedFor = cut.callId;
    return cut.callId;
  }

  /** Returns the later call of the same number that is known already, or nothing. */
  wasCut(ani: string, callId: string, startedAt: number, endedAt: number): string {
    if (ani === '') return '';
    const cuts = listOf(this.#cuts, ani, this.#numbers_max);
    const known = cuts.find((each) => each.callId === callId);
    if (known) return known.againBy;
    const cut: Cut = { callId, startedAt, endedAt, againBy: '' };
    cuts.push(cut);
    if (cuts.length > callsOfNumber_max) cuts.shift();
    const again = this.#begun.get(ani)?.find((each) => each.usedFor === '' && follows(each, cut));
    if (!again) return '';
    cut.againBy = again.callId;
    again.usedFor = callId;
    return again.callId;
  }
}

function follows(call: Begun, cut: Cut): boolean {
  return (
    call.callId !== cut.callId &&
    call.startedAt > cut.startedAt &&
    call.startedAt <= cut.endedAt + againWithinMs
  );
}

function listOf<T>(map: Map<string, T[]>, key: string, keys_max: number): T[] {
  const known = map.get(key);
  map.delete(key);
  const list = known ?? [];
  map.set(key, list);
  if (map.size > keys_max) map.delete(map.keys().next().value!);
  return list;
}
