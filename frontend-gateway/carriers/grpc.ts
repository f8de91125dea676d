import type { Answer } from '../../kernel/transaction/business.ts';
import { Refusal, type RefusalCode } from '../../kernel/transaction/refusal.ts';
import { type CallScope, unary } from '../../platform/grpc/handlers.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import { RpcFailure } from '../../platform/grpc/rpc-failure.ts';
import type { GrpcService } from '../../platform/grpc/server.ts';
import type { ProtoGrpcType } from '../../proto/generated/business.ts';
import type { BusinessHandlers } from '../../proto/generated/tandem/v1/Business.ts';
import type { BusinessRequest__Output } from '../../proto/generated/tandem/v1/BusinessRequest.ts';
import type { StatusReply } from '../../proto/generated/tandem/v1/StatusReply.ts';
import type { TransactionQuestion__Output } from '../../proto/generated/tandem/v1/TransactionQuestion.ts';
import type { TransactionReply } from '../../proto/generated/tandem/v1/TransactionReply.ts';
import { BusinessRefusal } from '../queries.ts';
import type { RawRequest } from '../request.ts';
import type { BusinessService, RawQuestion, TransactionStatus } from '../service.ts';
import { answerOf } from '../transactions/in-hand.ts';

/** The contract, for askers too. */
export const businessContract = loadContract<ProtoGrpcType>('business').tandem.v1.Business.service;

/** The gateway over gRPC. A call's own deadline counts as well as the one in the request. */
export function businessOverGrpc(service: BusinessService, onFault: (error: unknown) => void): GrpcService {
  const handlers: BusinessHandlers = {
    Query: unary(async (request: BusinessRequest__Output, scope) => {
      const { backend, result } = await asRpc(service.query(rawRequest(request, scope)));
      return { backend, result };
    }, onFault),
    Submit: unary(
      async (request: BusinessRequest__Output, scope) =>
        replyOf(await asRpc(service.submit(rawRequest(request, scope)))),
      onFault,
    ),
    Inquire: unary(
      async (request: TransactionQuestion__Output, scope) =>
        replyOf(await asRpc(service.inquire(rawQuestion(request, scope)))),
      onFault,
    ),
    Status: unary(
      async (request: TransactionQuestion__Output, scope) =>
        statusOf(await asRpc(service.status(rawQuestion(request, scope)))),
      onFault,
    ),
  };
  return { name: 'tandem.v1.Business', definition: businessContract, handlers: { ...handlers } };
}

function rawRequest(request: BusinessRequest__Output, scope: CallScope): RawRequest {
  const { type, customer, key, asker, callId, deadlineMs } = request;
  const payload = readJson(request.payload);
  return { type, customer, key, deadlineMs, carrierLeftMs: leftOf(scope), payload, asker, callId };
}

function rawQuestion(request: TransactionQuestion__Output, scope: CallScope): RawQuestion {
  const { key, transactionId, deadlineMs } = request;
  return { key, transactionId, deadlineMs, carrierLeftMs: leftOf(scope) };
}

/** An answer that is sent when the call's deadline is reached would not be read any more. */
const answerTravelMs = 10;

function leftOf(scope: CallScope): number {
  return Math.max(1, scope.remainingMs - answerTravelMs);
}

function readJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw failureOf(new Refusal('bad-request', 'payload: not JSON'));
  }
}

export function replyOf(answer: Answer): TransactionReply {
  const { transactionId } = answer;
  switch (answer.state) {
    case 'done': {
      const { backend, sequence, result } = answer;
      return { state: 'TRANSACTION_DONE', transactionId, backend, sequence, result };
    }
    case 'pending':
      return { state: 'TRANSACTION_PENDING', transactionId, backend: answer.backend };
    case 'failed': {
      const { code, message, retriable } = answer;
      return { state: 'TRANSACTION_FAILED', transactionId, code, message, retriable };
    }
  }
}

function statusOf({ record, steps }: TransactionStatus): StatusReply {
  const transaction: TransactionReply = record.outcome
    ? replyOf(answerOf(record.id, record.outcome))
    : { state: 'TRANSACTION_PENDING', transactionId: record.id, backend: record.sending.backend };
  return {
    transaction,
    type: record.type,
    customer: record.customer,
    asker: record.asker,
    callId: record.callId,
    begunAtMs: record.begunAtMs,
    settledAtMs: record.settledAtMs,
    owner: record.owner,
    ownerEpoch: record.epoch,
    steps: steps.map(({ number, step, backend, detail, atMs, gateway }) => ({
      number,
      step,
      backend,
      detail,
      atMs,
      gateway,
    })),
  };
}

const statusOfRefusal: Record<RefusalCode, RpcFailure['code']> = {
  'bad-request': 'INVALID_ARGUMENT',
  'unknown-type': 'INVALID_ARGUMENT',
  'wrong-mode': 'INVALID_ARGUMENT',
  'payload-too-large': 'INVALID_ARGUMENT',
  'past-deadline': 'DEADLINE_EXCEEDED',
  'key-reused': 'ALREADY_EXISTS',
  'unknown-transaction': 'NOT_FOUND',
  'journal-away': 'UNAVAILABLE',
  'backends-away': 'UNAVAILABLE',
  'customer-held': 'UNAVAILABLE',
  overloaded: 'RESOURCE_EXHAUSTED',
  closing: 'UNAVAILABLE',
};

function failureOf(error: Refusal | BusinessRefusal): RpcFailure {
  const status = error instanceof Refusal ? statusOfRefusal[error.code] : 'FAILED_PRECONDITION';
  const trailers = { 'tandem-code': error.code, 'tandem-retriable': String(error.retriable) };
  return new RpcFailure(status, error.message, { trailers });
}

async function asRpc<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal || error instanceof BusinessRefusal) throw failureOf(error);
    throw error;
  }
}
