import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts';
import { SimulatedEdge } from '../acd/simulated-edge.ts';
import { Desktop } from './desktop.ts';

let http: HttpServer | undefined;
let desktop: Desktop | undefined;
afterEach(async () => {
  desktop?.close();
  await http?.close(100);
});

async function serve(): Promise<string> {
  const agents = [{ id: 'bj-desk', queues: ['sales'], signIn: 'desktop' as const }];
  const edge = new SimulatedEdge(agents);
  desktop = new Desktop({
    site: 'beijing',
    agents,
    passwords: new Map([['bj-desk', 'open sesame']]),
    key: new Uint8Array(32).fill(7),
    acd: edge.acd,
    customers: { byPhone: async () => ({ found: 'unknown', because: 'nobody' }) },
    clock: edge.time,
    timers: edge.time,
    hash: systemHash,
  });
  http = createHttpServer();
  desktop.serve(http.app);
  return http.listen({ host: '127.0.0.1', port: 0 });
}

describe('the desktop over real sockets', () => {
  it('signs in, attaches, and is told its state', async () => {
    const address = await serve();
    const response = await fetch(`http://${address}/desktop/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'bj-desk', password: 'open sesame' }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { token } = (await response.json()) as { token: string };
    const socket = new WebSocket(`ws://${address}/desktop/socket`);
    const types: string[] = [];
    await new Promise<void>((resolve) => {
      socket.on('open', () => socket.send(JSON.stringify({ type: 'attach', number: 1, token, epoch: 0 })));
      socket.on('message', (data) => {
        types.push(JSON.parse(data.toString()).type);
        if (types.length === 4) resolve();
      });
    });
    expect(types).toEqual(['attached', 'state', 'figures', 'queues']);
    socket.terminate();
  });

  it('refuses foreign pages, wrong passwords and nonsense, each by its status', async () => {
    const address = await serve();
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`http://${address}/desktop/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }).then((response) => response.status);
    const right = JSON.stringify({ user: 'bj-desk', password: 'open sesame' });
    expect(await post(right, { origin: 'http://evil.example' })).toBe(403);
    expect(await post(right, { origin: `http://${address}` })).toBe(200);
    expect(await post(JSON.stringify({ user: 'bj-desk', password: 'guess' }))).toBe(401);
    expect(await post(JSON.stringify({ user: 'bj-desk' }))).toBe(400);
    expect(await post('{')).toBe(400);
    const refresh = await fetch(`http://${address}/desktop/refresh`, { method: 'POST' });
    expect(refresh.status).toBe(401);
  });
});
