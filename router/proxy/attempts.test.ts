import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempts, advance, begin, type Effect, type Happening } from './attempts.ts';

const sites = ['beijing', 'shanghai', 'guangzhou'];

/** Plays what happens and returns the effects of each step, in words. */
function play(happenings: readonly Happening[], among: readonly string[] = sites): string[] {
  const first = begin(among);
  const told = [first.effects.map(inWords).join(', ')];
  let { attempts } = first;
  for (const happened of happenings) {
    const step = advance(attempts, happened);
    attempts = step.attempts;
    told.push(step.effects.map(inWords).join(', '));
  }
  return told;
}

function inWords(effect: Effect): string {
  switch (effect.do) {
    case 'try':
      return `try ${effect.site}`;
    case 'answer':
      return `answer ${effect.status}`;
    case 'passed-over':
      return `passed over ${sites[effect.leg]}: ${effect.cause}`;
    case 'end':
      return `${effect.outcome}${effect.site ? ` to ${effect.site}` : ''} ${effect.status}`;
    default:
      return `${effect.do} ${sites[effect.leg]}`;
  }
}

describe('the attempts of one INVITE', () => {
  it('deliver to the first site that answers', () => {
    expect(
      play([
        { type: 'provisional', leg: 0, status: 100 },
        { type: 'provisional', leg: 0, status: 180 },
        { type: 'success', leg: 0, status: 200 },
        { type: 'success', leg: 0, status: 200 },
      ]),
    ).toEqual([
      'try beijing',
      '',
      'forward beijing',
      'forward beijing, delivered to beijing 200',
      'forward beijing',
    ]);
  });

  it('pass a silent site over, and cancel it when it is heard of', () => {
    expect(
      play([
        { type: 'silence', leg: 0 },
        { type: 'provisional', leg: 0, status: 100 },
        { type: 'success', leg: 1, status: 200 },
        { type: 'refusal', leg: 0, status: 487 },
      ]),
    ).toEqual([
      'try beijing',
      'passed over beijing: silent, try shanghai',
      'cancel beijing',
      'forward shanghai, delivered to shanghai 200',
      '',
    ]);
  });

  it('hang up a late answer once another site has answered', () => {
    expect(
      play([
        { type: 'silence', leg: 0 },
        { type: 'success', leg: 1, status: 200 },
        { type: 'success', leg: 0, status: 200 },
      ]).at(-1),
    ).toBe('hang-up beijing');
  });

  it('use a late answer while nobody else has answered, and cancel the other', () => {
    expect(
      play([
        { type: 'silence', leg: 0 },
        { type: 'provisional', leg: 1, status: 100 },
        { type: 'success', leg: 0, status: 200 },
        { type: 'success', leg: 1, status: 200 },
      ]).slice(2),
    ).toEqual(['', 'forward beijing, cancel shanghai, delivered to beijing 200', 'hang-up shanghai']);
  });

  it('try the next site at once when one is unreachable or refuses as a site', () => {
    expect(
      play([
        { type: 'unreachable', leg: 0 },
        { type: 'refusal', leg: 1, status: 480 },
        { type: 'refusal', leg: 2, status: 503 },
      ]),
    ).toEqual([
      'try beijing',
      'passed over beijing: unreachable, try shanghai',
      'passed over shanghai: refused, try guangzhou',
      'passed over guangzhou: refused, forward-best shanghai, failed 480',
    ]);
  });

  it('pass on what the called side says', () => {
    for (const status of [404, 486, 600, 603]) {
      expect(play([{ type: 'refusal', leg: 0, status }]).at(-1)).toBe(`forward beijing, failed ${status}`);
    }
  });

  it('answer 503 when every site is silent', () => {
    expect(
      play([
        { type: 'silence', leg: 0 },
        { type: 'silence', leg: 1 },
        { type: 'silence', leg: 2 },
      ]).at(-1),
    ).toBe('passed over guangzhou: silent, answer 503, failed 503');
  });

  it('wait for the leg that is being served when the caller cancels', () => {
    expect(
      play([
        { type: 'provisional', leg: 0, status: 180 },
        { type: 'cancel' },
        { type: 'refusal', leg: 0, status: 487 },
      ]).slice(2),
    ).toEqual(['cancel beijing', 'forward beijing, cancelled 487']);
  });

  it('answer 487 at once when the caller cancels before any word, and hang up what answers later', () => {
    expect(
      play([
        { type: 'cancel' },
        { type: 'provisional', leg: 0, status: 100 },
        { type: 'success', leg: 0, status: 200 },
      ]).slice(1),
    ).toEqual(['answer 487, cancelled 487', 'cancel beijing', 'hang-up beijing']);
  });

  it('deliver when the answer crosses the CANCEL', () => {
    expect(
      play([
        { type: 'provisional', leg: 0, status: 180 },
        { type: 'cancel' },
        { type: 'success', leg: 0, status: 200 },
      ]).at(-1),
    ).toBe('forward beijing, delivered to beijing 200');
  });

  it('answer 487 when the cancelled leg never ends', () => {
    expect(
      play([{ type: 'provisional', leg: 0, status: 180 }, { type: 'cancel' }, { type: 'gone', leg: 0 }]).at(
        -1,
      ),
    ).toBe('answer 487, cancelled 487');
  });

  it('give a leg up that rings for too long', () => {
    expect(
      play([
        { type: 'provisional', leg: 0, status: 180 },
        { type: 'ring-limit', leg: 0 },
      ]).at(-1),
    ).toBe('answer 408, cancel beijing, failed 408');
  });

  it('give the caller one final response, whatever happens in whatever order', () => {
    const leg = fc.integer({ min: 0, max: 2 });
    const happening: fc.Arbitrary<Happening> = fc.oneof(
      fc.record({ type: fc.constant('provisional' as const), leg, status: fc.constantFrom(100, 180, 183) }),
      fc.record({ type: fc.constant('success' as const), leg, status: fc.constantFrom(200, 202) }),
      fc.record({
        type: fc.constant('refusal' as const),
        leg,
        status: fc.constantFrom(404, 480, 486, 487, 503, 603),
      }),
      fc.record({
        type: fc.constantFrom(
          'silence' as const,
          'unreachable' as const,
          'gone' as const,
          'ring-limit' as const,
        ),
        leg,
      }),
      fc.record({ type: fc.constant('cancel' as const) }),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        let { attempts, effects } = begin(sites);
        let ends = effects.filter((effect) => effect.do === 'end').length;
        const wonBy = new Set<number>();
        for (const happened of happenings) {
          const before: Attempts = attempts;
          ({ attempts, effects } = advance(before, happened));
          ends += effects.filter((effect) => effect.do === 'end').length;
          for (const effect of effects) {
            if (effect.do !== 'forward' || happened.type !== 'success') continue;
            wonBy.add(effect.leg);
          }
          const trying = attempts.phase === 'trying' || attempts.phase === 'cancelling';
          expect(ends).toBe(trying ? 0 : 1);
          expect(attempts.legs.length).toBeLessThanOrEqual(sites.length);
        }
        expect(wonBy.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
