import { type handleUnaryCall, Metadata, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RpcFailure } from './rpc-failure.ts';

/** What a handler may know about the call beside its request. */
export interface CallScope {
  /** How long the caller still waits, ms; Infinity when it set no deadline. */
  readonly remainingMs: number;
  /** Aborted when the caller is gone or its deadline has passed. */
  readonly signal: AbortSignal;
}

/**
 * A unary handler as an async function. A request past its deadline is answered so and never
 * handled. `RpcFailure` becomes its status; any other error is ours: INTERNAL, reported to `onFault`.
 */
export function unary<Request, Response>(
  handle: (request: Request, scope: CallScope) => Promise<Response>,
  onFault: (error: unknown) => void,
): handleUnaryCall<Request, Response> {
  return (call, answer) => {
    const remainingMs = remainingMsOf(call);
    if (remainingMs <= 0) {
      answer({ code: status.DEADLINE_EXCEEDED, details: 'the deadline had passed on arrival' });
      return;
    }
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    handle(call.request, { remainingMs, signal: gone.signal }).then(
      (response) => answer(null, response),
      (error: unknown) => {
        if (error instanceof RpcFailure) {
          return answer({ code: error.status, details: error.message, metadata: metadataOf(error.trailers) });
        }
        onFault(error);
        answer({ code: status.INTERNAL, details: 'internal fault; it is in the log' });
      },
    );
  };
}

function metadataOf(trailers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return metadata;
}

function remainingMsOf<Request, Response>(call: ServerUnaryCall<Request, Response>): number {
  const deadline = call.getDeadline();
  return (typeof deadline === 'number' ? deadline : deadline.getTime()) - Date.now();
}
