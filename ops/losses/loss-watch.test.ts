import { expect, it } from 'vitest';
import { LossWatch } from './loss-watch.ts';

const node = { process: 'shanghai.node', boot: '3-aa', site: 'shanghai', role: 'node' };
const again = { ...node, boot: '4-bb' };
const states = (watch: LossWatch, at: number) =>
  watch.findings(at).map((finding) => `${finding.boot} ${finding.state} ${finding.lastHeardAt}`);

it('a process is lost once its sign of life has been gone for the limit', () => {
  const watch = new LossWatch(3000);
  watch.appeared(node, 1000);
  watch.vanished('shanghai.node', 20_000);
  expect(states(watch, 22_999)).toEqual([]);
  expect(states(watch, 23_000)).toEqual(['3-aa lost 18000']);
  expect(states(watch, 40_000)).toEqual([]);
});

it('what it says puts the loss off, what it had said before does not', () => {
  const watch = new LossWatch(3000);
  watch.appeared(node, 1000);
  watch.vanished('shanghai.node', 20_000);
  watch.heard(node, 21_000, 21_000);
  expect(states(watch, 23_500)).toEqual([]);
  watch.heard(node, 15_000, 23_600);
  expect(states(watch, 24_000)).toEqual(['3-aa lost 21000']);
});

it('a newer boot is proof that the older one is gone', () => {
  const watch = new LossWatch(3000);
  watch.appeared(node, 1000);
  watch.appeared(again, 2000);
  expect(states(watch, 5000)).toEqual(['3-aa lost 1000']);
  expect(watch.isLost('shanghai.node', '4-bb')).toBe(false);
});

it('a frozen process that comes back is back, by its sign of life or by what it says', () => {
  const watch = new LossWatch(3000);
  watch.appeared(node, 1000);
  watch.vanished('shanghai.node', 10_000);
  watch.findings(13_000);
  watch.heard(node, 9000, 14_000);
  expect(states(watch, 14_000)).toEqual([]);
  watch.heard(node, 14_500, 14_600);
  expect(states(watch, 14_600)).toEqual(['3-aa returned 14500']);
});

it('a process that never showed a sign of life is not missed, unless its rows are left open', () => {
  const watch = new LossWatch(3000);
  watch.heard(node, 1000, 1000);
  expect(states(watch, 60_000)).toEqual([]);
  watch.absent(node, 1000, 60_000);
  expect(states(watch, 63_000)).toEqual(['3-aa lost 1000']);
});

it('what an earlier life of ops found is not found again', () => {
  const watch = new LossWatch(3000);
  watch.restore({ ...node, state: 'lost', lastHeardAt: 100, declaredAt: 3100 });
  watch.absent(node, 100, 10_000);
  expect(states(watch, 20_000)).toEqual([]);
  watch.appeared(node, 21_000);
  expect(states(watch, 21_000)).toEqual(['3-aa returned 21000']);
});
