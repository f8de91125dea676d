import { Agent, type ClientRequest, request } from 'node:http';
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import type { Timers } from '../../kernel/ports/timers.ts';

export interface HttpAsk {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly deadlineMs: number;
}

export type HttpOutcome =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: string }
  /** Not one byte of this request left us. */
  | { readonly outcome: 'unsent'; readonly why: string }
  /** Bytes may have left us, and no whole answer came in time. */
  | { readonly outcome: 'lost'; readonly why: string };

export interface HttpExchange {
  /** Ends in exactly one outcome within its deadline; never rejects. */
  ask(address: Address, ask: HttpAsk): Promise<HttpOutcome>;
  close(): void;
}

export interface HttpExchangeOptions {
  readonly connections_max?: number;
  /** A longer answer counts as lost. */
  readonly answerBytes_max?: number;
}

/**
 * HTTP from the asking side, honest about what may have left: a request that failed before its
 * connection was up was not sent, any other may have been. Connections are kept and used again, and
 * one that turns out dead is not retried behind the asker's back.
 */
export function createHttpExchange(timers: Timers, options: HttpExchangeOptions = {}): HttpExchange {
  const agent = new Agent({
    keepAlive: true,
    keepAliveMsecs: 5_000,
    maxSockets: options.connections_max ?? 128,
    maxFreeSockets: 32,
    scheduling: 'lifo',
  });
  const answerBytes_max = options.answerBytes_max ?? 4 * 1024 * 1024;
  return {
    ask: (address, ask) => exchange(agent, timers, address, ask, answerBytes_max),
    close: () => agent.destroy(),
  };
}

function exchange(
  agent: Agent,
  timers: Timers,
  address: Address,
  ask: HttpAsk,
  answerBytes_max: number,
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    let mayHaveLeft = false;
    let ended = false;
    let outgoing: ClientRequest | undefined;
    const end = (outcome: HttpOutcome): void => {
      if (ended) return;
      ended = true;
      timer.cancel();
      resolve(outcome);
      if (outcome.outcome !== 'answered') outgoing?.destroy();
    };
    const fail = (why: string): void =>
      end({ outcome: mayHaveLeft ? 'lost' : 'unsent', why: `${formatAddress(address)}: ${why}` });
    const timer = timers.after(ask.deadlineMs, () =>
      fail(`no answer within ${Math.round(ask.deadlineMs)} ms`),
    );
    const body = ask.body === undefined ? undefined : Buffer.from(JSON.stringify(ask.body));
    try {
      outgoing = request({
        agent,
        host: address.host,
        port: address.port,
        method: ask.method,
        path: ask.path,
        headers: body ? { 'content-type': 'application/json', 'content-length': body.byteLength } : {},
      });
    } catch (error) {
      fail(messageOf(error));
      return;
    }
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) mayHaveLeft = true;
      else socket.once('connect', () => (mayHaveLeft = true));
    });
    outgoing.on('error', (error) => fail(messageOf(error)));
    outgoing.on('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.byteLength;
        if (bytes > answerBytes_max) fail(`an answer of more than ${answerBytes_max} bytes`);
      });
      response.on('error', (error) => fail(messageOf(error)));
      response.on('aborted', () => fail('the answer broke off'));
      response.on('end', () => {
        if (!response.complete) return fail('the answer broke off');
        const text = Buffer.concat(parts).toString('utf8');
        end({ outcome: 'answered', status: response.statusCode ?? 0, body: text });
      });
    });
    outgoing.end(body);
  });
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
