import { afterEach, describe, expect, it } from 'vitest';
import type { DatagramSocket } from '../../kernel/ports/datagram.ts';
import type { Metrics } from '../../kernel/ports/metrics.ts';
import { createUdpDatagrams } from './udp-datagrams.ts';

const open: DatagramSocket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) await socket.close();
});
const any = { host: '127.0.0.1', port: 0 };

async function bind(datagrams = createUdpDatagrams(), local = any): Promise<DatagramSocket> {
  const socket = await datagrams.bind(local);
  open.push(socket);
  return socket;
}

describe('UDP sockets', () => {
  it('carry datagrams and tell who sent them', async () => {
    const alice = await bind();
    const bob = await bind();
    const heard = new Promise<string>((resolve) =>
      bob.onDatagram((payload, from) => resolve(`${Buffer.from(payload)} from ${from.port}`)),
    );
    alice.send(Buffer.from('hello'), bob.local);
    expect(await heard).toBe(`hello from ${alice.local.port}`);
  });

  it('replace the receiver when it is set again', async () => {
    const alice = await bind();
    const bob = await bind();
    bob.onDatagram(() => expect.unreachable());
    const heard = new Promise<void>((resolve) => bob.onDatagram(() => resolve()));
    alice.send(Buffer.from('x'), bob.local);
    await heard;
  });

  it('name the address that is taken, and what to do', async () => {
    const alice = await bind();
    await expect(bind(createUdpDatagrams(), alice.local)).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`127.0.0.1:${alice.local.port}: the port is in use`),
    });
    await expect(bind(createUdpDatagrams(), { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'address-not-here',
    });
  });

  it('count what cannot be sent, and go on', async () => {
    let errors = 0;
    const metrics: Metrics = {
      counter: () => ({ add: () => (errors += 1) }),
      gauge: () => {},
      histogram: () => ({ record: () => {} }),
    };
    const alice = await bind(createUdpDatagrams({ metrics }));
    alice.send(new Uint8Array(70_000), { host: '127.0.0.1', port: 9 });
    alice.send(Buffer.from('x'), { host: '127.0.0.1', port: 0 });
    alice.send(Buffer.from('x'), { host: 'localhost', port: 9 });
    const heard = new Promise<void>((resolve) => alice.onDatagram(() => resolve()));
    alice.send(Buffer.from('x'), alice.local);
    await heard;
    expect(errors).toBe(3);
  });

  it('send nothing after they are closed', async () => {
    const alice = await bind();
    await Promise.all([alice.close(), alice.close()]);
    alice.send(Buffer.from('x'), any);
  });
});
