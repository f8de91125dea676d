/** What a chaos scenario ends with: one line of JSON, and an exit status. */
export interface Verdict {
  readonly name: string;
  /** True only if everything that was promised held. */
  readonly holds: boolean;
  readonly figures: Readonly<Record<string, number | string | boolean>>;
  /** One sentence for each promise that was broken; empty when all held. */
  readonly broken: readonly string[];
}

/** A promise: its sentence when it is broken. */
export interface Promised {
  readonly holds: boolean;
  readonly otherwise: string;
}

export function verdictOf(name: string, figures: Verdict['figures'], promises: readonly Promised[]): Verdict {
  const broken = promises.filter((promise) => !promise.holds).map((promise) => promise.otherwise);
  return { name, holds: broken.length === 0, figures, broken };
}
