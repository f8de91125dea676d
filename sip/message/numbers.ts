import { isToken, readNumber, skipSpace, skipToken } from './scan.ts';

/** CSeq (RFC 3261 §8.1.1.5): the number is below 2³¹. */
export interface CSeq {
  readonly number: number;
  readonly method: string;
}

export const cseqNumber_max = 2 ** 31 - 1;
export const maxForwards_max = 255;
/** Seconds: 2³² − 1 (RFC 3261 §20.19). */
export const deltaSeconds_max = 2 ** 32 - 1;

/** `undefined` when it is no number and method; a number out of range comes back as -1. */
export function parseCSeq(text: string): CSeq | undefined {
  const digitsEnd = skipToken(text, 0);
  const methodStart = skipSpace(text, digitsEnd);
  if (digitsEnd === 0 || methodStart === digitsEnd) return undefined;
  const digits = text.slice(0, digitsEnd);
  const method = text.slice(methodStart);
  if (!isToken(method)) return undefined;
  const number = readNumber(digits, cseqNumber_max);
  if (number < 0 && !/^\d+$/.test(digits)) return undefined;
  return { number, method };
}

/** Seconds; what is too large counts as the largest, `undefined` when it is no number (RFC 3261 §20.19). */
export function parseDeltaSeconds(text: string): number | undefined {
  const seconds = readNumber(text, deltaSeconds_max);
  if (seconds >= 0) return seconds;
  return /^\d+$/.test(text) ? deltaSeconds_max : undefined;
}
