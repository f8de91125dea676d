/**
 * One caller's INVITE and the sites it is tried at, one after the other: the response context of RFC 3261
 * §16 as a pure machine. It takes what happened and returns what must be done; it knows no sockets.
 *
 * | phase      | meaning                                          | leaves it by                           |
 * |------------|--------------------------------------------------|----------------------------------------|
 * | trying     | the caller has no final response                 | 2xx, refusal of the called, no site left, CANCEL |
 * | cancelling | the caller cancelled a leg that was being served | that leg's final response, or its limit |
 * | answered   | a 2xx went to the caller                         | never: late 2xx of others are hung up  |
 * | over       | a refusal went to the caller                     | never: any late 2xx is hung up         |
 *
 * | leg       | meaning                                                                              |
 * |-----------|--------------------------------------------------------------------------------------|
 * | waiting   | sent, no word yet                                                                    |
 * | served    | a provisional came                                                                   |
 * | passed    | left behind without a word: a provisional gets CANCEL (§9.1), a 2xx is used if the caller still waits |
 * | cancelled | CANCEL was sent                                                                      |
 * | done      | final response, or known to be dead                                                  |
 */
export type Phase = 'trying' | 'cancelling' | 'answered' | 'over';
export type LegState = 'waiting' | 'served' | 'passed' | 'cancelled' | 'done';

export interface Attempts {
  readonly phase: Phase;
  /** In the order of the decision. */
  readonly sites: readonly string[];
  /** One for each site tried so far; the last is the current one. Invariant: legs.length <= sites.length. */
  readonly legs: readonly LegState[];
  /** The leg whose 2xx the caller got. */
  readonly winner: number | undefined;
  /** The site's refusal that says most, should no site take the call. */
  readonly best: { readonly leg: number; readonly status: number } | undefined;
}

export type Happening =
  | { readonly type: 'provisional'; readonly leg: number; readonly status: number }
  | { readonly type: 'success'; readonly leg: number; readonly status: number }
  | { readonly type: 'refusal'; readonly leg: number; readonly status: number }
  /** Nothing came within the silence limit. */
  | { readonly type: 'silence'; readonly leg: number }
  /** The port or the host says that nobody is there. */
  | { readonly type: 'unreachable'; readonly leg: number }
  /** The leg's transaction is over and no final response came. */
  | { readonly type: 'gone'; readonly leg: number }
  /** Timer C of §16.8. */
  | { readonly type: 'ring-limit'; readonly leg: number }
  /** The caller's CANCEL. */
  | { readonly type: 'cancel' };

export type Effect =
  | { readonly do: 'try'; readonly leg: number; readonly site: string }
  | { readonly do: 'cancel'; readonly leg: number }
  /** Pass on the response that just came from `leg`. */
  | { readonly do: 'forward'; readonly leg: number }
  /** Pass on the refusal kept from `leg`. */
  | { readonly do: 'forward-best'; readonly leg: number }
  /** A final response of our own. */
  | { readonly do: 'answer'; readonly status: 408 | 487 | 503 }
  /** ACK and BYE the 2xx that just came from `leg`. */
  | { readonly do: 'hang-up'; readonly leg: number }
  | {
      readonly do: 'passed-over';
      readonly leg: number;
      readonly cause: 'silent' | 'unreachable' | 'refused';
      readonly status: number;
    }
  | {
      readonly do: 'end';
      readonly outcome: 'delivered' | 'failed' | 'cancelled';
      readonly site: string;
      readonly status: number;
    };

export interface Step {
  readonly attempts: Attempts;
  readonly effects: readonly Effect[];
}

/** `sites` in the order of the decision; must not be empty. */
export function begin(sites: readonly string[]): Step {
  const draft = new Draft({ phase: 'trying', sites, legs: [], winner: undefined, best: undefined });
  draft.tryNext();
  return draft.done();
}

export function advance(attempts: Attempts, happened: Happening): Step {
  const draft = new Draft(attempts);
  if (happened.type === 'cancel') draft.cancelledByCaller();
  else if (happened.leg < attempts.legs.length) draft.take(happened);
  return draft.done();
}

/** A site that answers so can't serve the call now, and another may; all else is the called side's word. */
export function isSiteRefusal(status: number): boolean {
  return status === 408 || status === 480 || (status >= 500 && status < 600);
}

class Draft {
  #phase: Phase;
  readonly #sites: readonly string[];
  readonly #legs: LegState[];
  #winner: number | undefined;
  #best: Attempts['best'];
  readonly #effects: Effect[] = [];

  constructor(from: Attempts) {
    this.#phase = from.phase;
    this.#sites = from.sites;
    this.#legs = [...from.legs];
    this.#winner = from.winner;
    this.#best = from.best;
  }

