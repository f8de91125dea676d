import { describe, expect, it } from 'vitest';
import { startMetrics } from './prometheus-metrics.ts';

describe('metrics', () => {
  it('come out as Prometheus text, with process and site on each series', async () => {
    const { metrics, text, close } = startMetrics({ process: 'beijing.node', site: 'beijing' });
    const calls = metrics.counter('tandem_calls_total', 'Calls');
    calls.add();
    calls.add(2, { outcome: 'answered' });
    metrics.gauge('tandem_ready_agents', 'Agents ready', () => [{ value: 7, labels: { queue: 'sales' } }]);
    metrics.gauge('tandem_open_links', 'Links', () => 3);
    metrics.histogram('tandem_setup_ms', 'Setup', [10, 50]).record(20);
    const out = await text();
    expect(out).toContain('# HELP tandem_calls_total Calls');
    expect(out).toMatch(/tandem_calls_total\{process="beijing\.node",site="beijing"\} 1/);
    expect(out).toMatch(/tandem_calls_total\{[^}]*outcome="answered"[^}]*\} 2/);
    expect(out).toMatch(/tandem_ready_agents\{[^}]*queue="sales"[^}]*\} 7/);
    expect(out).toMatch(/tandem_open_links\{[^}]*\} 3/);
    expect(out).toMatch(/tandem_setup_ms_bucket\{[^}]*le="50"[^}]*\} 1/);
    await close();
  });

  it('hold the number of series on one instrument, whatever the labels', async () => {
    const { metrics, text, close } = startMetrics({ process: 'p', site: '' });
    const counter = metrics.counter('tandem_many_total', 'Many');
    for (let i = 0; i < 5000; i++) counter.add(1, { id: String(i) });
    const series = (await text()).split('\n').filter((line) => line.startsWith('tandem_many_total'));
    expect(series.length).toBeLessThanOrEqual(201);
    await close();
  });
});
