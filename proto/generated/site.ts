import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { DecisionNotice as _tandem_v1_DecisionNotice, DecisionNotice__Output as _tandem_v1_DecisionNotice__Output } from './tandem/v1/DecisionNotice.ts';
import type { DecisionOver as _tandem_v1_DecisionOver, DecisionOver__Output as _tandem_v1_DecisionOver__Output } from './tandem/v1/DecisionOver.ts';
import type { Heartbeat as _tandem_v1_Heartbeat, Heartbeat__Output as _tandem_v1_Heartbeat__Output } from './tandem/v1/Heartbeat.ts';
import type { Hello as _tandem_v1_Hello, Hello__Output as _tandem_v1_Hello__Output } from './tandem/v1/Hello.ts';
import type { Incarnation as _tandem_v1_Incarnation, Incarnation__Output as _tandem_v1_Incarnation__Output } from './tandem/v1/Incarnation.ts';
import type { PeerFrame as _tandem_v1_PeerFrame, PeerFrame__Output as _tandem_v1_PeerFrame__Output } from './tandem/v1/PeerFrame.ts';
import type { PeerLinksClient as _tandem_v1_PeerLinksClient, PeerLinksDefinition as _tandem_v1_PeerLinksDefinition } from './tandem/v1/PeerLinks.ts';
import type { PeerMessage as _tandem_v1_PeerMessage, PeerMessage__Output as _tandem_v1_PeerMessage__Output } from './tandem/v1/PeerMessage.ts';
import type { QueueState as _tandem_v1_QueueState, QueueState__Output as _tandem_v1_QueueState__Output } from './tandem/v1/QueueState.ts';
import type { SiteState as _tandem_v1_SiteState, SiteState__Output as _tandem_v1_SiteState__Output } from './tandem/v1/SiteState.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tandem: {
    v1: {
      DecisionNotice: MessageTypeDefinition<_tandem_v1_DecisionNotice, _tandem_v1_DecisionNotice__Output>
      DecisionOver: MessageTypeDefinition<_tandem_v1_DecisionOver, _tandem_v1_DecisionOver__Output>
      Heartbeat: MessageTypeDefinition<_tandem_v1_Heartbeat, _tandem_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_tandem_v1_Hello, _tandem_v1_Hello__Output>
      Incarnation: MessageTypeDefinition<_tandem_v1_Incarnation, _tandem_v1_Incarnation__Output>
      PeerFrame: MessageTypeDefinition<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output>
      PeerLinks: SubtypeConstructor<typeof grpc.Client, _tandem_v1_PeerLinksClient> & { service: _tandem_v1_PeerLinksDefinition }
      PeerMessage: MessageTypeDefinition<_tandem_v1_PeerMessage, _tandem_v1_PeerMessage__Output>
      QueueState: MessageTypeDefinition<_tandem_v1_QueueState, _tandem_v1_QueueState__Output>
      SiteState: MessageTypeDefinition<_tandem_v1_SiteState, _tandem_v1_SiteState__Output>
    }
  }
}