  done(): Step {
    const attempts = {
      phase: this.#phase,
      sites: this.#sites,
      legs: this.#legs,
      winner: this.#winner,
      best: this.#best,
    };
    return { attempts, effects: this.#effects };
  }

  take(happened: Exclude<Happening, { type: 'cancel' }>): void {
    const { leg } = happened;
    switch (happened.type) {
      case 'provisional':
        this.#provisional(leg, happened.status);
        break;
      case 'success':
        this.#success(leg, happened.status);
        break;
      case 'refusal':
        this.#refusal(leg, happened.status);
        break;
      case 'silence':
        this.#passOver(leg, 'passed', 'silent');
        break;
      case 'unreachable':
        this.#passOver(leg, 'done', 'unreachable');
        break;
      case 'gone':
        this.#gone(leg);
        break;
      case 'ring-limit':
        this.#ringLimit(leg);
        break;
    }
  }

  cancelledByCaller(): void {
    if (this.#phase !== 'trying') return;
    const current = this.#legs.length - 1;
    if (this.#legs[current] === 'served') {
      this.#cancel(current);
      this.#phase = 'cancelling';
      return;
    }
    this.#finish('cancelled', { do: 'answer', status: 487 }, 487);
  }

  tryNext(): void {
    const leg = this.#legs.length;
    const site = this.#sites[leg];
    if (site !== undefined) {
      this.#legs.push('waiting');
      this.#effects.push({ do: 'try', leg, site });
      return;
    }
    const best = this.#best;
    if (best && best.status !== 503 && best.status !== 408) {
      this.#finish('failed', { do: 'forward-best', leg: best.leg }, best.status);
    } else {
      this.#finish('failed', { do: 'answer', status: 503 }, 503);
    }
  }

  #provisional(leg: number, status: number): void {
    if (this.#legs[leg] === 'passed') this.#cancel(leg);
    if (this.#legs[leg] === 'waiting') this.#legs[leg] = 'served';
    if (this.#legs[leg] === 'served' && this.#phase === 'trying' && status > 100) {
      this.#effects.push({ do: 'forward', leg });
    }
  }

  #success(leg: number, status: number): void {
    this.#legs[leg] = 'done';
    if (this.#winner === leg) {
      this.#effects.push({ do: 'forward', leg });
      return;
    }
    if (this.#phase === 'answered' || this.#phase === 'over') {
      this.#effects.push({ do: 'hang-up', leg });
      return;
    }
    this.#winner = leg;
    this.#phase = 'answered';
    this.#effects.push({ do: 'forward', leg });
    this.#leaveOthers();
    this.#effects.push({ do: 'end', outcome: 'delivered', site: this.#sites[leg]!, status });
  }

  #refusal(leg: number, status: number): void {
    const was = this.#legs[leg];
    if (was === 'done') return;
    this.#legs[leg] = 'done';
    if (this.#phase === 'cancelling') {
      if (leg !== this.#legs.length - 1) return;
      const last: Effect = status === 487 ? { do: 'forward', leg } : { do: 'answer', status: 487 };
      this.#finish('cancelled', last, 487);
      return;
    }
    if (this.#phase !== 'trying') return;
    if (was === 'passed' || was === 'cancelled') return;
    if (!isSiteRefusal(status)) {
      this.#finish('failed', { do: 'forward', leg }, status);
      return;
    }
    if (!this.#best || isBetter(status, this.#best.status)) this.#best = { leg, status };
    this.#effects.push({ do: 'passed-over', leg, cause: 'refused', status });
    this.tryNext();
  }

  /** Only a current leg that has said nothing can be passed over. */
  #passOver(leg: number, to: 'passed' | 'done', cause: 'silent' | 'unreachable'): void {
    const was = this.#legs[leg];
    if (was === 'passed' && to === 'done') this.#legs[leg] = 'done';
    if (was !== 'waiting') return;
    this.#legs[leg] = to;
    this.#effects.push({ do: 'passed-over', leg, cause, status: 0 });
    this.tryNext();
  }

  #gone(leg: number): void {
    const was = this.#legs[leg];
    if (was === 'waiting') {
      this.#passOver(leg, 'done', 'silent');
      return;
    }
    if (was === 'done') return;
    this.#legs[leg] = 'done';
    if (leg !== this.#legs.length - 1) return;
    if (this.#phase === 'cancelling') this.#finish('cancelled', { do: 'answer', status: 487 }, 487);
    else if (this.#phase === 'trying') this.#finish('failed', { do: 'answer', status: 408 }, 408);
  }

  #ringLimit(leg: number): void {
    if (this.#phase !== 'trying' || this.#legs[leg] !== 'served') return;
    this.#finish('failed', { do: 'answer', status: 408 }, 408);
  }

  #finish(outcome: 'failed' | 'cancelled', last: Effect, status: number): void {
    this.#phase = 'over';
    this.#effects.push(last);
    this.#leaveOthers();
    this.#effects.push({ do: 'end', outcome, site: '', status });
  }

  /** Cancels the legs that were heard of; the silent ones are cancelled when they are heard of (§9.1). */
  #leaveOthers(): void {
    for (let leg = 0; leg < this.#legs.length; leg++) {
      if (this.#legs[leg] === 'served') this.#cancel(leg);
      else if (this.#legs[leg] === 'waiting') this.#legs[leg] = 'passed';
    }
  }

  #cancel(leg: number): void {
    this.#legs[leg] = 'cancelled';
    this.#effects.push({ do: 'cancel', leg });
  }
}

/** What says more about the call than "not now": anything before 503 and 408 (§16.7 step 6). */
function isBetter(status: number, than: number): boolean {
  const vague = (code: number) => code === 503 || code === 408;
  return vague(than) && !vague(status);
}
