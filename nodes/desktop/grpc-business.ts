import { createGrpcClient, type GrpcClient } from '../../platform/grpc/client.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import type { ProtoGrpcType } from '../../proto/generated/business.ts';
import type { AskBusiness } from './customers.ts';

const { Query } = loadContract<ProtoGrpcType>('business').tandem.v1.Business.service;

/** The front-end gateways over gRPC, one connection each. */
export class GrpcBusiness {
  readonly #clients: readonly GrpcClient[];
  readonly #asker: string;

  /** `asker`: who asks, as the gateway's journal will say it. */
  constructor(addresses: readonly string[], asker: string) {
    this.#clients = addresses.map((address) => createGrpcClient(address));
    this.#asker = asker;
  }

  gateways(): AskBusiness[] {
    return this.#clients.map((client) => async ({ type, payload, callId, deadlineMs }) => {
      const whole = Math.max(1, Math.floor(deadlineMs));
      const request = { type, customer: '', key: '', deadlineMs: whole, payload, asker: this.#asker, callId };
      return (await client.unary(Query, request, { deadlineMs: whole })).result;
    });
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}
