import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemTimers } from '../clock/system-timers.ts';
import { createHttpExchange, type HttpExchange } from './exchange.ts';

const opened: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function exchange(): HttpExchange {
  const made = createHttpExchange(systemTimers, { answerBytes_max: 1000 });
  opened.push(made);
  return made;
}

async function listen(server: Server | TcpServer) {
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 };
}

const get = { method: 'GET', path: '/', deadlineMs: 300 } as const;

describe('an HTTP exchange', () => {
  it('answers with status and body, and uses its connection again', async () => {
    let connections = 0;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => response.writeHead(201).end(`got ${body}`));
    });
    server.on('connection', () => {
      connections += 1;
    });
    const address = await listen(server);
    const http = exchange();
    const ask = { method: 'POST', path: '/x', body: { a: 1 }, deadlineMs: 1000 } as const;
    expect(await http.ask(address, ask)).toEqual({ outcome: 'answered', status: 201, body: 'got {"a":1}' });
    await http.ask(address, ask);
    expect(connections).toBe(1);
  });

  it('promises that nothing was sent when there is nobody to connect to', async () => {
    const server = createTcpServer();
    const address = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await exchange().ask(address, get)).toMatchObject({ outcome: 'unsent' });
  });

  it('never promises so once a connection was up', async () => {
    const silent = await listen(createTcpServer((socket) => socket.on('error', () => {})));
    expect(await exchange().ask(silent, get)).toMatchObject({
      outcome: 'lost',
      why: expect.stringContaining('no answer within 300'),
    });
    const resetting = await listen(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(await exchange().ask(resetting, get)).toMatchObject({ outcome: 'lost' });
    const garbage = await listen(createTcpServer((socket) => socket.end('what?\r\n\r\n')));
    expect(await exchange().ask(garbage, get)).toMatchObject({ outcome: 'lost' });
  });

  it('takes a broken or endless answer for none', async () => {
    const broken = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf'));
      }),
    );
    expect(await exchange().ask(broken, get)).toMatchObject({ outcome: 'lost' });
    const endless = await listen(createServer((_request, response) => response.end('x'.repeat(5000))));
    expect(await exchange().ask(endless, get)).toMatchObject({
      outcome: 'lost',
      why: expect.stringContaining('more than 1000 bytes'),
    });
  });
});
