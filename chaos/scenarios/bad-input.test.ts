/** What nobody should send is sent to every door of a whole cluster, while calls go on. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { populationPorts } from '../../cli/population-ports.ts';
import { runSteps } from '../../cli/steps.ts';
import { type ClusterConfig, readClusterConfig } from '../../deploy/cluster/cluster-config.ts';
import { projectDir, type RunningCluster, startCluster } from '../../deploy/cluster/start-cluster.ts';
import { processesOf } from '../../deploy/doctor/running.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { type RouteToken, signRouteToken } from '../../kernel/token/route-token.ts';
import { isAllWell } from '../../ops/records/check.ts';
import { createGrpcClient } from '../../platform/grpc/client.ts';
import { healthService } from '../../platform/grpc/health.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import { openLine } from '../../population/callers/line.ts';
import type { ProtoGrpcType } from '../../proto/generated/prerouting.ts';
import { Garbage } from '../faults/garbage.ts';
import { askTooLate } from '../faults/late-route.ts';
import { listenersOf } from '../faults/listeners.ts';
import { startWithFault } from '../faults/refused-start.ts';
import { sendSipStorm } from '../faults/sip-storm.ts';
import { readMetric } from '../metrics.ts';
import { watchProcesses } from '../process-watch.ts';
import { untilAgentsReady } from '../sipp/console.ts';
import { settledRecords } from '../sipp/settled-records.ts';

const { Route } = loadContract<ProtoGrpcType>('prerouting').tandem.v1.PreRouting.service;
const ports = { ...populationPorts(), random: new SimulatedRandom(20_261_122) };
const { timers } = ports;
const dataDir = mkdtempSync(join(tmpdir(), 'tandem-bad-input-'));
const pause = (ms: number) => new Promise<void>((done) => timers.after(ms, done));

/** Whatever is not 4001, 4002 or 4000 is for a queue that takes nobody: what survives the damage holds no agent. */
function cluster(): ClusterConfig {
  const config = readClusterConfig(undefined, { traffic: 'off', agents: 8 });
  const queues = [...config.queues, { name: 'nobody', maxQueuedCalls: 0, servedBy: 'desks' as const }];
  const callTypes = config.callTypes.map((type) =>
    type.name === 'default' ? { ...type, queue: 'nobody' } : type,
  );
  return { ...config, queues, callTypes, wrapUpMs: 200, treatment: { greetingMs: 'off' } };
}

/** `tandem load` in a process of its own, so that the attacker takes no turn from the callers. */
function callAlongside(router: string): Promise<{ readonly status: number | null; readonly said: string }> {
  const words = ['load', '--rate', '3', '--calls', '60', '--talk', '3000', '--to', router, '--json'];
  const child = spawn(join(projectDir, 'bin/tandem'), words, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said = (said + text).slice(-2000);
    });
  }
  return new Promise((done) => child.once('close', (status) => done({ status, said })));
}

