/** `tandem.v1.PreRouting` over gRPC: decodes, asks the desk, answers. */
import { status } from '@grpc/grpc-js';
import type { Timers } from '../../kernel/ports/timers.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import type { GrpcService } from '../../platform/grpc/server.ts';
import type { ProtoGrpcType } from '../../proto/generated/prerouting.ts';
import type { PreRoutingHandlers } from '../../proto/generated/tandem/v1/PreRouting.ts';
import type { RouteReply } from '../../proto/generated/tandem/v1/RouteReply.ts';
import type { RouteDesk } from './route-desk.ts';

/** Requests in one frame of a stream; a larger one ends the stream with RESOURCE_EXHAUSTED. */
const batchMax = 1_000;
/** Frames that a caller may leave unread; one more ends its stream with RESOURCE_EXHAUSTED. */
const unreadFramesMax = 100;

export function createPreRoutingService(desk: RouteDesk, timers: Timers): GrpcService {
  const handlers: PreRoutingHandlers = {
    Route(call, answer) {
      desk.ask(call.request, (result) => {
        if (result.kind === 'reply') return answer(null, result.reply);
        const code = result.cause === 'overload' ? status.RESOURCE_EXHAUSTED : status.INVALID_ARGUMENT;
        answer({ code, details: result.sentence });
      });
    },

    RouteStream(stream) {
      serveStream(desk, timers, stream);
    },
  };
  const { service } = loadContract<ProtoGrpcType>('prerouting').tandem.v1.PreRouting;
  return { name: 'tandem.v1.PreRouting', definition: service, handlers };
}

type Stream = Parameters<PreRoutingHandlers['RouteStream']>[0];

/** Replies of one turn travel in one frame; the stream ends when its last question has been answered. */
function serveStream(desk: RouteDesk, timers: Timers, stream: Stream): void {
  let pending: RouteReply[] = [];
  let open = 0;
  let ended = false;
  let over = false;
  const flush = () => {
    const replies = pending;
    pending = [];
    if (over || stream.destroyed || !stream.writable) return;
    if (stream.writableLength >= unreadFramesMax) {
      cut(status.RESOURCE_EXHAUSTED, `${unreadFramesMax} frames of replies wait unread; read faster.`);
      return;
    }
    stream.write({ replies });
    if (ended && open === 0) stream.end();
  };
  const reply = (answer: RouteReply) => {
    open -= 1;
    pending.push(answer);
    if (pending.length === 1) timers.after(0, flush);
  };
  const cut = (code: status, details: string) => {
    if (over) return;
    over = true;
    // grpc-js ends the call with the status of an error that the stream emits.
    stream.emit('error', Object.assign(new Error(details), { code, details }));
  };
  stream.on('data', ({ requests }) => {
    if (over) return;
    if (requests.length > batchMax) {
      cut(status.RESOURCE_EXHAUSTED, `More than ${batchMax} requests in one frame; send fewer.`);
      return;
    }
    open += requests.length;
    for (const request of requests) {
      desk.ask(request, (answer) => {
        if (answer.kind === 'reply') reply(answer.reply);
        else if (answer.cause === 'overload') reply(desk.defaultRoute(request));
        else cut(status.INVALID_ARGUMENT, answer.sentence);
      });
    }
  });
  // The other side is gone: its answers have nowhere to go.
  stream.on('error', () => {});
  stream.on('end', () => {
    ended = true;
    if (open === 0 && pending.length === 0) stream.end();
  });
}
