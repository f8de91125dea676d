/**
 * Erlang C (A. K. Erlang, 1917): what a queue with `servers` agents makes of an offered load. Exact for
 * planning and for tests; the approximation of constant cost is what a decision may afford.
 */

/**
 * The probability that a call has to wait. `load` is in erlangs (arrivals × handling time); 1 when the
 * load is not below `servers`. B₀ = 1, Bₖ = aBₖ₋₁/(k + aBₖ₋₁), C = B/(1 − ρ(1 − B)). Costs O(servers).
 */
export function erlangC(servers: number, load: number): number {
  if (servers <= 0 || load >= servers) return 1;
  if (load <= 0) return 0;
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (load * blocking) / (k + load * blocking);
  return blocking / (1 - (load / servers) * (1 - blocking));
}

/** Mean wait of all calls in ms: E[W] = C·AHT/(c(1 − ρ)). Infinite when the load is not below `servers`. */
export function erlangWaitMs(servers: number, load: number, handleMs: number): number {
  if (servers <= 0 || load >= servers) return Number.POSITIVE_INFINITY;
  return (erlangC(servers, load) * handleMs) / (servers - load);
}

/** Up to so many agents the exact formula is cheap enough for a decision. */
const exactServersMax = 64;

/**
 * The probability of waiting at bounded cost: Erlang C for small groups, and beyond them its limit by
 * Halfin and Whitt (1981), 1/(1 + β·Φ(β)/φ(β)) with β = (1 − ρ)·√c, which is within 0.03 there.
 */
export function delayRisk(servers: number, load: number): number {
  if (servers <= 0 || load >= servers) return 1;
  if (load <= 0) return 0;
  if (servers <= exactServersMax) return erlangC(servers, load);
  const beta = (1 - load / servers) * Math.sqrt(servers);
  if (beta > 8) return 0;
  const density = Math.exp((-beta * beta) / 2) / Math.sqrt(2 * Math.PI);
  return 1 / (1 + (beta * normalBelow(beta)) / density);
}

/** Φ(x) for x ≥ 0, by Abramowitz and Stegun 26.2.17; absolute error below 1e-7. */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * x);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - density * polynomial;
}