describe('bad input', () => {
  let running: RunningCluster;
  let watch: Awaited<ReturnType<typeof watchProcesses>>;
  const startedMs = ports.clock.wallMs();

  beforeAll(async () => {
    running = await startCluster({
      dataDir,
      config: cluster(),
      show: runSteps,
      onNote: (text) => console.log(text),
    });
    await untilAgentsReady(running.file.console, { queue: 'sales', agents: 24, withinMs: 30_000 }, timers);
    watch = await watchProcesses(running.file, dataDir);
  });

  afterAll(async () => {
    await running?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('at every port stops no call: 20,000 damaged datagrams, garbage, half-open connections', async () => {
    const { file } = running;
    const [router] = file.routers;
    const [site] = file.sites;
    const pids = processesOf(file).map(({ pid }) => pid);
    const doors = process.platform === 'linux' ? listenersOf(pids) : [];
    const garbage = new Garbage(ports.random, timers);
    const load = callAlongside(router!.sip);
    const storms = [router!.sip, site!.sip].map((target) =>
      sendSipStorm(ports, {
        target,
        dnis: '4999',
        user: site!.agents[0]!.user,
        datagrams: 10_000,
        perSecond: 600,
        host: process.platform === 'linux' ? '127.0.0.66' : '127.0.0.1',
      }),
    );
    for (let round = 0; round < 3; round++) {
      for (const door of doors) await garbage.throwAt(door);
    }
    const seen = await Promise.all(storms);
    const callers = await load;
    const half = { ...garbage.counters };
    garbage.close();

    expect(callers.said).toContain('"offered":60,"answered":60,');
    expect(callers.status, callers.said).toBe(0);
    for (const { sent, came, silences } of seen) {
      expect([sent, silences]).toEqual([10_000, 0]);
      expect(came.get('400') ?? 0).toBeGreaterThan(2000);
    }
    for (const [http, metric] of [
      [router!.http, 'tandem_router_sip_faults'],
      [site!.desktop, 'tandem_sip_faults'],
    ] as const)
      expect(await readMetric(http, metric), metric).toBeGreaterThan(2000);
    if (doors.length > 0) {
      expect(doors.length).toBeGreaterThan(18);
      expect(half.connections).toBe(doors.length * 16 * 3);
      expect(half.answered).toBeGreaterThan(doors.length);
    }
  });

  it('leaves every door open', async () => {
    const { file } = running;
    for (const { grpc } of [...file.routers, ...file.sites, ...file.gateways]) {
      const client = createGrpcClient(grpc);
      const { status } = await client.unary(healthService.Check, { service: '' }, { deadlineMs: 2000 });
      client.close();
      expect(status, grpc).toBe('SERVING');
    }
    const http = [
      file.console,
      ...file.routers.map((each) => each.http),
      ...file.sites.map((each) => each.desktop),
    ];
    for (const address of [...http, ...file.gateways.map((each) => each.http)])
      expect((await fetch(`http://${address}/healthz`)).status, address).toBe(200);
  });

  it('in a route token is refused with the status it deserves, and counted', async () => {
    const [site, other] = running.file.sites;
    const key = readFileSync(join(dataDir, 'secrets', 'route-token.key'));
    const nowMs = ports.clock.wallMs();
    const token: RouteToken = {
      callId: 'call-of-nobody',
      decisionId: 'd',
      site: site!.id,
      callType: 'sales',
      queue: 'nobody',
      priority: 5,
      expiresAtMs: nowMs + 10_000,
    };
    const sign = (change: Partial<RouteToken>, by: Uint8Array = key) =>
      signRouteToken({ ...token, ...change }, by, ports.hash);
    const good = sign({});
    const [version, fields] = good.split('.');
    const cases = [
      ['malformed', 403, 'token'],
      ['malformed', 403, 'x'.repeat(2000)],
      ['bad-signature', 403, sign({}, new Uint8Array(32).fill(1))],
      ['bad-signature', 403, `${version}.${fields}.${sign({ priority: 9 }).split('.')[2]}`],
      ['expired', 480, sign({ expiresAtMs: nowMs - 60_000 })],
      ['other-site', 480, sign({ site: other!.id })],
    ] as const;
    const line = await openLine(ports, { host: '127.0.0.1', portMin: 42_000, portMax: 59_999 });
    const call = (text: string) =>
      new Promise<number>((done) => {
        const outgoing = line.userAgent.invite(
          {
            uri: `sip:4001@${site!.sip}`,
            from: 'sip:forger@127.0.0.1',
            headers: [['Route', `<sip:${site!.sip};lr;tandem-token=${text}>`]],
          },
          {
            onAnswered: (response) => {
              done(response.status);
              outgoing.hangUp();
            },
            onEnded: (end) => done('status' in end ? end.status : 0),
          },
        );
      });
    const counted = (fault: string) =>
      readMetric(site!.desktop, 'tandem_edge_calls_refused_total', { cause: `token-${fault}` });
    for (const [fault, status, text] of cases) {
      const before = await counted(fault);
      expect(await call(text), fault).toBe(status);
      expect(await counted(fault), fault).toBe(before + 1);
    }
    expect(await call(good)).toBe(200);
    expect(await call(good), 'a second time').toBe(482);
    await line.close();
  });

  it('as a route request past its deadline is answered so, and the next one is served', async () => {
    const [router] = running.file.routers;
    const statuses = await askTooLate(router!.grpc, 20);
    expect(new Set(statuses)).toEqual(new Set(['4']));
    const client = createGrpcClient(router!.grpc);
    const request = { requestId: 'in-time', dnis: '4001', ani: '1', trunk: 'scp' };
    const reply = await client.unary(Route, request, { deadlineMs: 2000 });
    client.close();
    expect(reply).toMatchObject({ requestId: 'in-time', isDefault: false });
  });

  it('in a configuration ends the start of each process, which names the key', async () => {
    const names = [
      ['engines', 'platform/embedded/main.ts'],
      ['beijing.router', 'router/main.ts'],
      ['beijing.node', 'nodes/main.ts'],
      ['gateway-1', 'frontend-gateway/main.ts'],
      ['backend-1', 'population/backend/main.ts'],
      ['ops', 'ops/main.ts'],
      ['population', 'population/crowd/main.ts'],
    ] as const;
    const patience = { timers, withinMs: 40_000 };
    for (const [name, main] of names) {
      const config = join(dataDir, 'config', `${name}.json`);
      const { status, stderr } = await startWithFault(main, config, { colour: 'red' }, dataDir, patience);
      expect(status, `${name}: ${stderr}`).toBe(1);
      expect(stderr, name).toMatch(/unknown key "colour"; known here: /);
    }
  });

  it('has harmed nobody: same processes, quiet logs, records in order', async () => {
    await pause(1000);
    const broken = (await watch.promises()).filter(({ holds }) => !holds).map(({ otherwise }) => otherwise);
    expect(broken).toEqual([]);
    const { checked } = await settledRecords(running.file, ports, { fromMs: startedMs, sipCallIds: [] });
    expect(isAllWell(checked.result), JSON.stringify(checked)).toBe(true);
  });
});
