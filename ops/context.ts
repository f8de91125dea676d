import { formatAddress } from '../kernel/ports/datagram.ts';
import { Presence } from '../platform/coordination/presence.ts';
import { connectEngines, type Engines } from '../platform/embedded/client.ts';
import { createHttpExchange, type HttpExchange } from '../platform/http/exchange.ts';
import { servePages } from '../platform/http/pages.ts';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { acceptWebSockets } from '../platform/http/web-sockets.ts';
import type { ProcessContext, StartedProcess } from '../platform/process/run-process.ts';
import { closeOps } from './close.ts';
import type { OpsConfig } from './config.ts';
import { addRoutes } from './console/routes.ts';
import { guardSameOrigin } from './console/same-origin.ts';
import { Demo } from './demo/demo.ts';
import { FeedHub } from './live/feed-hub.ts';
import type { LiveModel } from './live/live-model.ts';
import { LiveSource } from './live/live-source.ts';
import { LossAnnouncer } from './losses/loss-announcer.ts';
import { Projector } from './projector/projector.ts';
import { Regions } from './projector/regions.ts';
import { goLive, type OpsParts, openLiveModel, RecordKeeping } from './service.ts';

/** The only place where the parts of ops are wired to the real world. */
export interface OpsContext {
  readonly http: HttpServer;
  readonly endSockets: () => void;
  readonly asking: HttpExchange;
  readonly hub: FeedHub;
  readonly source: LiveSource;
  readonly announcer: LossAnnouncer;
  readonly records: RecordKeeping;
  readonly presence: Presence;
  readonly engines: Engines;
}

export async function startOps(given: ProcessContext<OpsConfig>): Promise<StartedProcess> {
  const { config, clock, timers, random, metrics, log } = given;
  const engines = connectEngines(config.enginesFolder, { clock, timers, random });
  const regions = new Regions(config.sites);
  const warn = rarely(given);
  const live: { model: LiveModel | undefined } = { model: undefined };
  const announcer = new LossAnnouncer({
    coordination: engines.coordination,
    log: engines.log,
    clock,
    timers,
    lostAfterMs: config.limits.lostAfterMs,
    appeared: (presence) => live.model?.appeared(presence, { mono: clock.monoMs(), wall: clock.wallMs() }),
    vanished: (process) => live.model?.vanished(process, { mono: clock.monoMs(), wall: clock.wallMs() }),
  });
  const projector = new Projector({
    log: engines.log,
    sql: engines.sql,
    metrics,
    regions,
    callsAtHand: config.limits.callsAtHand,
    batchEvents: config.limits.batchEvents,
    onTrouble: (error) => warn(error, 'a batch of facts waits'),
  });
  const parts: OpsParts = {
    config,
    sql: engines.sql,
    log: engines.log,
    clock,
    timers,
    regions,
    projector,
    announcer,
    warn,
  };
  const { model, seed } = await openLiveModel(parts);
  live.model = model;
  const records = new RecordKeeping(parts);
  const source = new LiveSource({ log: engines.log, clock, model, announcer });
  await goLive(parts, source, seed);
  const hub = new FeedHub(model, { clock, timers }, config.limits.feedEveryMs);
  measure(given, { projector, source, announcer, hub });

  const asking = createHttpExchange(timers);
  const demo = new Demo({
    http: asking,
    population: config.demo.population,
    controlSocket: config.demo.controlSocket,
    desktops: config.demo.desktops,
    sites: config.sites,
    isDown: (site) => isDown(model, site, clock),
  });
  const http = createHttpServer({
    bodyLimitBytes: 16 * 1024,
    metricsText: given.metricsText,
    onFault: (error) => log.error({ err: error.stack }, 'a request failed'),
  });
  const token = Buffer.from(random.bytes(24)).toString('base64url');
  guardSameOrigin(http.app, { host: config.http.host, token });
  await addRoutes(http.app, {
    model,
    demo,
    sql: engines.sql,
    regions,
    clock,
    sites: config.sites,
    token,
    recordsAgeMs: () => records.ageMs(),
    onFault: (error) => log.error({ err: error instanceof Error ? error.stack : error }, 'a request failed'),
  });
  if (config.webFolder) await servePages(http.app, { folder: config.webFolder, prefix: '/' });
  const endSockets = acceptWebSockets(http.app, {
    path: '/api/live/stream',
    maxPayloadBytes: 1024,
    maxSockets: config.limits.feedClients,
    onSocket: (channel) => hub.connect(channel),
  });
  const address = await http.listen(config.http);
  const presence = new Presence(engines.coordination, timers, {
    process: given.name,
    role: 'ops',
    site: given.site,
    pid: process.pid,
    boot: given.boot.text,
    addresses: { http: address },
  });
  const context: OpsContext = {
    http,
    endSockets,
    asking,
    hub,
    source,
    announcer,
    records,
    presence,
    engines,
  };
  return { ready: { id: given.name, http: formatAddress(config.http) }, close: () => closeOps(context) };
}

function isDown(model: LiveModel, site: string, clock: ProcessContext<OpsConfig>['clock']): boolean {
  const rows = model.siteRows({ mono: clock.monoMs(), wall: clock.wallMs() });
  return rows.some((row) => row.site === site && row.health === 'down');
}

const warnEveryMs = 5000;

/** The same trouble is told once in a while, however often it comes. */
function rarely({ clock, log }: ProcessContext<OpsConfig>): OpsParts['warn'] {
  const told = new Map<string, number>();
  return (error, message) => {
    const now = clock.monoMs();
    if (now - (told.get(message) ?? Number.NEGATIVE_INFINITY) < warnEveryMs) return;
    told.set(message, now);
    log.warn({ err: error instanceof Error ? error.message : String(error) }, message);
  };
}

function measure(
  { metrics }: ProcessContext<OpsConfig>,
  parts: {
    readonly projector: Projector;
    readonly source: LiveSource;
    readonly announcer: LossAnnouncer;
    readonly hub: FeedHub;
  },
): void {
  const gauge = (name: string, help: string, counters: Readonly<Record<string, number>>) =>
    metrics.gauge(name, help, () =>
      Object.entries(counters).map(([what, value]) => ({ value, labels: { what } })),
    );
  gauge('tandem_ops_projector', 'What became of batches and facts', parts.projector.counters);
  gauge('tandem_ops_live', 'What the live picture took in', parts.source.counters);
  gauge('tandem_ops_losses', 'Processes found lost, or back', parts.announcer.counters);
  gauge('tandem_ops_feed', 'Messages of the live feed', parts.hub.counters);
  metrics.gauge('tandem_ops_feed_readers', 'Pages that read the feed', () => parts.hub.readers);
}
