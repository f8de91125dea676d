import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AgentFigures as _tandem_v1_AgentFigures, AgentFigures__Output as _tandem_v1_AgentFigures__Output } from './tandem/v1/AgentFigures.ts';
import type { AttachDesktop as _tandem_v1_AttachDesktop, AttachDesktop__Output as _tandem_v1_AttachDesktop__Output } from './tandem/v1/AttachDesktop.ts';
import type { CommandDone as _tandem_v1_CommandDone, CommandDone__Output as _tandem_v1_CommandDone__Output } from './tandem/v1/CommandDone.ts';
import type { CommandRefused as _tandem_v1_CommandRefused, CommandRefused__Output as _tandem_v1_CommandRefused__Output } from './tandem/v1/CommandRefused.ts';
import type { CustomerDetail as _tandem_v1_CustomerDetail, CustomerDetail__Output as _tandem_v1_CustomerDetail__Output } from './tandem/v1/CustomerDetail.ts';
import type { CustomerFound as _tandem_v1_CustomerFound, CustomerFound__Output as _tandem_v1_CustomerFound__Output } from './tandem/v1/CustomerFound.ts';
import type { CustomerView as _tandem_v1_CustomerView, CustomerView__Output as _tandem_v1_CustomerView__Output } from './tandem/v1/CustomerView.ts';
import type { DesktopAgent as _tandem_v1_DesktopAgent, DesktopAgent__Output as _tandem_v1_DesktopAgent__Output } from './tandem/v1/DesktopAgent.ts';
import type { DesktopAttached as _tandem_v1_DesktopAttached, DesktopAttached__Output as _tandem_v1_DesktopAttached__Output } from './tandem/v1/DesktopAttached.ts';
import type { DesktopCall as _tandem_v1_DesktopCall, DesktopCall__Output as _tandem_v1_DesktopCall__Output } from './tandem/v1/DesktopCall.ts';
import type { DesktopCommand as _tandem_v1_DesktopCommand, DesktopCommand__Output as _tandem_v1_DesktopCommand__Output } from './tandem/v1/DesktopCommand.ts';
import type { DesktopEvent as _tandem_v1_DesktopEvent, DesktopEvent__Output as _tandem_v1_DesktopEvent__Output } from './tandem/v1/DesktopEvent.ts';
import type { DesktopOver as _tandem_v1_DesktopOver, DesktopOver__Output as _tandem_v1_DesktopOver__Output } from './tandem/v1/DesktopOver.ts';
import type { DesktopQueue as _tandem_v1_DesktopQueue, DesktopQueue__Output as _tandem_v1_DesktopQueue__Output } from './tandem/v1/DesktopQueue.ts';
import type { DesktopQueues as _tandem_v1_DesktopQueues, DesktopQueues__Output as _tandem_v1_DesktopQueues__Output } from './tandem/v1/DesktopQueues.ts';
import type { DesktopRenewed as _tandem_v1_DesktopRenewed, DesktopRenewed__Output as _tandem_v1_DesktopRenewed__Output } from './tandem/v1/DesktopRenewed.ts';
import type { DesktopState as _tandem_v1_DesktopState, DesktopState__Output as _tandem_v1_DesktopState__Output } from './tandem/v1/DesktopState.ts';
import type { NotReadyCommand as _tandem_v1_NotReadyCommand, NotReadyCommand__Output as _tandem_v1_NotReadyCommand__Output } from './tandem/v1/NotReadyCommand.ts';
import type { PlainCommand as _tandem_v1_PlainCommand, PlainCommand__Output as _tandem_v1_PlainCommand__Output } from './tandem/v1/PlainCommand.ts';
import type { RenewDesktop as _tandem_v1_RenewDesktop, RenewDesktop__Output as _tandem_v1_RenewDesktop__Output } from './tandem/v1/RenewDesktop.ts';
import type { ScreenPop as _tandem_v1_ScreenPop, ScreenPop__Output as _tandem_v1_ScreenPop__Output } from './tandem/v1/ScreenPop.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tandem: {
    v1: {
      AgentFigures: MessageTypeDefinition<_tandem_v1_AgentFigures, _tandem_v1_AgentFigures__Output>
      AttachDesktop: MessageTypeDefinition<_tandem_v1_AttachDesktop, _tandem_v1_AttachDesktop__Output>
      CommandDone: MessageTypeDefinition<_tandem_v1_CommandDone, _tandem_v1_CommandDone__Output>
      CommandRefused: MessageTypeDefinition<_tandem_v1_CommandRefused, _tandem_v1_CommandRefused__Output>
      CustomerDetail: MessageTypeDefinition<_tandem_v1_CustomerDetail, _tandem_v1_CustomerDetail__Output>
      CustomerFound: MessageTypeDefinition<_tandem_v1_CustomerFound, _tandem_v1_CustomerFound__Output>
      CustomerView: MessageTypeDefinition<_tandem_v1_CustomerView, _tandem_v1_CustomerView__Output>
      DesktopAgent: MessageTypeDefinition<_tandem_v1_DesktopAgent, _tandem_v1_DesktopAgent__Output>
      DesktopAttached: MessageTypeDefinition<_tandem_v1_DesktopAttached, _tandem_v1_DesktopAttached__Output>
      DesktopCall: MessageTypeDefinition<_tandem_v1_DesktopCall, _tandem_v1_DesktopCall__Output>
      DesktopCommand: MessageTypeDefinition<_tandem_v1_DesktopCommand, _tandem_v1_DesktopCommand__Output>
      DesktopEvent: MessageTypeDefinition<_tandem_v1_DesktopEvent, _tandem_v1_DesktopEvent__Output>
      DesktopOver: MessageTypeDefinition<_tandem_v1_DesktopOver, _tandem_v1_DesktopOver__Output>
      DesktopQueue: MessageTypeDefinition<_tandem_v1_DesktopQueue, _tandem_v1_DesktopQueue__Output>
      DesktopQueues: MessageTypeDefinition<_tandem_v1_DesktopQueues, _tandem_v1_DesktopQueues__Output>
      DesktopRenewed: MessageTypeDefinition<_tandem_v1_DesktopRenewed, _tandem_v1_DesktopRenewed__Output>
      DesktopState: MessageTypeDefinition<_tandem_v1_DesktopState, _tandem_v1_DesktopState__Output>
      NotReadyCommand: MessageTypeDefinition<_tandem_v1_NotReadyCommand, _tandem_v1_NotReadyCommand__Output>
      PlainCommand: MessageTypeDefinition<_tandem_v1_PlainCommand, _tandem_v1_PlainCommand__Output>
      RenewDesktop: MessageTypeDefinition<_tandem_v1_RenewDesktop, _tandem_v1_RenewDesktop__Output>
      ScreenPop: MessageTypeDefinition<_tandem_v1_ScreenPop, _tandem_v1_ScreenPop__Output>
    }
  }
}

