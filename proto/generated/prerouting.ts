import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { PreRoutingClient as _tandem_v1_PreRoutingClient, PreRoutingDefinition as _tandem_v1_PreRoutingDefinition } from './tandem/v1/PreRouting.ts';
import type { RouteReply as _tandem_v1_RouteReply, RouteReply__Output as _tandem_v1_RouteReply__Output } from './tandem/v1/RouteReply.ts';
import type { RouteReplyBatch as _tandem_v1_RouteReplyBatch, RouteReplyBatch__Output as _tandem_v1_RouteReplyBatch__Output } from './tandem/v1/RouteReplyBatch.ts';
import type { RouteRequest as _tandem_v1_RouteRequest, RouteRequest__Output as _tandem_v1_RouteRequest__Output } from './tandem/v1/RouteRequest.ts';
import type { RouteRequestBatch as _tandem_v1_RouteRequestBatch, RouteRequestBatch__Output as _tandem_v1_RouteRequestBatch__Output } from './tandem/v1/RouteRequestBatch.ts';
import type { RouteTarget as _tandem_v1_RouteTarget, RouteTarget__Output as _tandem_v1_RouteTarget__Output } from './tandem/v1/RouteTarget.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tandem: {
    v1: {
      PreRouting: SubtypeConstructor<typeof grpc.Client, _tandem_v1_PreRoutingClient> & { service: _tandem_v1_PreRoutingDefinition }
      RouteReply: MessageTypeDefinition<_tandem_v1_RouteReply, _tandem_v1_RouteReply__Output>
      RouteReplyBatch: MessageTypeDefinition<_tandem_v1_RouteReplyBatch, _tandem_v1_RouteReplyBatch__Output>
      RouteRequest: MessageTypeDefinition<_tandem_v1_RouteRequest, _tandem_v1_RouteRequest__Output>
      RouteRequestBatch: MessageTypeDefinition<_tandem_v1_RouteRequestBatch, _tandem_v1_RouteRequestBatch__Output>
      RouteTarget: MessageTypeDefinition<_tandem_v1_RouteTarget, _tandem_v1_RouteTarget__Output>
    }
  }
}

