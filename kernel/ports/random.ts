/** Randomness. The real adapter is cryptographically strong; the simulated one comes from the seed. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
}
