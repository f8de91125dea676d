import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Accept as _tandem_v1_Accept, Accept__Output as _tandem_v1_Accept__Output } from './tandem/v1/Accept.ts';
import type { Answered as _tandem_v1_Answered, Answered__Output as _tandem_v1_Answered__Output } from './tandem/v1/Answered.ts';
import type { CallData as _tandem_v1_CallData, CallData__Output as _tandem_v1_CallData__Output } from './tandem/v1/CallData.ts';
import type { Commit as _tandem_v1_Commit, Commit__Output as _tandem_v1_Commit__Output } from './tandem/v1/Commit.ts';
import type { DecisionNotice as _tandem_v1_DecisionNotice, DecisionNotice__Output as _tandem_v1_DecisionNotice__Output } from './tandem/v1/DecisionNotice.ts';
import type { DecisionOver as _tandem_v1_DecisionOver, DecisionOver__Output as _tandem_v1_DecisionOver__Output } from './tandem/v1/DecisionOver.ts';
import type { Decline as _tandem_v1_Decline, Decline__Output as _tandem_v1_Decline__Output } from './tandem/v1/Decline.ts';
import type { Heartbeat as _tandem_v1_Heartbeat, Heartbeat__Output as _tandem_v1_Heartbeat__Output } from './tandem/v1/Heartbeat.ts';
import type { Hello as _tandem_v1_Hello, Hello__Output as _tandem_v1_Hello__Output } from './tandem/v1/Hello.ts';
import type { Incarnation as _tandem_v1_Incarnation, Incarnation__Output as _tandem_v1_Incarnation__Output } from './tandem/v1/Incarnation.ts';
import type { Joined as _tandem_v1_Joined, Joined__Output as _tandem_v1_Joined__Output } from './tandem/v1/Joined.ts';
import type { JoinedAck as _tandem_v1_JoinedAck, JoinedAck__Output as _tandem_v1_JoinedAck__Output } from './tandem/v1/JoinedAck.ts';
import type { Keep as _tandem_v1_Keep, Keep__Output as _tandem_v1_Keep__Output } from './tandem/v1/Keep.ts';
import type { ListedCall as _tandem_v1_ListedCall, ListedCall__Output as _tandem_v1_ListedCall__Output } from './tandem/v1/ListedCall.ts';
import type { None as _tandem_v1_None, None__Output as _tandem_v1_None__Output } from './tandem/v1/None.ts';
import type { Offer as _tandem_v1_Offer, Offer__Output as _tandem_v1_Offer__Output } from './tandem/v1/Offer.ts';
import type { PeerFrame as _tandem_v1_PeerFrame, PeerFrame__Output as _tandem_v1_PeerFrame__Output } from './tandem/v1/PeerFrame.ts';
import type { PeerLinksClient as _tandem_v1_PeerLinksClient, PeerLinksDefinition as _tandem_v1_PeerLinksDefinition } from './tandem/v1/PeerLinks.ts';
import type { PeerMessage as _tandem_v1_PeerMessage, PeerMessage__Output as _tandem_v1_PeerMessage__Output } from './tandem/v1/PeerMessage.ts';
import type { QueueState as _tandem_v1_QueueState, QueueState__Output as _tandem_v1_QueueState__Output } from './tandem/v1/QueueState.ts';
import type { Refuse as _tandem_v1_Refuse, Refuse__Output as _tandem_v1_Refuse__Output } from './tandem/v1/Refuse.ts';
import type { Rona as _tandem_v1_Rona, Rona__Output as _tandem_v1_Rona__Output } from './tandem/v1/Rona.ts';
import type { SiteState as _tandem_v1_SiteState, SiteState__Output as _tandem_v1_SiteState__Output } from './tandem/v1/SiteState.ts';
import type { Solicit as _tandem_v1_Solicit, Solicit__Output as _tandem_v1_Solicit__Output } from './tandem/v1/Solicit.ts';
import type { Void as _tandem_v1_Void, Void__Output as _tandem_v1_Void__Output } from './tandem/v1/Void.ts';
import type { WaitingDelta as _tandem_v1_WaitingDelta, WaitingDelta__Output as _tandem_v1_WaitingDelta__Output } from './tandem/v1/WaitingDelta.ts';
import type { WaitingEntry as _tandem_v1_WaitingEntry, WaitingEntry__Output as _tandem_v1_WaitingEntry__Output } from './tandem/v1/WaitingEntry.ts';
import type { WaitingList as _tandem_v1_WaitingList, WaitingList__Output as _tandem_v1_WaitingList__Output } from './tandem/v1/WaitingList.ts';
import type { Withdraw as _tandem_v1_Withdraw, Withdraw__Output as _tandem_v1_Withdraw__Output } from './tandem/v1/Withdraw.ts';
import type { WithdrawAck as _tandem_v1_WithdrawAck, WithdrawAck__Output as _tandem_v1_WithdrawAck__Output } from './tandem/v1/WithdrawAck.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tandem: {
    v1: {
      Accept: MessageTypeDefinition<_tandem_v1_Accept, _tandem_v1_Accept__Output>
      Answered: MessageTypeDefinition<_tandem_v1_Answered, _tandem_v1_Answered__Output>
      CallData: MessageTypeDefinition<_tandem_v1_CallData, _tandem_v1_CallData__Output>
      Commit: MessageTypeDefinition<_tandem_v1_Commit, _tandem_v1_Commit__Output>
      DecisionNotice: MessageTypeDefinition<_tandem_v1_DecisionNotice, _tandem_v1_DecisionNotice__Output>
      DecisionOver: MessageTypeDefinition<_tandem_v1_DecisionOver, _tandem_v1_DecisionOver__Output>
      Decline: MessageTypeDefinition<_tandem_v1_Decline, _tandem_v1_Decline__Output>
      Heartbeat: MessageTypeDefinition<_tandem_v1_Heartbeat, _tandem_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_tandem_v1_Hello, _tandem_v1_Hello__Output>
      Incarnation: MessageTypeDefinition<_tandem_v1_Incarnation, _tandem_v1_Incarnation__Output>
      Joined: MessageTypeDefinition<_tandem_v1_Joined, _tandem_v1_Joined__Output>
      JoinedAck: MessageTypeDefinition<_tandem_v1_JoinedAck, _tandem_v1_JoinedAck__Output>
      Keep: MessageTypeDefinition<_tandem_v1_Keep, _tandem_v1_Keep__Output>
      ListedCall: MessageTypeDefinition<_tandem_v1_ListedCall, _tandem_v1_ListedCall__Output>
      None: MessageTypeDefinition<_tandem_v1_None, _tandem_v1_None__Output>
      Offer: MessageTypeDefinition<_tandem_v1_Offer, _tandem_v1_Offer__Output>
      PeerFrame: MessageTypeDefinition<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output>
      PeerLinks: SubtypeConstructor<typeof grpc.Client, _tandem_v1_PeerLinksClient> & { service: _tandem_v1_PeerLinksDefinition }
      PeerMessage: MessageTypeDefinition<_tandem_v1_PeerMessage, _tandem_v1_PeerMessage__Output>
      QueueState: MessageTypeDefinition<_tandem_v1_QueueState, _tandem_v1_QueueState__Output>
      Refuse: MessageTypeDefinition<_tandem_v1_Refuse, _tandem_v1_Refuse__Output>
      Rona: MessageTypeDefinition<_tandem_v1_Rona, _tandem_v1_Rona__Output>
      SiteState: MessageTypeDefinition<_tandem_v1_SiteState, _tandem_v1_SiteState__Output>
      Solicit: MessageTypeDefinition<_tandem_v1_Solicit, _tandem_v1_Solicit__Output>
      Void: MessageTypeDefinition<_tandem_v1_Void, _tandem_v1_Void__Output>
      WaitingDelta: MessageTypeDefinition<_tandem_v1_WaitingDelta, _tandem_v1_WaitingDelta__Output>
      WaitingEntry: MessageTypeDefinition<_tandem_v1_WaitingEntry, _tandem_v1_WaitingEntry__Output>
      WaitingList: MessageTypeDefinition<_tandem_v1_WaitingList, _tandem_v1_WaitingList__Output>
      Withdraw: MessageTypeDefinition<_tandem_v1_Withdraw, _tandem_v1_Withdraw__Output>
      WithdrawAck: MessageTypeDefinition<_tandem_v1_WithdrawAck, _tandem_v1_WithdrawAck__Output>
    }
  }
}

