import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { HealthHandlers } from '../../proto/generated/grpc/health/v1/Health.ts';
import type { HealthCheckRequest__Output } from '../../proto/generated/grpc/health/v1/HealthCheckRequest.ts';
import type { HealthCheckResponse } from '../../proto/generated/grpc/health/v1/HealthCheckResponse.ts';
import type { ProtoGrpcType } from '../../proto/generated/health.ts';
import { loadContract } from './load-contract.ts';

export const healthService = loadContract<ProtoGrpcType>('health').grpc.health.v1.Health.service;

type Watcher = ServerWritableStream<HealthCheckRequest__Output, HealthCheckResponse>;

/** grpc.health.v1: what each service of this process says about itself; `''` stands for the whole. */
export class Health {
  readonly #serving = new Map<string, boolean>();
  readonly #watchers = new Map<string, Set<Watcher>>();

  constructor(services: readonly string[]) {
    for (const service of ['', ...services]) this.#serving.set(service, true);
  }

  set(service: string, serving: boolean): void {
    this.#serving.set(service, serving);
    for (const watcher of this.#watchers.get(service) ?? []) watcher.write(this.#answer(service));
  }

  setAll(serving: boolean): void {
    for (const service of this.#serving.keys()) this.set(service, serving);
  }

  readonly handlers: HealthHandlers = {
    Check: (call, answer) => {
      const { service } = call.request;
      if (this.#serving.has(service)) answer(null, this.#answer(service));
      else answer({ code: status.NOT_FOUND, details: 'no service of that name here' });
    },
    Watch: (call) => {
      const { service } = call.request;
      const watchers = this.#watchers.get(service) ?? new Set();
      this.#watchers.set(service, watchers.add(call));
      call.on('cancelled', () => {
        watchers.delete(call);
        if (watchers.size === 0) this.#watchers.delete(service);
      });
      call.on('error', () => watchers.delete(call));
      call.write(this.#answer(service));
    },
  };

  #answer(service: string): HealthCheckResponse {
    const serving = this.#serving.get(service);
    if (serving === undefined) return { status: 'SERVICE_UNKNOWN' };
    return { status: serving ? 'SERVING' : 'NOT_SERVING' };
  }
}
