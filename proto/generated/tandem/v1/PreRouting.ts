// Original file: prerouting.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { RouteReply as _tandem_v1_RouteReply, RouteReply__Output as _tandem_v1_RouteReply__Output } from '../../tandem/v1/RouteReply.ts';
import type { RouteReplyBatch as _tandem_v1_RouteReplyBatch, RouteReplyBatch__Output as _tandem_v1_RouteReplyBatch__Output } from '../../tandem/v1/RouteReplyBatch.ts';
import type { RouteRequest as _tandem_v1_RouteRequest, RouteRequest__Output as _tandem_v1_RouteRequest__Output } from '../../tandem/v1/RouteRequest.ts';
import type { RouteRequestBatch as _tandem_v1_RouteRequestBatch, RouteRequestBatch__Output as _tandem_v1_RouteRequestBatch__Output } from '../../tandem/v1/RouteRequestBatch.ts';

export interface PreRoutingClient extends grpc.Client {
  Route(argument: _tandem_v1_RouteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  Route(argument: _tandem_v1_RouteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  Route(argument: _tandem_v1_RouteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  Route(argument: _tandem_v1_RouteRequest, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  route(argument: _tandem_v1_RouteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  route(argument: _tandem_v1_RouteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  route(argument: _tandem_v1_RouteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  route(argument: _tandem_v1_RouteRequest, callback: grpc.requestCallback<_tandem_v1_RouteReply__Output>): grpc.ClientUnaryCall;
  
  RouteStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_RouteRequestBatch, _tandem_v1_RouteReplyBatch__Output>;
  RouteStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_RouteRequestBatch, _tandem_v1_RouteReplyBatch__Output>;
  routeStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_RouteRequestBatch, _tandem_v1_RouteReplyBatch__Output>;
  routeStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_RouteRequestBatch, _tandem_v1_RouteReplyBatch__Output>;
  
}

export interface PreRoutingHandlers extends grpc.UntypedServiceImplementation {
  Route: grpc.handleUnaryCall<_tandem_v1_RouteRequest__Output, _tandem_v1_RouteReply>;
  
  RouteStream: grpc.handleBidiStreamingCall<_tandem_v1_RouteRequestBatch__Output, _tandem_v1_RouteReplyBatch>;
  
}

export interface PreRoutingDefinition extends grpc.ServiceDefinition {
  Route: MethodDefinition<_tandem_v1_RouteRequest, _tandem_v1_RouteReply, _tandem_v1_RouteRequest__Output, _tandem_v1_RouteReply__Output>
  RouteStream: MethodDefinition<_tandem_v1_RouteRequestBatch, _tandem_v1_RouteReplyBatch, _tandem_v1_RouteRequestBatch__Output, _tandem_v1_RouteReplyBatch__Output>
}
