import type { Random } from '../../kernel/ports/random.ts';

/** What makes callers differ, drawn from one seed. */

/** A mobile number: 138 and eight digits. */
export function drawAni(random: Random): string {
  return `138${String(Math.floor(random.unit() * 1e8)).padStart(8, '0')}`;
}

/** Exponential with this mean; 0 stays 0. */
export function drawExponentialMs(random: Random, meanMs: number): number {
  return -Math.log(1 - random.unit()) * meanMs;
}

/** Lognormal: half of the draws are below `medianMs`; `sigma` is the standard deviation of the logarithm. */
export function drawLognormalMs(random: Random, medianMs: number, sigma: number): number {
  return medianMs * Math.exp(sigma * drawNormal(random));
}

/** Uniform from `min` to `max`. */
export function drawBetween(random: Random, min: number, max: number): number {
  return min + (max - min) * random.unit();
}

export function drawOne<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random.unit() * choices.length)]!;
}

/** Standard normal, by Box and Muller (1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
