import { describe, expect, it } from 'vitest';
import { Echo } from './echo.ts';

describe('the echo of a link', () => {
  it('proves both directions, and its age grows when either is silent', () => {
    const ours = new Echo();
    const theirs = new Echo();
    expect(ours.ageMs(0)).toBe(Number.POSITIVE_INFINITY);
    theirs.heard(ours.beat(100), 5_000);
    expect(ours.ageMs(101)).toBe(Number.POSITIVE_INFINITY);
    ours.heard(theirs.beat(5_050), 152);
    expect(ours.ageMs(152)).toBe(52);
    expect(ours.roundTripMs).toBe(52);
    ours.heard(theirs.beat(5_150), 252);
    expect(ours.ageMs(252)).toBe(152);
  });

  it('ignores an echo that lies in the future or is older than one already seen', () => {
    const ours = new Echo();
    ours.heard({ sentUs: 1, echoUs: 900_000 }, 100);
    expect(ours.ageMs(100)).toBe(Number.POSITIVE_INFINITY);
    ours.heard({ sentUs: 2, echoUs: 90_000 }, 100);
    ours.heard({ sentUs: 3, echoUs: 50_000 }, 100);
    expect(ours.ageMs(100)).toBe(10);
  });

  it('proves nothing after the stream broke', () => {
    const ours = new Echo();
    ours.heard({ sentUs: 2, echoUs: 90_000 }, 100);
    ours.reset();
    expect(ours.ageMs(100)).toBe(Number.POSITIVE_INFINITY);
    expect(ours.beat(100).echoUs).toBe(0);
  });
});
