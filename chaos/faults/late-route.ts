import { connect, constants } from 'node:http2';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import type { ProtoGrpcType } from '../../proto/generated/prerouting.ts';

const { Route } = loadContract<ProtoGrpcType>('prerouting').tandem.v1.PreRouting.service;

/**
 * Asks a router over HTTP/2 for routes whose deadline has passed when they arrive (`grpc-timeout: 1n`), which a
 * gRPC client would never let out. Resolves with each answer's gRPC status; `reset`: the stream was cut instead.
 */
export async function askTooLate(grpc: string, requests: number): Promise<string[]> {
  const session = connect(`http://${grpc}`);
  const message = Route.requestSerialize({ requestId: 'late', dnis: '4001', ani: '1', trunk: 'scp' });
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, 5);
  const one = () =>
    new Promise<string>((resolve) => {
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: Route.path,
        [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
        te: 'trailers',
        'grpc-timeout': '1n',
      });
      let status = 'reset';
      stream.on('response', (headers) => {
        status = String(headers['grpc-status'] ?? status);
      });
      stream.on('trailers', (trailers) => {
        status = String(trailers['grpc-status'] ?? status);
      });
      stream.on('error', () => {});
      stream.on('close', () => resolve(status));
      stream.resume();
      stream.end(frame);
    });
  try {
    return await Promise.all(Array.from({ length: requests }, one));
  } finally {
    session.close();
  }
}
