/**
 * Counting as a port: what is measured has a name (`tandem_router_decisions_total`), a help text and
 * few labels of few values, never a call's id. Instruments are made once and used often; a call of
 * `add` or `record` is cheap and never throws.
 */
export interface Metrics {
  counter(name: string, help: string): Counter;
  /** `read` is called when somebody looks; it must be quick and must not throw. */
  gauge(name: string, help: string, read: () => number | readonly Reading[]): void;
  /** `boundaries` are the upper bounds of the buckets, rising, in the unit that the name tells. */
  histogram(name: string, help: string, boundaries: readonly number[]): Histogram;
}

export interface Counter {
  add(count?: number, labels?: Labels): void;
}

export interface Histogram {
  record(value: number, labels?: Labels): void;
}

export interface Reading {
  readonly value: number;
  readonly labels: Labels;
}

export type Labels = Readonly<Record<string, string>>;

/** Counts nothing: for simulation and for tests that don't look. */
export const noMetrics: Metrics = {
  counter: () => ({ add: () => {} }),
  gauge: () => {},
  histogram: () => ({ record: () => {} }),
};
