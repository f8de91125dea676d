import { Client, type ClientDuplexStream, credentials, type ServiceError } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { nameOfStatus, RpcFailure } from './rpc-failure.ts';

export interface GrpcClientOptions {
  readonly maxMessageBytes?: number;
}

export interface UnaryOptions {
  /** How long the answer is waited for; it travels with the request, and the server stops then too. */
  readonly deadlineMs: number;
  /** Gives the call up early. */
  readonly signal?: AbortSignal;
}

/** A channel to one server. Methods are named by their generated definitions: `service.Route`. */
export interface GrpcClient {
  /** Rejects with `RpcFailure`. Not connected means UNAVAILABLE at once: nothing waits for the server to come. */
  unary<Request, RequestRead, Response, ResponseRead>(
    method: MethodDefinition<Request, Response, RequestRead, ResponseRead>,
    request: Request,
    options: UnaryOptions,
  ): Promise<ResponseRead>;
  duplex<Request, RequestRead, Response, ResponseRead>(
    method: MethodDefinition<Request, Response, RequestRead, ResponseRead>,
  ): ClientDuplexStream<Request, ResponseRead>;
  close(): void;
}

/**
 * Opens a channel to `address` (`host:port`); nothing is sent before the first call. Keep-alive finds
 * a dead connection within two seconds; reconnection backs off from 50 ms to 1 s. Each client has a
 * connection of its own.
 */
export function createGrpcClient(address: string, options: GrpcClientOptions = {}): GrpcClient {
  const maxMessageBytes = options.maxMessageBytes ?? 4 * 1024 * 1024;
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': 1000,
    'grpc.keepalive_timeout_ms': 1000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
  });
  return {
    unary: (method, request, { deadlineMs, signal }) =>
      new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          { deadline: Date.now() + deadlineMs },
          (error, response) => {
            signal?.removeEventListener('abort', cancel);
            if (error) reject(failureOf(error, address));
            else resolve(response!);
          },
        );
        const cancel = () => call.cancel();
        if (signal?.aborted) cancel();
        else signal?.addEventListener('abort', cancel, { once: true });
      }),
    duplex: (method) =>
      client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize),
    close: () => client.close(),
  };
}

function failureOf(error: ServiceError, address: string): RpcFailure {
  const trailers: Record<string, string> = {};
  for (const [name, value] of Object.entries(error.metadata?.getMap() ?? {})) trailers[name] = String(value);
  const sentence = `${address} answered: ${error.details}`;
  return new RpcFailure(nameOfStatus(error.code), sentence, { cause: error, trailers });
}
