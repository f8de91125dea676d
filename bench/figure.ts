/** One measured figure, as `tandem bench NAME --json` prints it: a line of JSON each. */
export interface Figure {
  /** Of the bench. */
  readonly name: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held beside, and where that comes from; empty for none. */
  readonly against: string;
  readonly againstValue: number | null;
  /** `value` ÷ `againstValue`, three digits; null without one. */
  readonly ratio: number | null;
  /** What it is held to, in words: `<= 50`. */
  readonly goal: string;
  readonly holds: boolean;
}

export interface Goal {
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Beside {
  readonly what: string;
  readonly value: number;
}

export function figureOf(
  name: string,
  figure: string,
  value: number,
  unit: string,
  goal: Goal,
  beside?: Beside,
): Figure {
  const rounded = Math.round(value * 100) / 100;
  const words = [
    ...(goal.atMost === undefined ? [] : [`<= ${goal.atMost}`]),
    ...(goal.atLeast === undefined ? [] : [`>= ${goal.atLeast}`]),
  ];
  return {
    name,
    figure,
    value: rounded,
    unit,
    against: beside?.what ?? '',
    againstValue: beside?.value ?? null,
    ratio: beside ? Number((value / beside.value).toPrecision(3)) : null,
    goal: words.join(' and '),
    holds:
      Number.isFinite(value) &&
      (goal.atMost === undefined || value <= goal.atMost) &&
      (goal.atLeast === undefined || value >= goal.atLeast),
  };
}
