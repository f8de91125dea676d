import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { planAgents } from './agents.ts';
import { readClusterConfig } from './cluster-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-cluster-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, 'cluster.yaml');
  writeFileSync(file, text);
  return file;
}

describe('the configuration of a cluster', () => {
  it('is three sites when nothing is said', () => {
    const config = readClusterConfig(undefined);
    expect(config.sites.map((site) => site.id)).toEqual(['beijing', 'shanghai', 'guangzhou']);
    expect(config.treatment.greetingMs).toBe(1500);
    expect(planAgents(config).filter((agent) => agent.site === 'beijing')).toHaveLength(16);
  });

  it('takes from a file what is different', () => {
    const config = readClusterConfig(
      fileOf('wrapUpMs: 0\ntreatment: { greetingMs: off }\nconsole: { port: 9000 }\n'),
    );
    expect(config).toMatchObject({ wrapUpMs: 0, treatment: { greetingMs: 'off' }, console: { port: 9000 } });
    expect(config.sites).toHaveLength(3);
  });

  it('lets the command line go before the file', () => {
    const file = fileOf('agents: 5\nsites: [{ id: tianjin, host: 127.0.4.1, agents: 7 }]\n');
    expect(planAgents(readClusterConfig(file)).map((agent) => agent.id)).toContain('tianjin-07');
    const config = readClusterConfig(file, { agents: 2, traffic: 'off', phones: 'off' });
    expect(planAgents(config).map((agent) => agent.id)).toEqual(['tianjin-01', 'tianjin-02', 'tianjin-desk']);
    expect(config).toMatchObject({ phones: 'off', traffic: { callsPerSecond: 'off' } });
  });

  it('names an unknown key and what was meant', () => {
    expect(() => readClusterConfig(fileOf('wrapupms: 5\n'))).toThrow(
      /cluster\.yaml: unknown key "wrapupms"; did you mean "wrapUpMs"\?/,
    );
    expect(() => readClusterConfig(fileOf('treatment: { greetingMs: loud }\n'))).toThrow(
      /"treatment\.greetingMs"/,
    );
    expect(() => readClusterConfig(join(folder, 'none.yaml'))).toThrow(/there is no such file/);
  });

  it('names what points at nothing or is there twice', () => {
    expect(() =>
      readClusterConfig(fileOf('callTypes: [{ name: a, dnis: ["1"], queue: nowhere }]\n')),
    ).toThrow(/"a" names the queue "nowhere".*\n.*no type "default"/);
    const twice = 'sites: [{ id: a, host: 127.0.4.1 }, { id: a, host: 127.0.4.1 }]\n';
    expect(() => readClusterConfig(fileOf(twice))).toThrow(/sites: "a" is there twice/);
  });
});
