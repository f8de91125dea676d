import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noMetrics } from '../../kernel/ports/metrics.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { checkConfiguration } from '../../platform/configuration/read-configuration.ts';
import { silentLogger } from '../../platform/process/logger.ts';
import { systemRandom } from '../../platform/random/system-random.ts';
import { customerAt } from '../customers/people.ts';
import { closeBackend } from './close.ts';
import { backendConfigSchema } from './config.ts';
import { type Backend, startBackend } from './context.ts';

let folder: string;
let opened: Backend[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-backend-'));
});
afterEach(async () => {
  for (const backend of opened) await closeBackend(backend);
  opened = [];
  rmSync(folder, { recursive: true });
});

async function start(id: string, http: string, twin: { id: string; http: string }): Promise<Backend> {
  const dataDir = join(folder, id);
  const config = checkConfiguration(
    'test',
    {
      process: { name: id, dataDir },
      http,
      twin,
      replicationLagMs: 0,
      replicationEveryMs: 20,
      customers: 20,
    },
    backendConfigSchema,
  );
  const backend = await startBackend({
    name: id,
    config,
    dataDir: folder,
    log: silentLogger,
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    metrics: noMetrics,
    metricsText: async () => '',
  });
  opened.push(backend);
  return backend;
}

const nobody = { id: 'backend-b', http: '127.0.0.1:9' };

async function ask(http: string, path: string, body?: object) {
  const response = await fetch(`http://${http}${path}`, {
    ...(body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const deposit = (key: string) => ({
  key,
  type: 'deposit',
  customer: customerAt(3).id,
  payload: '{"fen":100}',
  generation: 0,
  deadlineMs: 1000,
});

describe('a back-end', () => {
  it('does business over HTTP: a deposit, a balance, a customer by telephone number', async () => {
    const { http } = await start('backend-a', '127.0.0.1:0', nobody);
    const customer = customerAt(3);
    expect((await ask(http, '/submit', deposit('k'))).body).toMatchObject({ outcome: 'done', sequence: 1 });
    const balance = { type: 'balance', customer: customer.id, payload: '{}' };
    expect((await ask(http, '/query', balance)).body).toMatchObject({
      outcome: 'answered',
      result: { name: customer.name, balanceFen: customer.openingFen + 100 },
    });
    const byPhone = {
      type: 'customer-by-phone',
      customer: '',
      payload: JSON.stringify({ phone: customer.phone }),
    };
    expect((await ask(http, '/query', byPhone)).body).toMatchObject({ result: { customer: customer.id } });
  });

  it('remembers everything that it answered, and fences, over its end and a torn last record', async () => {
    const first = await start('backend-a', '127.0.0.1:0', nobody);
    await ask(first.http, '/submit', deposit('k'));
    await ask(first.http, '/inquire', { key: 'sealed', sentAtMs: systemClock.wallMs() });
    await ask(first.http, '/fence', { by: 'ops', why: 'drill' });
    await closeBackend(opened.pop()!);
    appendFileSync(join(folder, 'ledger'), Buffer.from([0, 0, 1, 0, 9, 9, 9, 9, 1, 2, 3]));
    const { http } = await start('backend-a', '127.0.0.1:0', nobody);
    expect((await ask(http, '/submit', deposit('k'))).body).toMatchObject({ outcome: 'done', sequence: 1 });
    expect((await ask(http, '/submit', deposit('sealed'))).body).toMatchObject({ outcome: 'sealed' });
    expect((await ask(http, '/submit', deposit('new'))).body).toMatchObject({ why: 'fenced' });
    expect((await ask(http, '/position')).body).toMatchObject({ generation: 1, fenced: true, head: 1 });
  });

  it('refuses what makes no sense with 400, and a request whose time is over', async () => {
    const { http } = await start('backend-a', '127.0.0.1:0', nobody);
    expect((await ask(http, '/submit', { key: 'k' })).status).toBe(400);
    expect((await ask(http, '/inquire', { key: '', sentAtMs: 0 })).status).toBe(400);
    expect((await ask(http, '/submit', { ...deposit('late'), deadlineMs: -1 })).body).toMatchObject({
      outcome: 'turned-away',
      why: 'past-deadline',
    });
  });

  it('gives its twin what it has applied, when the lag is over', async () => {
    const a = await start('backend-a', '127.0.0.1:0', nobody);
    const b = await start('b2', '127.0.0.1:0', { id: 'backend-a', http: a.http });
    await ask(a.http, '/behaviour', { replicationLagMs: 300 });
    await ask(a.http, '/submit', deposit('k'));
    await expect
      .poll(async () => (await ask(b.http, '/position')).body.replicated, { timeout: 3000 })
      .toEqual({ 'backend-a': 1 });
    expect((await ask(b.http, '/submit', deposit('k'))).body).toMatchObject({
      outcome: 'done',
      origin: 'backend-a',
    });
  });
});
