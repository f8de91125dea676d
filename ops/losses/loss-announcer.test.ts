import { afterEach, expect, it } from 'vitest';
import type { ProcessLoss } from '../../kernel/record/process-loss.ts';
import { Teller } from '../../kernel/record/told.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { Presence } from '../../platform/coordination/presence.ts';
import { openScratchEngines } from '../../platform/embedded/scratch.ts';
import { decodeLoss, lossTopic } from '../projector/topics.ts';
import { LossAnnouncer } from './loss-announcer.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function world() {
  const time = new SimulatedTime();
  const ports = { clock: time, timers: time, random: new SimulatedRandom(1) };
  const scratch = openScratchEngines(ports);
  const ops = scratch.connect();
  const node = scratch.connect();
  const about = {
    process: 'shanghai.node',
    role: 'node',
    site: 'shanghai',
    pid: 1,
    boot: '3-aa',
    addresses: {},
  };
  const presence = new Presence(node.coordination, time, about);
  const announcer = new LossAnnouncer({
    coordination: ops.coordination,
    log: ops.log,
    clock: time,
    timers: time,
    lostAfterMs: 3000,
    appeared: () => {},
    vanished: () => {},
  });
  const said: ProcessLoss[] = [];
  ops.log.read(lossTopic, new Map(), async ({ records }) => {
    for (const record of records) said.push(decodeLoss(record.value)!);
  });
  closing.push(() => announcer.close());
  return { time, ops, node, presence, announcer, said };
}

const states = (said: readonly ProcessLoss[]) => said.map(({ boot, state }) => `${boot} ${state}`);

it('says in the log that a frozen process is lost, and that it is back', async () => {
  const { time, node, announcer, said } = await world();
  announcer.start([], []);
  await time.runAsync(1000);
  node.cut();
  await time.runAsync(4000);
  expect(states(said)).toEqual([]);
  await time.runAsync(3000);
  expect(states(said)).toEqual(['3-aa lost']);
  node.mend();
  await time.runAsync(5000);
  expect(states(said)).toEqual(['3-aa lost', '3-aa returned']);
});

it('judges owners of open rows that were gone before it began, once others of their role are seen', async () => {
  const { time, announcer, said } = await world();
  const open = { process: 'beijing.node', boot: '1-zz', site: 'beijing', at: 5 };
  const gateway = { process: 'x', boot: '1-yy', site: '', at: 5 };
  announcer.start([open, gateway], []);
  await time.runAsync(8000);
  expect(said).toMatchObject([{ process: 'beijing.node', state: 'lost', lastHeardAt: 5 }]);
});

it('keeps what it found while the log is away', async () => {
  const { time, ops, node, announcer, said } = await world();
  announcer.start([], []);
  await time.runAsync(1000);
  node.cut();
  await time.runAsync(3000);
  ops.cut();
  await time.runAsync(10_000);
  ops.mend();
  await time.runAsync(10_000);
  expect(states(said)).toEqual(['3-aa lost']);
});

it('hears from the log that a process lives although its sign of life is gone', async () => {
  const { time, node, announcer, said } = await world();
  announcer.start([], []);
  await time.runAsync(1000);
  node.cut();
  const teller = new Teller('shanghai.node', { boot: '3-aa' });
  for (let second = 0; second < 10; second++) {
    await time.runAsync(1000);
    announcer.heard(teller.arrived(time.wallMs(), `c${second}`));
  }
  expect(said).toEqual([]);
});
