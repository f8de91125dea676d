import { status } from '@grpc/grpc-js';

const retriableCodes = new Set<number>([status.UNAVAILABLE, status.RESOURCE_EXHAUSTED, status.ABORTED]);

/**
 * A call over gRPC that did not succeed. Thrown by a handler it becomes the caller's status; thrown by
 * a client it is the server's answer, or what became of the connection. `DEADLINE_EXCEEDED` and
 * `UNAVAILABLE` don't tell whether the other side acted.
 */
export class RpcFailure extends Error {
  /** The name of the gRPC status: `UNAVAILABLE`. */
  readonly code: keyof typeof status;
  readonly retriable: boolean;
  /** Beside the status, as trailing metadata: what a service says in its own words. */
  readonly trailers: Readonly<Record<string, string>>;

  constructor(
    code: keyof typeof status,
    sentence: string,
    options: ErrorOptions & { readonly trailers?: Readonly<Record<string, string>> } = {},
  ) {
    super(sentence, options);
    this.name = 'RpcFailure';
    this.code = code;
    this.trailers = options.trailers ?? {};
    this.retriable = retriableCodes.has(status[code]);
  }

  get status(): number {
    return status[this.code];
  }
}

export function nameOfStatus(code: number): keyof typeof status {
  return (status[code] ?? 'UNKNOWN') as keyof typeof status;
}
