import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listenersOf, tcpListeners, unixListeners } from './listeners.ts';

describe('listeners', () => {
  it('are the TCP sockets that listen, not those that talk', () => {
    const text =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
      '   0: 0101007F:4E25 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n' +
      '   1: 0101007F:4E25 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0\n';
    expect(tcpListeners(text)).toEqual([['4711', { kind: 'tcp', address: '127.0.1.1:20005' }]]);
  });

  it('are the Unix sockets that listen and have a path', () => {
    const text =
      'Num       RefCount Protocol Flags    Type St Inode Path\n' +
      '0000000000000000: 00000002 00000000 00010000 0001 01 81 /tmp/a folder/control.sock\n' +
      '0000000000000000: 00000003 00000000 00000000 0001 03 82 /tmp/a folder/control.sock\n' +
      '0000000000000000: 00000003 00000000 00000000 0001 03 83\n';
    expect(unixListeners(text)).toEqual([['81', { kind: 'unix', address: '/tmp/a folder/control.sock' }]]);
  });

  it.skipIf(process.platform !== 'linux')('of this very process are found', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'listeners-'));
    const path = join(folder, 'x.sock');
    const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(path)];
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const tcp = servers[0]!.address() as { port: number };
    const addresses = listenersOf([process.pid]).map(({ address }) => address);
    expect(addresses).toEqual(expect.arrayContaining([`127.0.0.1:${tcp.port}`, path]));
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
