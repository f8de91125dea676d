import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { readConfiguration } from './read-configuration.ts';
import { addressShape, processShape } from './shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.strictObject({
  process: processShape,
  sip: addressShape,
  sites: z.array(z.strictObject({ id: z.string(), wrapUpMs: z.int().min(0).default(1000) })).min(1),
  mode: z.enum(['proxy', 'redirect']).default('proxy'),
  tokenKey: z.base64().optional(),
});

const good = {
  process: { name: 'beijing.router', dataDir: '/tmp/x' },
  sip: '127.0.0.1:5060',
  sites: [{ id: 'beijing' }],
};

function read(value: unknown, name = 'router.json') {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return readConfiguration(file, schema);
}

function faultOf(value: unknown): string {
  try {
    read(value);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return 'none';
}

describe('a configuration file', () => {
  it('is read as YAML or JSON, with defaults, and frozen to the last leaf', () => {
    const config = read(good);
    expect(config.sip).toEqual({ host: '127.0.0.1', port: 5060 });
    expect(config.sites[0]!.wrapUpMs).toBe(1000);
    expect(() => ((config.sites[0] as { id: string }).id = 'shanghai')).toThrow(TypeError);
    const yaml = read('process: {name: a, dataDir: b}\nsip: 127.0.0.1:1\nsites:\n  - id: c\n', 'router.yaml');
    expect(yaml.process.logLevel).toBe('info');
  });

  it('is refused for an unknown key, naming it and the nearest known one', () => {
    expect(faultOf({ ...good, sites: [{ id: 'beijing', wrapupms: 5 }] })).toMatch(
      /router\.json: unknown key "sites\[0\]\.wrapupms"; did you mean "wrapUpMs"\?/,
    );
    expect(faultOf({ ...good, zzzzzzzz: 5 })).toMatch(
      /unknown key "zzzzzzzz"; known here: process, sip, sites/,
    );
  });

  it('is refused for a bad value, saying what to write', () => {
    expect(faultOf({ ...good, mode: 'label' })).toMatch(
      /"mode" is "label"; write one of "proxy", "redirect"/,
    );
    expect(faultOf({ ...good, sip: 'here' })).toMatch(/"sip" is "here"; write host:port/);
    expect(faultOf({ ...good, sites: [] })).toMatch(/"sites" is a list; it must be at least 1 entries long/);
    expect(faultOf({ ...good, sites: [{ id: 'a', wrapUpMs: -1 }] })).toMatch(
      /wrapUpMs" is -1; it must be at least 0/,
    );
    expect(faultOf({ ...good, sip: undefined })).toMatch(/"sip" is missing; write a string/);
    expect(faultOf([])).toMatch(/the whole file is a list; write a group of keys/);
  });

  it('tells all faults at once', () => {
    expect(faultOf({ ...good, mode: 1, sip: 2 }).split('\n')).toHaveLength(3);
  });

  it('is refused when it is missing or not readable as text', () => {
    expect(() => readConfiguration(join(folder, 'nowhere.json'), schema)).toThrow(/there is no such file/);
    expect(faultOf('{ "a": [')).toMatch(/is neither YAML nor JSON/);
  });

  it('never repeats what may be a secret', () => {
    expect(faultOf({ ...good, tokenKey: 'my-secret-password' })).not.toMatch(/my-secret/);
  });
});
