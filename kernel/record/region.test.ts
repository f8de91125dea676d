import { expect, it } from 'vitest';
import { regionOfCall, regionOfProcess } from './region.ts';

it('a call lives in the region of the process that named it', () => {
  expect(regionOfCall('call-beijing.router-7k2f-1a')).toBe('beijing');
  expect(regionOfCall('call-shanghai-node-7k2f-1a')).toBe('shanghai');
  expect(regionOfCall('x')).toBe('unknown');
  expect(regionOfProcess('guangzhou.node')).toBe('guangzhou');
  expect(regionOfProcess('')).toBe('unknown');
});
