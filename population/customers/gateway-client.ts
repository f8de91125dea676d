import { createGrpcClient, type GrpcClient } from '../../platform/grpc/client.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import { RpcFailure } from '../../platform/grpc/rpc-failure.ts';
import type { ProtoGrpcType } from '../../proto/generated/business.ts';
import type { TransactionReply__Output } from '../../proto/generated/tandem/v1/TransactionReply.ts';

const contract = loadContract<ProtoGrpcType>('business').tandem.v1.Business.service;

export interface Ask {
  readonly type: string;
  readonly customer: string;
  readonly payload: object;
  readonly asker: string;
  readonly callId: string;
  readonly deadlineMs: number;
}

export type Told =
  | {
      readonly state: 'done';
      readonly transactionId: string;
      readonly backend: string;
      readonly sequence: number;
      readonly result: unknown;
    }
  | { readonly state: 'pending'; readonly transactionId: string; readonly backend: string }
  | {
      readonly state: 'failed';
      readonly transactionId: string;
      readonly code: string;
      readonly message: string;
    }
  /** Not taken: nothing was sent. */
  | {
      readonly state: 'refused';
      readonly code: string;
      readonly retriable: boolean;
      readonly message: string;
    }
  /** No answer came: nobody knows, and the key may be asked again. */
  | { readonly state: 'nothing'; readonly message: string };

/** A little longer than the gateway was given, so that its own answer at the deadline still comes. */
const answerTravelMs = 250;

/** One front-end gateway over gRPC, as an asker sees it. Never rejects for what the gateway does. */
export class GatewayClient {
  readonly address: string;
  readonly #client: GrpcClient;

  constructor(address: string) {
    this.address = address;
    this.#client = createGrpcClient(address);
  }

  /** Rejects with `RpcFailure`; its trailer `tandem-code` says why. */
  async query(ask: Ask): Promise<{ readonly backend: string; readonly result: unknown }> {
    const request = { ...ask, payload: JSON.stringify(ask.payload) };
    const deadlineMs = ask.deadlineMs + answerTravelMs;
    const reply = await this.#client.unary(contract.Query, request, { deadlineMs });
    return { backend: reply.backend, result: JSON.parse(reply.result) as unknown };
  }

  submit(ask: Ask, key: string): Promise<Told> {
    const request = { ...ask, key, payload: JSON.stringify(ask.payload) };
    const deadlineMs = ask.deadlineMs + answerTravelMs;
    return toldBy(this.#client.unary(contract.Submit, request, { deadlineMs }));
  }

  inquire(key: string, deadlineMs: number): Promise<Told> {
    const options = { deadlineMs: deadlineMs + answerTravelMs };
    return toldBy(this.#client.unary(contract.Inquire, { key, deadlineMs }, options));
  }

  close(): void {
    this.#client.close();
  }
}

async function toldBy(answer: Promise<TransactionReply__Output>): Promise<Told> {
  try {
    return readReply(await answer);
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    const code = error.trailers['tandem-code'];
    if (code === undefined) return { state: 'nothing', message: error.message };
    const retriable = error.trailers['tandem-retriable'] === 'true';
    return { state: 'refused', code, retriable, message: error.message };
  }
}

function readReply(reply: TransactionReply__Output): Told {
  const { transactionId, backend } = reply;
  switch (reply.state) {
    case 'TRANSACTION_DONE': {
      const result = JSON.parse(reply.result) as unknown;
      return { state: 'done', transactionId, backend, sequence: Number(reply.sequence), result };
    }
    case 'TRANSACTION_PENDING':
      return { state: 'pending', transactionId, backend };
    case 'TRANSACTION_FAILED':
      return { state: 'failed', transactionId, code: reply.code, message: reply.message };
    default:
      return { state: 'nothing', message: 'an answer without a state' };
  }
}
