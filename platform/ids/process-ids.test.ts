import { describe, expect, it } from 'vitest';
import { createProcessIds } from './process-ids.ts';

describe('identifiers of a process', () => {
  it('name prefix, process, boot and sequence', () => {
    const ids = createProcessIds('beijing.router', '3-7k2f');
    expect(ids.next('call')).toBe('call-beijing.router-3-7k2f-1');
    for (let i = 0; i < 34; i++) ids.next('call');
    expect(ids.next('decision')).toBe('decision-beijing.router-3-7k2f-10');
  });

  it('refuse a process name that would not fit', () => {
    expect(() => createProcessIds('beijing/router', '1-a')).toThrow(/letters, digits/);
    expect(() => createProcessIds('x'.repeat(33), '1-a')).toThrow(/at most 32/);
  });
});
