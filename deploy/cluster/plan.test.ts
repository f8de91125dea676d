import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { gatewayConfigSchema } from '../../frontend-gateway/config.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { nodeConfigSchema } from '../../nodes/config.ts';
import { opsConfigShape } from '../../ops/config.ts';
import { checkConfiguration } from '../../platform/configuration/read-configuration.ts';
import { backendConfigSchema } from '../../population/backend/config.ts';
import { crowdConfigSchema } from '../../population/crowd/config.ts';
import { checkRouterConfig } from '../../router/config.ts';
import { allocateAddresses } from './addresses.ts';
import { planAgents } from './agents.ts';
import { type ClusterConfig, readClusterConfig } from './cluster-config.ts';
import { describeCluster } from './describe-cluster.ts';
import { type Foundations, planCluster } from './plan.ts';
import type { PortSlot } from './ports.ts';
import type { ProcessKind } from './process-spec.ts';
import { provideSecrets } from './secrets.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'tandem-plan-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

function slotFrom(base: number): PortSlot {
  let next = base;
  return {
    number: 0,
    next: async () => next++,
    isFree: async () => true,
    rtpRange: (part) => ({ portMin: base + 100 * part, portMax: base + 100 * part + 99 }),
    release: () => {},
  };
}

async function foundationsOf(config: ClusterConfig): Promise<Foundations> {
  const agents = planAgents(config);
  const ids = agents.map((agent) => agent.id);
  return {
    projectDir: '/project',
    dataDir,
    config,
    agents,
    addresses: await allocateAddresses(config, slotFrom(20_000)),
    secrets: provideSecrets(dataDir, ids, new SimulatedRandom(1)),
  };
}

const schemaOf: Partial<Record<ProcessKind, z.ZodType>> = {
  node: nodeConfigSchema,
  gateway: gatewayConfigSchema,
  backend: backendConfigSchema,
  ops: opsConfigShape,
  population: crowdConfigSchema,
};

describe('the plan of the built-in cluster', () => {
  it('has three sites, each with a router and a node, two gateways, two back-ends, ops and callers', async () => {
    const planned = planCluster(await foundationsOf(readClusterConfig(undefined)));
    expect(planned.map(({ spec }) => spec.name)).toEqual([
      'engines',
      'backend-1',
      'backend-2',
      'beijing.router',
      'beijing.node',
      'shanghai.router',
      'shanghai.node',
      'guangzhou.router',
      'guangzhou.node',
      'gateway-1',
      'gateway-2',
      'ops',
      'population',
    ]);
    expect(planned.find(({ spec }) => spec.name === 'shanghai.node')?.spec.main).toBe(
      '/project/nodes/main.ts',
    );
  });

  it.each([
    ['as it is', {}],
    ['without phones and traffic', { phones: 'off', traffic: 'off' }],
    ['with many agents', { agents: 60, traffic: 20 }],
  ] as const)('gives every process a configuration that it takes: %s', async (_name, overrides) => {
    const planned = planCluster(await foundationsOf(readClusterConfig(undefined, overrides)));
    let looked = 0;
    for (const { spec, config } of planned) {
      const schema = schemaOf[spec.kind];
      if (schema) checkConfiguration(spec.name, config, schema);
      else if (spec.kind === 'router') checkRouterConfig(spec.name, config);
      else continue;
      looked += 1;
    }
    expect(looked).toBe(planned.length - 1);
  });

  it('never lets two processes listen at one address', async () => {
    const { addresses } = await foundationsOf(readClusterConfig(undefined));
    const text = JSON.stringify(addresses);
    const listening = text.match(/\d+\.\d+\.\d+\.\d+:\d+/g) ?? [];
    expect(listening.length).toBeGreaterThan(20);
    expect(new Set(listening).size).toBe(listening.length);
  });

  it('is described with the keys that programs rely on', async () => {
    const foundations = await foundationsOf(readClusterConfig(undefined, { agents: 2 }));
    const status = { kind: 'x', site: '', state: 'ready', restarts: 0, ready: {} } as const;
    const file = describeCluster(foundations, [
      { ...status, name: 'shanghai.router', pid: 11 },
      { ...status, name: 'shanghai.node', pid: 12 },
      { ...status, name: 'gateway-2', pid: 13 },
      { ...status, name: 'ops', pid: 14 },
    ]);
    expect(file.routers[1]).toMatchObject({ id: 'shanghai.router', site: 'shanghai', pid: 11 });
    expect(file.sites[1]).toMatchObject({ id: 'shanghai', pid: 12 });
    expect(file.sites[1]?.agents.map((agent) => agent.user)).toEqual(['sh-01', 'sh-02']);
    expect(file.sites[1]?.desks.map((agent) => agent.id)).toEqual(['sh-desk']);
    expect(file.gateways[1]).toMatchObject({ id: 'gateway-2', pid: 13 });
    expect(file.ops.pid).toBe(14);
    expect(file.sites[0]?.agents[0]?.password.length).toBeGreaterThan(10);
  });
});

describe('the secrets of a cluster', () => {
  it('are made once, and readable by their owner alone', () => {
    const first = provideSecrets(dataDir, ['bj-01'], new SimulatedRandom(2));
    const again = provideSecrets(dataDir, ['bj-01', 'bj-99'], new SimulatedRandom(3));
    expect(again.passwords['bj-01']).toBe(first.passwords['bj-01']);
    expect(again.passwords['bj-99']).not.toBe(again.passwords['bj-01']);
    for (const file of [again.routeTokenKeyFile, again.desktopKeyFile, again.agentPasswordsFile]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(statSync(again.routeTokenKeyFile).size).toBe(32);
  });
});
