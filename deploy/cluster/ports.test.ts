import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { canBindUdp, claimPortSlot } from './ports.ts';

describe('ports for a cluster', () => {
  it('come from a slot that no second cluster gets', async () => {
    const first = await claimPortSlot();
    const second = await claimPortSlot();
    const one = await first.next('127.0.0.1');
    const other = await second.next('127.0.0.1');
    expect(Math.abs(one - other)).toBeGreaterThan(1000);
    first.release();
    second.release();
  });

  it('leave out what another program holds', async () => {
    const slot = await claimPortSlot();
    const port = await slot.next('127.0.0.1');
    const other = createServer();
    other.listen(port + 1, '127.0.0.1');
    await once(other, 'listening');
    expect(await slot.next('127.0.0.1')).toBeGreaterThan(port + 1);
    other.close();
    slot.release();
  });

  it('for RTP are ranges that begin even and do not overlap', async () => {
    const slot = await claimPortSlot();
    const service = await slot.next('127.0.0.1');
    const ranges = [0, 1, 2, 3].map((part) => slot.rtpRange(part, 4));
    for (const [i, range] of ranges.entries()) {
      expect(range.portMin % 2).toBe(0);
      expect(range.portMax - range.portMin).toBeGreaterThan(300);
      expect(range.portMin).toBeGreaterThan(i === 0 ? service : ranges[i - 1]!.portMax);
    }
    expect(ranges.at(-1)!.portMax).toBeLessThanOrEqual(slot.rtpRange(0, 1).portMax);
    slot.release();
  });

  it('know which addresses are this machine’s', async () => {
    expect(await canBindUdp('127.0.0.1', 0)).toBe(true);
    expect(await canBindUdp('192.0.2.1', 0)).toBe(false);
  });
});
