import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../../checks/present.ts';
import { readClusterConfig } from '../../deploy/cluster/cluster-config.ts';
import { type RunningCluster, startCluster } from '../../deploy/cluster/start-cluster.ts';

const lacking = missing('chromium');

/** A visitor's way through the demo, in a real browser: watch, call in, be the agent, lose a site, bring it back. */
describe.runIf(lacking.length === 0)('the console and the desktop, in Chromium', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-console-'));
  let cluster: RunningCluster;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    cluster = await startCluster({
      dataDir,
      config: readClusterConfig(undefined, { traffic: 0.5, agents: 6 }),
      show: async (steps) => {
        for (const step of steps) await step.run();
      },
      onNote: () => {},
    });
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--no-first-run',
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1480, height: 1250 }, locale: 'en-US' });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`http://${cluster.file.console}/`);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await cluster?.close();
    rmSync(dataDir, { recursive: true, force: true });
  }, 30_000);

  const counter = async (name: string) =>
    Number((await page.locator(`[data-counter="${name}"] .value`).innerText()).trim());

  it('shows three sites up, and calls that get answered', async () => {
    for (const site of ['beijing', 'shanghai', 'guangzhou']) {
      await page.locator(`[data-site="${site}"][data-health="up"]`).waitFor({ timeout: 20_000 });
    }
    await expect.poll(() => counter('answered'), { timeout: 60_000 }).toBeGreaterThan(0);
    expect(await page.locator('.decision .reason').first().innerText()).toMatch(/\.$/);
    expect(faults).toEqual([]);
  });

  it('speaks Chinese as well', async () => {
    await page.getByText('中', { exact: true }).click();
    await page.getByText('路由决策').waitFor();
    await page.getByText('EN', { exact: true }).click();
    await page.getByText('Routing decisions').waitFor();
  });

  it('lets a visitor call in, be the agent, and talk', async () => {
    await page.getByRole('button', { name: 'Call in' }).click();
    await page.getByRole('cell', { name: '4000' }).first().waitFor({ timeout: 20_000 });
    const waiting = page.getByRole('row').filter({ hasText: '4000' }).filter({ hasText: 'queued' });
    await waiting.first().waitFor({ timeout: 20_000 });

    const [desktop] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Be the agent' }).click(),
    ]);
    desktop.on('pageerror', (error) => faults.push(error.message));
    await desktop.getByRole('button', { name: 'Sign in' }).click();
    await desktop.locator('[data-state="not-ready"]').waitFor({ timeout: 10_000 });
    await desktop.keyboard.press('F2');
    await desktop.locator('.pop[data-call]').waitFor({ timeout: 15_000 });
    await desktop.locator('[data-state="ringing"]').waitFor({ timeout: 10_000 });
    await desktop.keyboard.press('F4');
    await desktop.locator('[data-state="talking"]').waitFor({ timeout: 10_000 });
    await desktop.keyboard.press('F6');
    await desktop.locator('[data-state="hold"]').waitFor({ timeout: 10_000 });
    await desktop.keyboard.press('F6');
    await desktop.locator('[data-state="talking"]').waitFor({ timeout: 10_000 });
    await desktop.keyboard.press('F8');
    await desktop.locator('[data-state="ready"]').waitFor({ timeout: 15_000 });
    expect(faults).toEqual([]);
    await desktop.close();
  });

  it('loses Shanghai before the visitor’s eyes, counts honestly, and gets it back', async () => {
    await page.getByRole('button', { name: 'Lose Shanghai' }).click();
    await page.getByRole('button', { name: 'Yes, lose it' }).click();
    await page.locator('[data-site="shanghai"][data-health="down"]').waitFor({ timeout: 20_000 });
    const before = await counter('answered');
    await expect.poll(() => counter('answered'), { timeout: 60_000 }).toBeGreaterThan(before + 2);
    await page.getByRole('button', { name: 'Bring back' }).click();
    await page.locator('[data-site="shanghai"][data-health="up"]').waitFor({ timeout: 30_000 });
    expect(faults).toEqual([]);
  });
});
