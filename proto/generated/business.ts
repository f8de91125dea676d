import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BusinessClient as _tandem_v1_BusinessClient, BusinessDefinition as _tandem_v1_BusinessDefinition } from './tandem/v1/Business.ts';
import type { BusinessRequest as _tandem_v1_BusinessRequest, BusinessRequest__Output as _tandem_v1_BusinessRequest__Output } from './tandem/v1/BusinessRequest.ts';
import type { QueryReply as _tandem_v1_QueryReply, QueryReply__Output as _tandem_v1_QueryReply__Output } from './tandem/v1/QueryReply.ts';
import type { StatusReply as _tandem_v1_StatusReply, StatusReply__Output as _tandem_v1_StatusReply__Output } from './tandem/v1/StatusReply.ts';
import type { TransactionQuestion as _tandem_v1_TransactionQuestion, TransactionQuestion__Output as _tandem_v1_TransactionQuestion__Output } from './tandem/v1/TransactionQuestion.ts';
import type { TransactionReply as _tandem_v1_TransactionReply, TransactionReply__Output as _tandem_v1_TransactionReply__Output } from './tandem/v1/TransactionReply.ts';
import type { TransactionStep as _tandem_v1_TransactionStep, TransactionStep__Output as _tandem_v1_TransactionStep__Output } from './tandem/v1/TransactionStep.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tandem: {
    v1: {
      Business: SubtypeConstructor<typeof grpc.Client, _tandem_v1_BusinessClient> & { service: _tandem_v1_BusinessDefinition }
      BusinessRequest: MessageTypeDefinition<_tandem_v1_BusinessRequest, _tandem_v1_BusinessRequest__Output>
      QueryReply: MessageTypeDefinition<_tandem_v1_QueryReply, _tandem_v1_QueryReply__Output>
      StatusReply: MessageTypeDefinition<_tandem_v1_StatusReply, _tandem_v1_StatusReply__Output>
      TransactionQuestion: MessageTypeDefinition<_tandem_v1_TransactionQuestion, _tandem_v1_TransactionQuestion__Output>
      TransactionReply: MessageTypeDefinition<_tandem_v1_TransactionReply, _tandem_v1_TransactionReply__Output>
      TransactionState: EnumTypeDefinition
      TransactionStep: MessageTypeDefinition<_tandem_v1_TransactionStep, _tandem_v1_TransactionStep__Output>
    }
  }
}

