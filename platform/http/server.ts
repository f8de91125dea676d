import fastify, { type FastifyInstance } from 'fastify';
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import { AddressUnavailable } from '../sockets/address-unavailable.ts';

export type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface HttpOptions {
  /** A larger body is answered with 413. */
  readonly bodyLimitBytes?: number;
  /** A request that hasn't come in whole by then is answered with 408. */
  readonly requestTimeoutMs?: number;
  /** Prometheus' text for `/metrics`. */
  readonly metricsText?: () => Promise<string>;
  /** For `/healthz`: 200 while it says true, else 503. */
  readonly healthy?: () => boolean;
  /** Told of requests that made no sense, and of bytes that were no request. */
  readonly onBadInput?: () => void;
  /** Told of errors that are ours; the caller only sees 500. */
  readonly onFault?: (error: Error) => void;
}

export interface HttpServer {
  /** Add routes before `listen`. */
  readonly app: FastifyInstance;
  /** Resolves with `host:port` as bound; rejects with `AddressUnavailable`. */
  listen(address: Address): Promise<string>;
  /** Takes no new requests, ends running ones, cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** An HTTP server with limits on everything a stranger can send. Bind it to loopback unless it must face outward. */
export function createHttpServer(options: HttpOptions = {}): HttpServer {
  const app = fastify({
    bodyLimit: options.bodyLimitBytes ?? 256 * 1024,
    requestTimeout: options.requestTimeoutMs ?? 10_000,
    connectionTimeout: 0,
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    logger: false,
  });
  app.server.maxHeadersCount = 100;
  app.server.on('clientError', () => options.onBadInput?.());
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) options.onFault?.(error);
    else options.onBadInput?.();
    const sentence = status >= 500 ? 'internal fault; it is in the log' : error.message;
    return reply.status(status).send({ error: { code: error.code ?? 'failed', message: sentence } });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ error: { code: 'not-found', message: 'nothing is served at this address' } }),
  );
  const { metricsText, healthy } = options;
  if (metricsText) {
    app.get('/metrics', async (_request, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metricsText()),
    );
  }
  app.get('/healthz', async (_request, reply) => {
    const well = healthy?.() ?? true;
    return reply.status(well ? 200 : 503).send({ healthy: well });
  });
  return {
    app,
    async listen(address) {
      try {
        await app.listen({ host: address.host, port: address.port });
      } catch (error) {
        throw new AddressUnavailable(formatAddress(address), error as NodeJS.ErrnoException);
      }
      const bound = app.server.address();
      const port = typeof bound === 'object' && bound ? bound.port : address.port;
      return formatAddress({ host: address.host, port });
    },
    async close(graceMs) {
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(cut);
    },
  };
}
