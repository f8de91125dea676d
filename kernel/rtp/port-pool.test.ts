import { describe, expect, it } from 'vitest';
import { SimulatedNetwork } from '../simulated/network.ts';
import { SimulatedRandom } from '../simulated/random.ts';
import { SimulatedTime } from '../simulated/time.ts';
import { PortPool } from './port-pool.ts';

function set(portMin: number, portMax: number) {
  const time = new SimulatedTime();
  const network = new SimulatedNetwork(time, new SimulatedRandom(1));
  const pool = new PortPool(network.datagrams, time, time, {
    host: '10.0.0.1',
    portMin,
    portMax,
    warmPorts: 2,
  });
  return { time, network, pool };
}

describe('the pool of ports', () => {
  it('lends even ports until none is left', async () => {
    const { pool } = set(30_001, 30_007);
    await pool.open();
    const lent = [await pool.take(), await pool.take(), await pool.take(), await pool.take()];
    expect(lent.map((port) => port?.local.port)).toEqual([30_002, 30_004, 30_006, undefined]);
    expect(pool.portsMax).toBe(3);
  });

  it('lets a port rest before it lends it again, and counts what comes meanwhile', async () => {
    const { pool, network, time } = set(30_000, 30_001);
    const first = (await pool.take())!;
    let heard = 0;
    first.onPacket(() => (heard += 1));
    const far = network.bind({ host: '10.0.0.2', port: 0 });
    far.send(Uint8Array.of(1), first.local);
    await time.runAsync(1);
    first.giveBack();
    first.giveBack();
    far.send(Uint8Array.of(2), first.local);
    await time.runAsync(1000);
    expect(await pool.take()).toBeUndefined();
    await time.runAsync(1100);
    expect((await pool.take())?.local.port).toBe(30_000);
    expect([heard, pool.strayPackets]).toEqual([1, 1]);
    expect(await pool.take()).toBeUndefined();
  });

  it('passes over ports that another program holds', async () => {
    const { pool, network } = set(30_000, 30_004);
    network.bind({ host: '10.0.0.1', port: 30_000 });
    expect((await pool.take())?.local.port).toBe(30_002);
    expect([pool.portsMax, pool.unusablePorts]).toEqual([2, 1]);
  });
});
