/** The router as an operating-system process, on real sockets; SIPp as the carrier and as the sites' edges. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock/system-clock.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { createGrpcClient, type GrpcClient } from '../platform/grpc/client.ts';
import { loadContract } from '../platform/grpc/load-contract.ts';
import { type GrpcServer, startGrpcServer } from '../platform/grpc/server.ts';
import { createPeerServer, type PeerServer } from '../platform/peers/peer-server.ts';
import type { ProtoGrpcType } from '../proto/generated/prerouting.ts';
import type { PeerMessage__Output } from '../proto/generated/tandem/v1/PeerMessage.ts';
import type { RouteReplyBatch__Output } from '../proto/generated/tandem/v1/RouteReplyBatch.ts';
import { hostOf, type SiteName } from './simulated/simulated-cluster.ts';
import { queueState, SimulatedSite, type SiteEnd } from './simulated/simulated-site.ts';

const { service } = loadContract<ProtoGrpcType>('prerouting').tandem.v1.PreRouting;
const hasSipp = spawnSync('sh', ['-c', 'command -v sipp']).status === 0;
const noSipp = 'sipp is missing: apt-get install sip-tester';
if (!hasSipp) {
  if (process.env.TANDEM_REQUIRE_ALL === '1') throw new Error(`${noSipp} (TANDEM_REQUIRE_ALL=1)`);
  process.stdout.write(`skipped here: ${noSipp}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'tandem-router-'));
const names: SiteName[] = ['beijing', 'shanghai'];
const children: ChildProcess[] = [];
const nodes: { readonly grpc: GrpcServer; readonly peers: PeerServer }[] = [];
const edges = new Map<SiteName, number>();
let router: ChildProcess;
let sip = '';
let client: GrpcClient;

async function isTaken(host: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(true));
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(false)));
  });
}

/** A UDP port that was free a moment ago on this host. */
async function freePort(host: string): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

async function startNode(site: SiteName): Promise<string> {
  const simulated = new SimulatedSite(
    site,
    [queueState('service', { ready: 20, busy: 0 })],
    systemClock,
    systemTimers,
  );
  const peers = createPeerServer({
    self: { peerId: `${site}.node`, incarnation: simulated.incarnation },
    expects: () => true,
    onPeer: (link) => simulated.attach(asSiteEnd(link)),
  });
  const grpc = await startGrpcServer({ listen: { host: hostOf(site), port: 0 }, services: [peers.service] });
  nodes.push({ grpc, peers });
  return grpc.address;
}

/** A real link sends whatever a simulated one may. */
function asSiteEnd(link: Parameters<Parameters<typeof createPeerServer>[0]['onPeer']>[0]): SiteEnd {
  return {
    peerId: link.peerId,
    isOpen: () => link.isOpen(),
    send: (message: PeerMessage__Output) => link.send(message),
    onMessage: (receive) => link.onMessage((message) => receive(message)),
    onOpen: (opened) => link.onOpen(opened),
    onClosed: (closed) => link.onClosed(closed),
    close: () => link.close(),
  };
}

beforeAll(async () => {
  const sites = [];
  for (const site of names) {
    const port = await freePort(hostOf(site));
    edges.set(site, port);
    sites.push({ id: site, sip: `${hostOf(site)}:${port}`, grpc: await startNode(site) });
  }
  sip = `127.0.1.1:${await freePort('127.0.1.1')}`;
  const key = join(folder, 'key');
  writeFileSync(key, new Uint8Array(32).fill(3));
  const config = {
    process: { name: 'beijing.router', site: 'beijing', dataDir: join(folder, 'data') },
    enginesFolder: join(folder, 'sockets'),
    sip,
    grpc: '127.0.1.1:0',
    sites,
    routers: [],
    callTypes: [{ name: 'default', dnis: [], queue: 'service' }],
    trunks: [{ id: 'demo', sources: ['127.0.0.0/8'] }],
    secrets: { routeTokenKeyFile: key },
    // What is tried here is not how fast a machine full of other suites answers.
    limits: { silenceMs: 3_000, echoAgeMaxMs: 3_000 },
  };
  const file = join(folder, 'router.json');
  writeFileSync(file, JSON.stringify(config));
  router = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--config', file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(router);
  const [ready] = (await once(router, 'message')) as [{ type: string; grpc: string }];
  expect(ready.type).toBe('ready');
  client = createGrpcClient(ready.grpc);
  await waitFor(async () => {
    const { isDefault, targets } = await route('warm-up');
    return !isDefault && targets.length === names.length;
  });
});

