import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import { AddressUnavailable } from '../sockets/address-unavailable.ts';
import { Health, healthService } from './health.ts';

export interface GrpcService {
  /** The full name, such as `tandem.v1.PreRouting`, under which health is asked. */
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly handlers: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  readonly listen: Address;
  readonly services: readonly GrpcService[];
  /** A larger message is refused with RESOURCE_EXHAUSTED. */
  readonly maxMessageBytes?: number;
  /** For each connection; further calls wait at the client. */
  readonly maxConcurrentStreams?: number;
}

export interface GrpcServer {
  /** `host:port` as bound. */
  readonly address: string;
  /** What `grpc.health.v1` answers for a service; `''` for the whole process. */
  setServing(service: string, serving: boolean): void;
  /** Says NOT_SERVING, takes no new calls, lets running ones end for `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

// grpc-js writes sentences of its own to standard error; what matters of them comes as errors.
setLogVerbosity(logVerbosity.NONE);

/**
 * A gRPC server on one address, with the health service beside what it is given. A caller's deadline
 * ends its call here too; `unary` in handlers.ts tells a handler how long is left. Rejects with
 * `AddressUnavailable` when it can't listen.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const maxMessageBytes = options.maxMessageBytes ?? 4 * 1024 * 1024;
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': options.maxConcurrentStreams ?? 1000,
    'grpc.keepalive_time_ms': 1000,
    'grpc.keepalive_timeout_ms': 1000,
  });
  const health = new Health(options.services.map((service) => service.name));
  server.addService(healthService, health.handlers);
  for (const service of options.services) server.addService(service.definition, service.handlers);
  const port = await bind(server, options.listen);
  return {
    address: formatAddress({ host: options.listen.host, port }),
    setServing: (service, serving) => health.set(service, serving),
    close: (graceMs) => {
      health.setAll(false);
      return close(server, graceMs);
    },
  };
}

function bind(server: Server, listen: Address): Promise<number> {
  const address = formatAddress(listen);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (!error) return resolve(port);
      // grpc-js wraps the system's error in a sentence of its own.
      const code = /\b(EADDRINUSE|EADDRNOTAVAIL|EACCES|EPERM)\b/.exec(error.message)?.[1];
      reject(new AddressUnavailable(address, Object.assign(error, { code })));
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
