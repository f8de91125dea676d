import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProtoGrpcType } from '../../proto/generated/prerouting.ts';
import type { PreRoutingHandlers } from '../../proto/generated/tandem/v1/PreRouting.ts';
import type { RouteReply } from '../../proto/generated/tandem/v1/RouteReply.ts';
import type { RouteRequest__Output } from '../../proto/generated/tandem/v1/RouteRequest.ts';
import { createGrpcClient } from './client.ts';
import { type CallScope, unary } from './handlers.ts';
import { healthService } from './health.ts';
import { loadContract } from './load-contract.ts';
import { RpcFailure } from './rpc-failure.ts';
import { startGrpcServer } from './server.ts';

const { service } = loadContract<ProtoGrpcType>('prerouting').tandem.v1.PreRouting;
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(route: (request: RouteRequest__Output, scope: CallScope) => Promise<RouteReply>) {
  const faults: unknown[] = [];
  const handlers: PreRoutingHandlers = {
    Route: unary(route, (error) => faults.push(error)),
    RouteStream: (call) => call.end(),
  };
  const name = 'tandem.v1.PreRouting';
  const server = await startGrpcServer({
    listen: { host: '127.0.0.1', port: 0 },
    services: [{ name, definition: service, handlers }],
    maxMessageBytes: 10_000,
  });
  const client = createGrpcClient(server.address);
  cleanUps.push(() => server.close(50));
  cleanUps.push(() => client.close());
  return { server, client, faults, name };
}

const second = { deadlineMs: 1000 };

describe('gRPC', () => {
  it('answers a question, numbers as numbers', async () => {
    const { client } = await start(async (request) => ({ requestId: request.requestId, callId: 'call-1' }));
    const reply = await client.unary(service.Route, { requestId: 'r1', dnis: '4001' }, second);
    expect(reply).toMatchObject({ requestId: 'r1', callId: 'call-1' });
  });

  it('carries the deadline to the handler, and ends its work when the caller has given up', async () => {
    let remainingMs = 0;
    const { client } = await start(
      (_request, scope) =>
        new Promise((_resolve, reject) => {
          remainingMs = scope.remainingMs;
          scope.signal.addEventListener('abort', () => reject(new Error('given up')));
        }),
    );
    const failure = await client.unary(service.Route, {}, { deadlineMs: 80 }).catch((error) => error);
    expect(failure).toBeInstanceOf(RpcFailure);
    expect(failure).toMatchObject({ code: 'DEADLINE_EXCEEDED', retriable: false });
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(80);
  });

  it('passes a handler’s failure on and hides its faults', async () => {
    const { client, faults } = await start(async (request) => {
      if (request.dnis === '1') throw new RpcFailure('RESOURCE_EXHAUSTED', 'too many; try later');
      throw new Error('internal detail');
    });
    const busy = await client.unary(service.Route, { dnis: '1' }, second).catch((error) => error);
    expect(busy).toMatchObject({ code: 'RESOURCE_EXHAUSTED', retriable: true });
    expect(busy.message).toContain('too many; try later');
    const broken = await client.unary(service.Route, {}, second).catch((error) => error);
    expect(broken.code).toBe('INTERNAL');
    expect(broken.message).not.toContain('internal detail');
    expect(faults).toHaveLength(1);
  });

  it('fails at once when nobody listens', async () => {
    const client = createGrpcClient('127.0.0.1:1');
    cleanUps.push(() => client.close());
    await expect(client.unary(service.Route, {}, { deadlineMs: 5000 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retriable: true,
    });
  });

  it('refuses a message past the limit, and garbage on its port, and goes on', async () => {
    const { client, server } = await start(async () => ({}));
    await expect(client.unary(service.Route, { ced: 'x'.repeat(20_000) }, second)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
    const [host, port] = server.address.split(':');
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), host, () =>
        socket.write('GET / HTTP/1.1\r\n\r\n\x00\xff garbage'),
      );
      socket.on('data', () => {});
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
    expect(await client.unary(service.Route, {}, second)).toBeDefined();
  });

  it('says by grpc.health.v1 how each service is', async () => {
    const { client, server, name } = await start(async () => ({}));
    const check = (of: string) => client.unary(healthService.Check, { service: of }, second);
    expect(await check(name)).toEqual({ status: 'SERVING' });
    server.setServing(name, false);
    expect(await check(name)).toEqual({ status: 'NOT_SERVING' });
    expect(await check('')).toEqual({ status: 'SERVING' });
    await expect(check('no.such.Service')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('names the address that is taken', async () => {
    const { server } = await start(async () => ({}));
    const port = Number(server.address.split(':')[1]);
    const again = startGrpcServer({ listen: { host: '127.0.0.1', port }, services: [] });
    await expect(again).rejects.toMatchObject({ code: 'port-in-use' });
  });

  it('ends what hangs when it closes', async () => {
    const { client, server } = await start(() => new Promise(() => {}));
    const hanging = client.unary(service.Route, {}, { deadlineMs: 10_000 }).catch((error) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close(50);
    expect(['UNAVAILABLE', 'CANCELLED', 'UNKNOWN', 'INTERNAL']).toContain(await hanging);
  });
});
