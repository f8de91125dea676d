import { describe, expect, it } from 'vitest';
import { createSimulatedPeerLinks } from '../../kernel/simulated/peers.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { PeerMessage } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import { createGrpcClient } from '../grpc/client.ts';
import { startGrpcServer } from '../grpc/server.ts';
import { dialPeer, peerLinksService } from './dial-peer.ts';
import type { Link, SitePeerLink } from './link.ts';
import { describePeerLink } from './peer-link-contract.ts';
import { createPeerServer } from './peer-server.ts';

const alice = { peerId: 'alice', incarnation: { grant: 1, boot: 1 } };
const bob = { peerId: 'bob', incarnation: { grant: 7, boot: 2 } };
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function startBob(port = 0) {
  let link: SitePeerLink | undefined;
  const peers = createPeerServer({
    self: bob,
    expects: (peerId) => peerId === 'alice',
    onPeer: (each) => {
      link = each;
    },
  });
  const server = await startGrpcServer({ listen: { host: '127.0.0.1', port }, services: [peers.service] });
  return { server, peers, link: () => link };
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 8000; waited += 5) {
    if (holds()) return;
    await pause(5);
  }
  expect.unreachable('it never came to be');
}

describePeerLink('a peer link over gRPC', async () => {
  // Bob's link exists only once alice has called; the suite needs it from the start.
  const earlier: ((link: SitePeerLink) => void)[] = [];
  let link: SitePeerLink | undefined;
  const peers = createPeerServer({
    self: bob,
    expects: () => true,
    onPeer: (each) => {
      link = each;
      for (const register of earlier) register(each);
    },
  });
  const listen = { host: '127.0.0.1', port: 0 };
  const server = await startGrpcServer({ listen, services: [peers.service] });
  const proxy: SitePeerLink = {
    get peerId() {
      return link?.peerId ?? '';
    },
    isOpen: () => link?.isOpen() ?? false,
    send: (message) => link?.send(message),
    onMessage: (receive) =>
      link ? link.onMessage(receive) : earlier.push((each) => each.onMessage(receive)),
    onOpen: (opened) => (link ? link.onOpen(opened) : earlier.push((each) => each.onOpen(opened))),
    onClosed: (closed) => (link ? link.onClosed(closed) : earlier.push((each) => each.onClosed(closed))),
    close: () => link?.close(),
  };
  const dialed = dialPeer({ peerId: 'bob', address: server.address, self: alice });
  return {
    a: dialed,
    b: proxy,
    until,
    settle: () => pause(50),
    breakStream: () => (dialed as Link).breakStream('connection lost'),
    async close() {
      dialed.close();
      peers.close();
      await server.close(200);
    },
  };
});

describePeerLink('a simulated peer link', async () => {
  const time = new SimulatedTime();
  const links = createSimulatedPeerLinks<PeerMessage, PeerMessage>(time, { a: 'alice', b: 'bob' });
  const a = links.a as SitePeerLink;
  const b = links.b as SitePeerLink;
  time.after(0, links.open);
  return {
    a,
    b,
    async until(holds) {
      for (let step = 0; step < 10_000 && !holds(); step++) time.run(1);
      expect(holds()).toBe(true);
    },
    settle: async () => time.run(1000),
    breakStream: () => {
      links.cut('connection lost');
      time.after(50, links.open);
    },
    close: async () => links.cut('over'),
  };
});

describe('a peer link over gRPC', () => {
  it('gives the peer’s Hello first on each opening', async () => {
    const { server, peers } = await startBob();
    const link = dialPeer({ peerId: 'bob', address: server.address, self: alice });
    const bodies: (string | undefined)[] = [];
    link.onMessage((message) => bodies.push(message.body));
    await until(() => bodies.length > 0);
    expect(bodies).toEqual(['hello']);
    link.close();
    peers.close();
    await server.close(100);
  });

  it('comes back by itself when the server was away', async () => {
    const first = await startBob();
    const port = Number(first.server.address.split(':')[1]);
    const link = dialPeer({ peerId: 'bob', address: first.server.address, self: alice });
    await until(() => link.isOpen());
    await first.server.close(10);
    await until(() => !link.isOpen());
    await pause(300);
    const second = await startBob(port);
    await until(() => link.isOpen() && second.link()?.isOpen() === true);
    link.close();
    await second.server.close(10);
  });

  it('hangs up on a stranger, and on a peer that is not the one dialed', async () => {
    const { server, link } = await startBob();
    const mallory = dialPeer({
      peerId: 'bob',
      address: server.address,
      self: { peerId: 'mallory', incarnation: { grant: 1, boot: 1 } },
    });
    const lost = dialPeer({ peerId: 'carol', address: server.address, self: alice });
    await pause(200);
    expect(lost.isOpen()).toBe(false);
    lost.close();
    mallory.close();
    expect(link()?.isOpen() ?? false).toBe(false);
    await server.close(10);
  });

  it('is given up when the peer reads nothing for too long', async () => {
    const { server, link } = await startBob();
    const client = createGrpcClient(server.address);
    const call = client.duplex(peerLinksService.Connect);
    call.on('error', () => {});
    call.write({ messages: [{ hello: alice }] });
    await until(() => link()?.isOpen() === true);
    call.pause();
    const reasons: string[] = [];
    link()!.onClosed((reason) => reasons.push(reason));
    const text = 'x'.repeat(2000);
    for (let i = 0; i < 60_000 && reasons.length === 0; i++) {
      link()!.send({ decisionOver: { decisionId: text } });
      if (i % 50 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(reasons).toEqual(['slow']);
    call.cancel();
    client.close();
    await server.close(10);
  });
});