afterAll(async () => {
  client?.close();
  for (const { grpc, peers } of nodes) {
    peers.close();
    await grpc.close(100);
  }
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function route(requestId: string) {
  return client.unary(
    service.Route,
    { requestId, dnis: '95588', ani: '1', trunk: 'scp' },
    { deadlineMs: 1000 },
  );
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const untilMono = systemClock.monoMs() + 8_000;
  while (!(await holds())) {
    if (systemClock.monoMs() > untilMono) throw new Error('it did not come to hold within 8 s');
    await new Promise<void>((resolve) => systemTimers.after(50, resolve));
  }
}

describe('a router process', () => {
  it('answers a route request over gRPC with sites, URIs and tokens', async () => {
    const reply = await route('one');
    expect(reply).toMatchObject({ requestId: 'one', queue: 'service', isDefault: false });
    expect(reply.targets.map((target) => target.site).toSorted()).toEqual(['beijing', 'shanghai']);
  });

  it('answers a thousand on one stream', async () => {
    const stream = client.duplex(service.RouteStream);
    const answered = new Set<string>();
    stream.on('data', ({ replies }: RouteReplyBatch__Output) => {
      for (const { requestId, targets } of replies) if (targets.length > 0) answered.add(requestId);
    });
    for (let batch = 0; batch < 10; batch++) {
      const requests = Array.from({ length: 100 }, (_, i) => ({ requestId: `${batch}-${i}`, dnis: '1' }));
      stream.write({ requests });
    }
    stream.end();
    await once(stream, 'end');
    expect(answered.size).toBe(1000);
  });

  it('ends a stream that puts too many into one frame, and goes on with the others', async () => {
    const stream = client.duplex(service.RouteStream);
    stream.on('data', () => {});
    const failed = once(stream, 'error') as Promise<[Error & { code: number }]>;
    stream.write({ requests: Array.from({ length: 1001 }, () => ({ requestId: 'x' })) });
    const [error] = await failed.catch((thrown: Error & { code: number }) => [thrown]);
    expect(error?.code).toBe(8);
    expect((await route('after')).requestId).toBe('after');
  });

  it('refuses texts that are no numbers', async () => {
    const long = client.unary(service.Route, { requestId: 'x', dnis: '4'.repeat(300) }, { deadlineMs: 1000 });
    await expect(long).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it.skipIf(!hasSipp)(
    'carries SIPp calls from its stock caller to its stock answerer, ACK and BYE too',
    async () => {
      for (const site of names) {
        const uas = sipp(['-sn', 'uas', '-i', hostOf(site), '-p', String(edges.get(site))]);
        uas.unref();
        await waitFor(() => isTaken(hostOf(site), edges.get(site)!));
      }
      const port = await freePort('127.0.0.1');
      const uac = sipp([
        ...['-sn', 'uac', '-i', '127.0.0.1', '-p', String(port), '-s', '95588'],
        ...['-m', '40', '-r', '40', '-d', '200', '-timeout', '15s', '-timeout_error', sip],
      ]);
      const [code] = (await once(uac, 'exit')) as [number | null];
      expect(code).toBe(0);
    },
  );

  it('ends in order when it is told to', async () => {
    router.kill('SIGTERM');
    const [code] = (await once(router, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});

function sipp(args: readonly string[]): ChildProcess {
  const child = spawn('sipp', [...args, '-nostdin'], { cwd: folder, stdio: 'ignore' });
  children.push(child);
  return child;
}
