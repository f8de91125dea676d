/**
 * Which events of one boot of one process have been taken: exact, whatever the order in which they
 * came. Events count from 1 without gaps, so the whole is a few ranges: all up to `through`, and
 * some beyond it while others are still on their way. A gap that stays is what a lost disk took.
 */
export class Heard {
  #through: number;
  /** Ascending, apart from each other and from `through` by at least one missing number. */
  #beyond: [from: number, to: number][];

  constructor(through = 0, beyond: readonly (readonly [number, number])[] = []) {
    this.#through = through;
    this.#beyond = beyond.map(([from, to]) => [from, to]);
  }

  get through(): number {
    return this.#through;
  }

  get beyond(): readonly (readonly [number, number])[] {
    return this.#beyond;
  }

  has(sequence: number): boolean {
    return sequence <= this.#through || this.#beyond.some(([from, to]) => from <= sequence && sequence <= to);
  }

  /** False for a repeat. */
  take(sequence: number): boolean {
    if (this.has(sequence)) return false;
    let at = this.#beyond.findIndex(([from]) => from > sequence);
    if (at < 0) at = this.#beyond.length;
    const before = this.#beyond[at - 1];
    const after = this.#beyond[at];
    const joinsBefore = before?.[1] === sequence - 1;
    const joinsAfter = after?.[0] === sequence + 1;
    if (joinsBefore && joinsAfter) this.#beyond.splice(at - 1, 2, [before[0], after[1]]);
    else if (joinsBefore) before[1] = sequence;
    else if (joinsAfter) after[0] = sequence;
    else this.#beyond.splice(at, 0, [sequence, sequence]);
    const first = this.#beyond[0];
    if (first && first[0] === this.#through + 1) {
      this.#through = first[1];
      this.#beyond.shift();
    }
    return true;
  }

  /** How many numbers are missing below the highest that was heard. */
  missing(): number {
    let missing = 0;
    let reached = this.#through;
    for (const [from, to] of this.#beyond) {
      missing += from - reached - 1;
      reached = to;
    }
    return missing;
  }

  copy(): Heard {
    return new Heard(this.#through, this.#beyond);
  }
}
