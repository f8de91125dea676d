import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Metrics } from '../../kernel/ports/metrics.ts';

export interface ProcessMetrics {
  readonly metrics: Metrics;
  /** Everything measured so far, in Prometheus' text format, read now. */
  text(): Promise<string>;
  close(): Promise<void>;
}

/** More series than this on one instrument means that a label holds an identifier: the rest is summed as overflow. */
const seriesPerInstrument = 200;

/**
 * Metrics by the OpenTelemetry SDK, read out as Prometheus text. Every series carries `process` and
 * `site`. No socket is opened here: `platform/http` serves the text at `/metrics`.
 */
export function startMetrics(about: { readonly process: string; readonly site: string }): ProcessMetrics {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  const provider = new MeterProvider({
    readers: [reader],
    views: [{ instrumentName: '*', aggregationCardinalityLimit: seriesPerInstrument }],
  });
  const meter = provider.getMeter('tandem');
  const everywhere =
    about.site === '' ? { process: about.process } : { process: about.process, site: about.site };

  const metrics: Metrics = {
    counter(name, help) {
      const instrument = meter.createCounter(name, { description: help });
      return {
        add: (count = 1, labels) => instrument.add(count, labels ? { ...everywhere, ...labels } : everywhere),
      };
    },
    gauge(name, help, read) {
      meter.createObservableGauge(name, { description: help }).addCallback((result) => {
        const reading = read();
        if (typeof reading === 'number') result.observe(reading, everywhere);
        else for (const each of reading) result.observe(each.value, { ...everywhere, ...each.labels });
      });
    },
    histogram(name, help, boundaries) {
      const instrument = meter.createHistogram(name, {
        description: help,
        advice: { explicitBucketBoundaries: [...boundaries] },
      });
      return {
        record: (value, labels) =>
          instrument.record(value, labels ? { ...everywhere, ...labels } : everywhere),
      };
    },
  };

  return {
    metrics,
    async text() {
      const { resourceMetrics } = await reader.collect();
      return serializer.serialize(resourceMetrics);
    },
    close: () => provider.shutdown(),
  };
}
