import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AgentRow as _tandem_v1_AgentRow, AgentRow__Output as _tandem_v1_AgentRow__Output } from './tandem/v1/AgentRow.ts';
import type { AgentSignedIn as _tandem_v1_AgentSignedIn, AgentSignedIn__Output as _tandem_v1_AgentSignedIn__Output } from './tandem/v1/AgentSignedIn.ts';
import type { AgentSignedOut as _tandem_v1_AgentSignedOut, AgentSignedOut__Output as _tandem_v1_AgentSignedOut__Output } from './tandem/v1/AgentSignedOut.ts';
import type { AgentStateChanged as _tandem_v1_AgentStateChanged, AgentStateChanged__Output as _tandem_v1_AgentStateChanged__Output } from './tandem/v1/AgentStateChanged.ts';
import type { CallAnswered as _tandem_v1_CallAnswered, CallAnswered__Output as _tandem_v1_CallAnswered__Output } from './tandem/v1/CallAnswered.ts';
import type { CallArrived as _tandem_v1_CallArrived, CallArrived__Output as _tandem_v1_CallArrived__Output } from './tandem/v1/CallArrived.ts';
import type { CallBound as _tandem_v1_CallBound, CallBound__Output as _tandem_v1_CallBound__Output } from './tandem/v1/CallBound.ts';
import type { CallConnected as _tandem_v1_CallConnected, CallConnected__Output as _tandem_v1_CallConnected__Output } from './tandem/v1/CallConnected.ts';
import type { CallDecided as _tandem_v1_CallDecided, CallDecided__Output as _tandem_v1_CallDecided__Output } from './tandem/v1/CallDecided.ts';
import type { CallEnded as _tandem_v1_CallEnded, CallEnded__Output as _tandem_v1_CallEnded__Output } from './tandem/v1/CallEnded.ts';
import type { CallHeld as _tandem_v1_CallHeld, CallHeld__Output as _tandem_v1_CallHeld__Output } from './tandem/v1/CallHeld.ts';
import type { CallPassedOver as _tandem_v1_CallPassedOver, CallPassedOver__Output as _tandem_v1_CallPassedOver__Output } from './tandem/v1/CallPassedOver.ts';
import type { CallQueued as _tandem_v1_CallQueued, CallQueued__Output as _tandem_v1_CallQueued__Output } from './tandem/v1/CallQueued.ts';
import type { CallRequeued as _tandem_v1_CallRequeued, CallRequeued__Output as _tandem_v1_CallRequeued__Output } from './tandem/v1/CallRequeued.ts';
import type { CallRetrieved as _tandem_v1_CallRetrieved, CallRetrieved__Output as _tandem_v1_CallRetrieved__Output } from './tandem/v1/CallRetrieved.ts';
import type { CallRow as _tandem_v1_CallRow, CallRow__Output as _tandem_v1_CallRow__Output } from './tandem/v1/CallRow.ts';
import type { Candidate as _tandem_v1_Candidate, Candidate__Output as _tandem_v1_Candidate__Output } from './tandem/v1/Candidate.ts';
import type { Counters as _tandem_v1_Counters, Counters__Output as _tandem_v1_Counters__Output } from './tandem/v1/Counters.ts';
import type { DecisionEnded as _tandem_v1_DecisionEnded, DecisionEnded__Output as _tandem_v1_DecisionEnded__Output } from './tandem/v1/DecisionEnded.ts';
import type { DecisionRow as _tandem_v1_DecisionRow, DecisionRow__Output as _tandem_v1_DecisionRow__Output } from './tandem/v1/DecisionRow.ts';
import type { DigitPressed as _tandem_v1_DigitPressed, DigitPressed__Output as _tandem_v1_DigitPressed__Output } from './tandem/v1/DigitPressed.ts';
import type { Event as _tandem_v1_Event, Event__Output as _tandem_v1_Event__Output } from './tandem/v1/Event.ts';
import type { EventId as _tandem_v1_EventId, EventId__Output as _tandem_v1_EventId__Output } from './tandem/v1/EventId.ts';
import type { FeedDelta as _tandem_v1_FeedDelta, FeedDelta__Output as _tandem_v1_FeedDelta__Output } from './tandem/v1/FeedDelta.ts';
import type { FeedLimits as _tandem_v1_FeedLimits, FeedLimits__Output as _tandem_v1_FeedLimits__Output } from './tandem/v1/FeedLimits.ts';
import type { FeedMessage as _tandem_v1_FeedMessage, FeedMessage__Output as _tandem_v1_FeedMessage__Output } from './tandem/v1/FeedMessage.ts';
import type { FeedSnapshot as _tandem_v1_FeedSnapshot, FeedSnapshot__Output as _tandem_v1_FeedSnapshot__Output } from './tandem/v1/FeedSnapshot.ts';
import type { GoneRows as _tandem_v1_GoneRows, GoneRows__Output as _tandem_v1_GoneRows__Output } from './tandem/v1/GoneRows.ts';
import type { Notice as _tandem_v1_Notice, Notice__Output as _tandem_v1_Notice__Output } from './tandem/v1/Notice.ts';
import type { Notices as _tandem_v1_Notices, Notices__Output as _tandem_v1_Notices__Output } from './tandem/v1/Notices.ts';
import type { PassedOverSite as _tandem_v1_PassedOverSite, PassedOverSite__Output as _tandem_v1_PassedOverSite__Output } from './tandem/v1/PassedOverSite.ts';
import type { ProcessRow as _tandem_v1_ProcessRow, ProcessRow__Output as _tandem_v1_ProcessRow__Output } from './tandem/v1/ProcessRow.ts';
import type { QueueRow as _tandem_v1_QueueRow, QueueRow__Output as _tandem_v1_QueueRow__Output } from './tandem/v1/QueueRow.ts';
import type { SiteRow as _tandem_v1_SiteRow, SiteRow__Output as _tandem_v1_SiteRow__Output } from './tandem/v1/SiteRow.ts';
import type { TransactionStepped as _tandem_v1_TransactionStepped, TransactionStepped__Output as _tandem_v1_TransactionStepped__Output } from './tandem/v1/TransactionStepped.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tandem: {
    v1: {
      AgentRow: MessageTypeDefinition<_tandem_v1_AgentRow, _tandem_v1_AgentRow__Output>
      AgentSignedIn: MessageTypeDefinition<_tandem_v1_AgentSignedIn, _tandem_v1_AgentSignedIn__Output>
      AgentSignedOut: MessageTypeDefinition<_tandem_v1_AgentSignedOut, _tandem_v1_AgentSignedOut__Output>
      AgentStateChanged: MessageTypeDefinition<_tandem_v1_AgentStateChanged, _tandem_v1_AgentStateChanged__Output>
      CallAnswered: MessageTypeDefinition<_tandem_v1_CallAnswered, _tandem_v1_CallAnswered__Output>
      CallArrived: MessageTypeDefinition<_tandem_v1_CallArrived, _tandem_v1_CallArrived__Output>
      CallBound: MessageTypeDefinition<_tandem_v1_CallBound, _tandem_v1_CallBound__Output>
      CallConnected: MessageTypeDefinition<_tandem_v1_CallConnected, _tandem_v1_CallConnected__Output>
      CallDecided: MessageTypeDefinition<_tandem_v1_CallDecided, _tandem_v1_CallDecided__Output>
      CallEnded: MessageTypeDefinition<_tandem_v1_CallEnded, _tandem_v1_CallEnded__Output>
      CallHeld: MessageTypeDefinition<_tandem_v1_CallHeld, _tandem_v1_CallHeld__Output>
      CallPassedOver: MessageTypeDefinition<_tandem_v1_CallPassedOver, _tandem_v1_CallPassedOver__Output>
      CallQueued: MessageTypeDefinition<_tandem_v1_CallQueued, _tandem_v1_CallQueued__Output>
      CallRequeued: MessageTypeDefinition<_tandem_v1_CallRequeued, _tandem_v1_CallRequeued__Output>
      CallRetrieved: MessageTypeDefinition<_tandem_v1_CallRetrieved, _tandem_v1_CallRetrieved__Output>
      CallRow: MessageTypeDefinition<_tandem_v1_CallRow, _tandem_v1_CallRow__Output>
      Candidate: MessageTypeDefinition<_tandem_v1_Candidate, _tandem_v1_Candidate__Output>
      Counters: MessageTypeDefinition<_tandem_v1_Counters, _tandem_v1_Counters__Output>
      DecisionEnded: MessageTypeDefinition<_tandem_v1_DecisionEnded, _tandem_v1_DecisionEnded__Output>
      DecisionRow: MessageTypeDefinition<_tandem_v1_DecisionRow, _tandem_v1_DecisionRow__Output>
      DigitPressed: MessageTypeDefinition<_tandem_v1_DigitPressed, _tandem_v1_DigitPressed__Output>
      Event: MessageTypeDefinition<_tandem_v1_Event, _tandem_v1_Event__Output>
      EventId: MessageTypeDefinition<_tandem_v1_EventId, _tandem_v1_EventId__Output>
      FeedDelta: MessageTypeDefinition<_tandem_v1_FeedDelta, _tandem_v1_FeedDelta__Output>
      FeedLimits: MessageTypeDefinition<_tandem_v1_FeedLimits, _tandem_v1_FeedLimits__Output>
      FeedMessage: MessageTypeDefinition<_tandem_v1_FeedMessage, _tandem_v1_FeedMessage__Output>
      FeedSnapshot: MessageTypeDefinition<_tandem_v1_FeedSnapshot, _tandem_v1_FeedSnapshot__Output>
      GoneRows: MessageTypeDefinition<_tandem_v1_GoneRows, _tandem_v1_GoneRows__Output>
      Notice: MessageTypeDefinition<_tandem_v1_Notice, _tandem_v1_Notice__Output>
      Notices: MessageTypeDefinition<_tandem_v1_Notices, _tandem_v1_Notices__Output>
      PassedOverSite: MessageTypeDefinition<_tandem_v1_PassedOverSite, _tandem_v1_PassedOverSite__Output>
      ProcessRow: MessageTypeDefinition<_tandem_v1_ProcessRow, _tandem_v1_ProcessRow__Output>
      QueueRow: MessageTypeDefinition<_tandem_v1_QueueRow, _tandem_v1_QueueRow__Output>
      SiteRow: MessageTypeDefinition<_tandem_v1_SiteRow, _tandem_v1_SiteRow__Output>
      TransactionStepped: MessageTypeDefinition<_tandem_v1_TransactionStepped, _tandem_v1_TransactionStepped__Output>
    }
  }
}

