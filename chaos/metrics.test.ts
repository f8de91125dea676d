import { expect, it } from 'vitest';
import { sumOfMetric } from './metrics.ts';

it('sums the series of one metric that have the labels asked for', () => {
  const text =
    '# HELP x_total things\nx_total{cause="old",site="a"} 3 1700\nx_total{cause="new"} 4\nx_total_more 9\ny 2\n';
  expect(sumOfMetric(text, 'x_total')).toBe(7);
  expect(sumOfMetric(text, 'x_total', { cause: 'old' })).toBe(3);
  expect(sumOfMetric(text, 'y')).toBe(2);
  expect(sumOfMetric(text, 'z')).toBe(0);
});
