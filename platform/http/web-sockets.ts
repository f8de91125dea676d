import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { isFromOwnPage } from './own-origin.ts';

export interface WebSocketOptions {
  /** The exact path, without a query. */
  readonly path: string;
  /** A larger message closes the socket with 1009. */
  readonly maxPayloadBytes?: number;
  /** Further sockets are refused with 503. */
  readonly maxSockets?: number;
  /** A socket that answers no ping for this long is ended. */
  readonly silenceMs?: number;
  readonly onSocket: (socket: WebChannel, request: { readonly query: URLSearchParams }) => void;
}

/** One browser's connection, text messages only. */
export interface WebChannel {
  /** False once too much waits unsent (`bufferedBytesMax`): the browser is too slow, and the socket was ended. */
  send(text: string): boolean;
  onMessage(receive: (text: string) => void): void;
  /** Once, whatever the reason. */
  onClosed(closed: () => void): void;
  close(code: number, reason: string): void;
}

const bufferedBytesMax = 4 * 1024 * 1024;

/**
 * Takes WebSocket upgrades of one path. A browser's request from a page of another host is refused
 * (its Origin must name the host that it asks), so that no foreign page acts for the person before
 * it; requests without an Origin are no browser's. Returns what ends every socket, for the close.
 */
export function acceptWebSockets(app: FastifyInstance, options: WebSocketOptions): () => void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxPayloadBytes ?? 64 * 1024,
    perMessageDeflate: false,
  });
  const silenceMs = options.silenceMs ?? 15_000;
  const alive = new WeakSet<WebSocket>();
  const pulse = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.has(socket)) {
        socket.terminate();
        continue;
      }
      alive.delete(socket);
      socket.ping();
    }
  }, silenceMs / 2);

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = URL.parse(request.url ?? '', 'http://here');
    if (url?.pathname !== options.path) {
      // Another path's listener may take it; when there is none, nobody will.
      if (app.server.listenerCount('upgrade') === 1) refuse(socket, 404, 'Not Found');
      return;
    }
    if (!isFromOwnPage(request.headers)) return refuse(socket, 403, 'Forbidden');
    if (server.clients.size >= (options.maxSockets ?? 2000))
      return refuse(socket, 503, 'Service Unavailable');
    server.handleUpgrade(request, socket, head, (upgraded) => {
      alive.add(upgraded);
      upgraded.on('pong', () => alive.add(upgraded));
      // A broken frame ends its socket; `close` follows.
      upgraded.on('error', () => upgraded.terminate());
      options.onSocket(channelOf(upgraded), { query: url.searchParams });
    });
  });

  return () => {
    clearInterval(pulse);
    for (const socket of server.clients) socket.close(1001, 'closing');
    server.close();
  };
}

function channelOf(socket: WebSocket): WebChannel {
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return false;
      if (socket.bufferedAmount > bufferedBytesMax) {
        socket.terminate();
        return false;
      }
      socket.send(text);
      return true;
    },
    onMessage(receive) {
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(1003, 'text only');
        else receive(data.toString());
      });
    },
    onClosed: (closed) => void socket.once('close', closed),
    close: (code, reason) => socket.close(code, reason),
  };
}

function refuse(socket: Duplex, status: number, text: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
