import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { servePages } from './pages.ts';
import { createHttpServer, type HttpOptions, type HttpServer } from './server.ts';
import { acceptWebSockets } from './web-sockets.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: HttpOptions, prepare: (http: HttpServer) => unknown = () => {}) {
  const http = createHttpServer(options);
  await prepare(http);
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  cleanUps.push(() => http.close(100));
  return { http, address, url: `http://${address}` };
}

describe('the HTTP server', () => {
  it('serves metrics and health', async () => {
    let well = true;
    const { url } = await start({ metricsText: async () => 'tandem_x 1\n', healthy: () => well });
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('tandem_x 1\n');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    well = false;
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
  });

  it('refuses a body past its limit, and hides its own faults', async () => {
    const faults: Error[] = [];
    const { url } = await start(
      { bodyLimitBytes: 100, onFault: (error) => faults.push(error) },
      ({ app }) => {
        app.post('/echo', async (request) => request.body);
        app.get('/broken', async () => {
          throw new Error('password is swordfish');
        });
      },
    );
    const json = { 'content-type': 'application/json' };
    const large = JSON.stringify('x'.repeat(200));
    expect((await fetch(`${url}/echo`, { method: 'POST', headers: json, body: large })).status).toBe(413);
    expect((await fetch(`${url}/echo`, { method: 'POST', headers: json, body: '{' })).status).toBe(400);
    const broken = await fetch(`${url}/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('swordfish');
    expect(faults).toHaveLength(1);
  });

  it('answers garbage with an error and goes on', async () => {
    const { address, url } = await start({});
    const [host, port] = address.split(':');
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), host, () => socket.write('\x00\xff garbage \r\n\r\n'));
      socket.on('data', () => {});
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('names an address that is taken', async () => {
    const { address } = await start({});
    const again = createHttpServer();
    await expect(
      again.listen({ host: '127.0.0.1', port: Number(address.split(':')[1]) }),
    ).rejects.toMatchObject({
      code: 'port-in-use',
    });
    await again.close(0);
  });
});

describe('pages', () => {
  it('are served from their folder and from nowhere else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-pages-'));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    const dist = join(folder, 'dist');
    mkdirSync(dist);
    writeFileSync(join(dist, 'index.html'), '<p>console</p>');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    const { url, address } = await start({}, ({ app }) => servePages(app, { folder: dist, prefix: '/' }));
    expect(await (await fetch(`${url}/`)).text()).toContain('console');
    const [host, port] = address.split(':');
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/..%5csecret.txt']) {
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const socket = connect(Number(port), host, () =>
          socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
        );
        socket.on('data', (data) => {
          text += data;
        });
        socket.on('close', () => resolve(text));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 4/);
      expect(answer).not.toContain('secret\n');
    }
  });

  it('that were never built stop the start', async () => {
    const http = createHttpServer();
    await expect(servePages(http.app, { folder: '/nowhere', prefix: '/' })).rejects.toThrow(/no pages in/);
    await http.close(0);
  });
});

describe('web sockets', () => {
  async function startEcho() {
    return start({}, ({ app }) => {
      const end = acceptWebSockets(app, {
        path: '/feed',
        maxPayloadBytes: 1000,
        onSocket: (socket) => socket.onMessage((text) => socket.send(`heard ${text}`)),
      });
      cleanUps.push(end);
    });
  }
  const outcome = (socket: WebSocket) =>
    new Promise<string>((resolve) => {
      socket.on('message', (data) => resolve(data.toString()));
      socket.on('close', (code) => resolve(`closed ${code}`));
      socket.on('error', (error) => resolve(error.message));
    });

  it('carry text both ways', async () => {
    const { address } = await startEcho();
    const socket = new WebSocket(`ws://${address}/feed?who=bob`);
    socket.on('open', () => socket.send('hello'));
    expect(await outcome(socket)).toBe('heard hello');
    socket.terminate();
  });

  it('refuse foreign pages, other paths and too much at once', async () => {
    const { address } = await startEcho();
    const foreign = new WebSocket(`ws://${address}/feed`, { origin: 'http://evil.example' });
    expect(await outcome(foreign)).toMatch(/403/);
    const own = new WebSocket(`ws://${address}/feed`, { origin: `http://${address}` });
    own.on('open', () => own.send('x'.repeat(2000)));
    expect(await outcome(own)).toBe('closed 1009');
    expect(await outcome(new WebSocket(`ws://${address}/other`))).toMatch(/404/);
  });
});
