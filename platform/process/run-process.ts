import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import type { Ids } from '../../kernel/ports/ids.ts';
import type { Metrics } from '../../kernel/ports/metrics.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemTimers } from '../clock/system-timers.ts';
import type { ProcessSettings } from '../configuration/shapes.ts';
import { systemHash } from '../hash/system-hash.ts';
import { createProcessIds } from '../ids/process-ids.ts';
import { systemRandom } from '../random/system-random.ts';
import { type ProcessMetrics, startMetrics } from '../telemetry/prometheus-metrics.ts';
import { type Boot, takeBoot } from './boot.ts';
import { createLogger, type Logger } from './logger.ts';
import { connectToParent, type Parent } from './parent.ts';

/** What a process is given to be wired from: the real ports, and who it is. */
export interface ProcessContext<C> {
  readonly name: string;
  /** Empty for a process of no site. */
  readonly site: string;
  readonly config: C;
  /** A folder of its own, which exists. */
  readonly dataDir: string;
  readonly boot: Boot;
  readonly log: Logger;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly metrics: Metrics;
  /** Prometheus' text of `metrics`, for `/metrics`. */
  metricsText(): Promise<string>;
  /** Ends the process with exit status 1 after an orderly close: for what can't be gone on without. */
  fail(reason: string): void;
}

/** A process that has started. */
export interface StartedProcess {
  /** Told to the parent beside `type` and `pid`: addresses as `host:port`, for `cluster.json`. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Closes in the written order (`close.ts`); cut short after `closeWithinMs`. */
  close(): Promise<void>;
}

export interface ProcessDefinition<C> {
  /** What kind of process this is, for messages before its configuration is read: `router`. */
  readonly name: string;
  /** Reads, validates and freezes; throws `ConfigurationError`. */
  readConfig(file: string): C;
  start(context: ProcessContext<C>): Promise<StartedProcess>;
}

/**
 * Runs this operating-system process from start to end. `--config FILE` names its configuration. A
 * start that fails says why in one sentence on standard error and exits with status 1. SIGTERM and
 * SIGINT close it in order; the loss of its parent ends it at once; an uncaught exception is logged
 * and ends it with status 1, because nobody knows what state it left behind.
 */
export async function runProcess<C extends { readonly process: Readonly<ProcessSettings> }>(
  definition: ProcessDefinition<C>,
): Promise<void> {
  const parent = connectToParent();
  let log: Logger | undefined;
  const refuse = (error: unknown): never => {
    const sentence = sentenceOf(error);
    log?.error({ err: stackOf(error) }, `start failed: ${sentence}`);
    log?.flush();
    process.stderr.write(`${definition.name}: ${sentence}\n`);
    process.exit(1);
  };
  try {
    const config = definition.readConfig(configFileOf(process.argv.slice(2)));
    const settings = config.process;
    const boot = takeBoot(settings.dataDir, systemRandom);
    log = createLogger({
      level: settings.logLevel,
      fields: { process: settings.name, ...(settings.site && { site: settings.site }), boot: boot.text },
    });
    const telemetry = startMetrics({ process: settings.name, site: settings.site });
    const life = new Life(log, parent, settings.closeWithinMs, telemetry);
    const context = createContext(config, boot, log, telemetry, (reason) => life.end(1, reason));
    const started = await definition.start(context);
    life.started(started);
    log.info({ pid: process.pid, ...started.ready }, 'ready');
    parent.tell({ type: 'ready', pid: process.pid, ...started.ready });
  } catch (error) {
    refuse(error);
  }
}

function createContext<C extends { readonly process: Readonly<ProcessSettings> }>(
  config: C,
  boot: Boot,
  log: Logger,
  telemetry: ProcessMetrics,
  fail: (reason: string) => void,
): ProcessContext<C> {
  measureEventLoop(telemetry.metrics);
  return {
    name: config.process.name,
    site: config.process.site,
    config,
    dataDir: config.process.dataDir,
    boot,
    log,
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    ids: createProcessIds(config.process.name, boot.text),
    hash: systemHash,
    metrics: telemetry.metrics,
    metricsText: telemetry.text,
    fail,
  };
}

/** How a process ends: once, in order, within its limit. */
class Life {
  readonly #log: Logger;
  readonly #parent: Parent;
  readonly #closeWithinMs: number;
  readonly #telemetry: ProcessMetrics;
  #started: StartedProcess | undefined;
  #ending = false;

  constructor(log: Logger, parent: Parent, closeWithinMs: number, telemetry: ProcessMetrics) {
    this.#log = log;
    this.#parent = parent;
    this.#closeWithinMs = closeWithinMs;
    this.#telemetry = telemetry;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => this.end(0, signal));
    }
    const crash = (error: unknown) => {
      log.error({ err: stackOf(error) }, 'uncaught exception: ending, since nobody knows what state is left');
      log.flush();
      process.exit(1);
    };
    process.on('uncaughtException', crash);
    process.on('unhandledRejection', crash);
  }

  started(started: StartedProcess): void {
    this.#started = started;
  }

  end(status: number, reason: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#log.info({ reason }, 'closing');
    const cut = setTimeout(() => {
      this.#log.warn({ closeWithinMs: this.#closeWithinMs }, 'not closed in time: ending anyway');
      this.#exit(status);
    }, this.#closeWithinMs);
    Promise.resolve(this.#started?.close())
      .then(() => this.#telemetry.close())
      .catch((error: unknown) => this.#log.warn({ err: stackOf(error) }, 'closing failed'))
      .finally(() => {
        clearTimeout(cut);
        this.#exit(status);
      });
  }

  #exit(status: number): void {
    this.#log.info({ status }, 'closed');
    this.#log.flush();
    this.#parent.forget();
    process.exit(status);
  }
}

function configFileOf(argv: readonly string[]): string {
  const at = argv.indexOf('--config');
  const file = at >= 0 ? argv[at + 1] : undefined;
  if (file === undefined) throw new Error('no configuration: start it with --config FILE');
  return file;
}

/** The event loop's delay since it was last looked at: what a busy process adds to every answer. */
function measureEventLoop(metrics: Metrics): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge('tandem_event_loop_delay_ms', 'Delay of the event loop since the last reading', () => {
    const readings = [
      { value: delay.percentile(50) / 1e6, labels: { quantile: '0.5' } },
      { value: delay.percentile(99) / 1e6, labels: { quantile: '0.99' } },
      { value: delay.max / 1e6, labels: { quantile: '1' } },
    ];
    delay.reset();
    return readings;
  });
  metrics.gauge('tandem_resident_bytes', 'Resident memory of the process', () => process.memoryUsage.rss());
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
