// Original file: business.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BusinessRequest as _tandem_v1_BusinessRequest, BusinessRequest__Output as _tandem_v1_BusinessRequest__Output } from '../../tandem/v1/BusinessRequest.ts';
import type { QueryReply as _tandem_v1_QueryReply, QueryReply__Output as _tandem_v1_QueryReply__Output } from '../../tandem/v1/QueryReply.ts';
import type { StatusReply as _tandem_v1_StatusReply, StatusReply__Output as _tandem_v1_StatusReply__Output } from '../../tandem/v1/StatusReply.ts';
import type { TransactionQuestion as _tandem_v1_TransactionQuestion, TransactionQuestion__Output as _tandem_v1_TransactionQuestion__Output } from '../../tandem/v1/TransactionQuestion.ts';
import type { TransactionReply as _tandem_v1_TransactionReply, TransactionReply__Output as _tandem_v1_TransactionReply__Output } from '../../tandem/v1/TransactionReply.ts';

export interface BusinessClient extends grpc.Client {
  Inquire(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  Inquire(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  Inquire(argument: _tandem_v1_TransactionQuestion, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  Inquire(argument: _tandem_v1_TransactionQuestion, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  inquire(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  inquire(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  inquire(argument: _tandem_v1_TransactionQuestion, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  inquire(argument: _tandem_v1_TransactionQuestion, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  
  Query(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  Query(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  Query(argument: _tandem_v1_BusinessRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  Query(argument: _tandem_v1_BusinessRequest, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  query(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  query(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  query(argument: _tandem_v1_BusinessRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  query(argument: _tandem_v1_BusinessRequest, callback: grpc.requestCallback<_tandem_v1_QueryReply__Output>): grpc.ClientUnaryCall;
  
  Status(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  Status(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  Status(argument: _tandem_v1_TransactionQuestion, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  Status(argument: _tandem_v1_TransactionQuestion, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  status(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  status(argument: _tandem_v1_TransactionQuestion, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  status(argument: _tandem_v1_TransactionQuestion, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  status(argument: _tandem_v1_TransactionQuestion, callback: grpc.requestCallback<_tandem_v1_StatusReply__Output>): grpc.ClientUnaryCall;
  
  Submit(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  Submit(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  Submit(argument: _tandem_v1_BusinessRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  Submit(argument: _tandem_v1_BusinessRequest, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  submit(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  submit(argument: _tandem_v1_BusinessRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  submit(argument: _tandem_v1_BusinessRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  submit(argument: _tandem_v1_BusinessRequest, callback: grpc.requestCallback<_tandem_v1_TransactionReply__Output>): grpc.ClientUnaryCall;
  
}

export interface BusinessHandlers extends grpc.UntypedServiceImplementation {
  Inquire: grpc.handleUnaryCall<_tandem_v1_TransactionQuestion__Output, _tandem_v1_TransactionReply>;
  
  Query: grpc.handleUnaryCall<_tandem_v1_BusinessRequest__Output, _tandem_v1_QueryReply>;
  
  Status: grpc.handleUnaryCall<_tandem_v1_TransactionQuestion__Output, _tandem_v1_StatusReply>;
  
  Submit: grpc.handleUnaryCall<_tandem_v1_BusinessRequest__Output, _tandem_v1_TransactionReply>;
  
}

export interface BusinessDefinition extends grpc.ServiceDefinition {
  Inquire: MethodDefinition<_tandem_v1_TransactionQuestion, _tandem_v1_TransactionReply, _tandem_v1_TransactionQuestion__Output, _tandem_v1_TransactionReply__Output>
  Query: MethodDefinition<_tandem_v1_BusinessRequest, _tandem_v1_QueryReply, _tandem_v1_BusinessRequest__Output, _tandem_v1_QueryReply__Output>
  Status: MethodDefinition<_tandem_v1_TransactionQuestion, _tandem_v1_StatusReply, _tandem_v1_TransactionQuestion__Output, _tandem_v1_StatusReply__Output>
  Submit: MethodDefinition<_tandem_v1_BusinessRequest, _tandem_v1_TransactionReply, _tandem_v1_BusinessRequest__Output, _tandem_v1_TransactionReply__Output>
}
