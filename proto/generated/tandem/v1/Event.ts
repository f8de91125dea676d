// Original file: events.proto

import type { EventId as _tandem_v1_EventId, EventId__Output as _tandem_v1_EventId__Output } from '../../tandem/v1/EventId.ts';
import type { CallDecided as _tandem_v1_CallDecided, CallDecided__Output as _tandem_v1_CallDecided__Output } from '../../tandem/v1/CallDecided.ts';
import type { CallPassedOver as _tandem_v1_CallPassedOver, CallPassedOver__Output as _tandem_v1_CallPassedOver__Output } from '../../tandem/v1/CallPassedOver.ts';
import type { DecisionEnded as _tandem_v1_DecisionEnded, DecisionEnded__Output as _tandem_v1_DecisionEnded__Output } from '../../tandem/v1/DecisionEnded.ts';
import type { CallArrived as _tandem_v1_CallArrived, CallArrived__Output as _tandem_v1_CallArrived__Output } from '../../tandem/v1/CallArrived.ts';
import type { CallAnswered as _tandem_v1_CallAnswered, CallAnswered__Output as _tandem_v1_CallAnswered__Output } from '../../tandem/v1/CallAnswered.ts';
import type { CallQueued as _tandem_v1_CallQueued, CallQueued__Output as _tandem_v1_CallQueued__Output } from '../../tandem/v1/CallQueued.ts';
import type { CallBound as _tandem_v1_CallBound, CallBound__Output as _tandem_v1_CallBound__Output } from '../../tandem/v1/CallBound.ts';
import type { CallConnected as _tandem_v1_CallConnected, CallConnected__Output as _tandem_v1_CallConnected__Output } from '../../tandem/v1/CallConnected.ts';
import type { CallRequeued as _tandem_v1_CallRequeued, CallRequeued__Output as _tandem_v1_CallRequeued__Output } from '../../tandem/v1/CallRequeued.ts';
import type { CallHeld as _tandem_v1_CallHeld, CallHeld__Output as _tandem_v1_CallHeld__Output } from '../../tandem/v1/CallHeld.ts';
import type { CallRetrieved as _tandem_v1_CallRetrieved, CallRetrieved__Output as _tandem_v1_CallRetrieved__Output } from '../../tandem/v1/CallRetrieved.ts';
import type { DigitPressed as _tandem_v1_DigitPressed, DigitPressed__Output as _tandem_v1_DigitPressed__Output } from '../../tandem/v1/DigitPressed.ts';
import type { CallEnded as _tandem_v1_CallEnded, CallEnded__Output as _tandem_v1_CallEnded__Output } from '../../tandem/v1/CallEnded.ts';
import type { AgentSignedIn as _tandem_v1_AgentSignedIn, AgentSignedIn__Output as _tandem_v1_AgentSignedIn__Output } from '../../tandem/v1/AgentSignedIn.ts';
import type { AgentStateChanged as _tandem_v1_AgentStateChanged, AgentStateChanged__Output as _tandem_v1_AgentStateChanged__Output } from '../../tandem/v1/AgentStateChanged.ts';
import type { AgentSignedOut as _tandem_v1_AgentSignedOut, AgentSignedOut__Output as _tandem_v1_AgentSignedOut__Output } from '../../tandem/v1/AgentSignedOut.ts';
import type { TransactionStepped as _tandem_v1_TransactionStepped, TransactionStepped__Output as _tandem_v1_TransactionStepped__Output } from '../../tandem/v1/TransactionStepped.ts';
import type { Long } from '@grpc/proto-loader';

export interface Event {
  'id'?: (_tandem_v1_EventId | null);
  'site'?: (string);
  'ownerEpoch'?: (number | string | Long);
  'atMs'?: (number | string);
  'callDecided'?: (_tandem_v1_CallDecided | null);
  'callPassedOver'?: (_tandem_v1_CallPassedOver | null);
  'decisionEnded'?: (_tandem_v1_DecisionEnded | null);
  'callArrived'?: (_tandem_v1_CallArrived | null);
  'callAnswered'?: (_tandem_v1_CallAnswered | null);
  'callQueued'?: (_tandem_v1_CallQueued | null);
  'callBound'?: (_tandem_v1_CallBound | null);
  'callConnected'?: (_tandem_v1_CallConnected | null);
  'callRequeued'?: (_tandem_v1_CallRequeued | null);
  'callHeld'?: (_tandem_v1_CallHeld | null);
  'callRetrieved'?: (_tandem_v1_CallRetrieved | null);
  'digitPressed'?: (_tandem_v1_DigitPressed | null);
  'callEnded'?: (_tandem_v1_CallEnded | null);
  'agentSignedIn'?: (_tandem_v1_AgentSignedIn | null);
  'agentStateChanged'?: (_tandem_v1_AgentStateChanged | null);
  'agentSignedOut'?: (_tandem_v1_AgentSignedOut | null);
  'transactionStepped'?: (_tandem_v1_TransactionStepped | null);
  'fact'?: "callDecided"|"callPassedOver"|"decisionEnded"|"callArrived"|"callAnswered"|"callQueued"|"callBound"|"callConnected"|"callRequeued"|"callHeld"|"callRetrieved"|"digitPressed"|"callEnded"|"agentSignedIn"|"agentStateChanged"|"agentSignedOut"|"transactionStepped";
}

export interface Event__Output {
  'id': (_tandem_v1_EventId__Output | null);
  'site': (string);
  'ownerEpoch': (number);
  'atMs': (number);
  'callDecided'?: (_tandem_v1_CallDecided__Output | null);
  'callPassedOver'?: (_tandem_v1_CallPassedOver__Output | null);
  'decisionEnded'?: (_tandem_v1_DecisionEnded__Output | null);
  'callArrived'?: (_tandem_v1_CallArrived__Output | null);
  'callAnswered'?: (_tandem_v1_CallAnswered__Output | null);
  'callQueued'?: (_tandem_v1_CallQueued__Output | null);
  'callBound'?: (_tandem_v1_CallBound__Output | null);
  'callConnected'?: (_tandem_v1_CallConnected__Output | null);
  'callRequeued'?: (_tandem_v1_CallRequeued__Output | null);
  'callHeld'?: (_tandem_v1_CallHeld__Output | null);
  'callRetrieved'?: (_tandem_v1_CallRetrieved__Output | null);
  'digitPressed'?: (_tandem_v1_DigitPressed__Output | null);
  'callEnded'?: (_tandem_v1_CallEnded__Output | null);
  'agentSignedIn'?: (_tandem_v1_AgentSignedIn__Output | null);
  'agentStateChanged'?: (_tandem_v1_AgentStateChanged__Output | null);
  'agentSignedOut'?: (_tandem_v1_AgentSignedOut__Output | null);
  'transactionStepped'?: (_tandem_v1_TransactionStepped__Output | null);
  'fact'?: "callDecided"|"callPassedOver"|"decisionEnded"|"callArrived"|"callAnswered"|"callQueued"|"callBound"|"callConnected"|"callRequeued"|"callHeld"|"callRetrieved"|"digitPressed"|"callEnded"|"agentSignedIn"|"agentStateChanged"|"agentSignedOut"|"transactionStepped";
}
