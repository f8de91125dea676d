// Original file: site.proto

import type { Hello as _tandem_v1_Hello, Hello__Output as _tandem_v1_Hello__Output } from '../../tandem/v1/Hello.ts';
import type { Heartbeat as _tandem_v1_Heartbeat, Heartbeat__Output as _tandem_v1_Heartbeat__Output } from '../../tandem/v1/Heartbeat.ts';
import type { SiteState as _tandem_v1_SiteState, SiteState__Output as _tandem_v1_SiteState__Output } from '../../tandem/v1/SiteState.ts';
import type { DecisionNotice as _tandem_v1_DecisionNotice, DecisionNotice__Output as _tandem_v1_DecisionNotice__Output } from '../../tandem/v1/DecisionNotice.ts';
import type { DecisionOver as _tandem_v1_DecisionOver, DecisionOver__Output as _tandem_v1_DecisionOver__Output } from '../../tandem/v1/DecisionOver.ts';
import type { Offer as _tandem_v1_Offer, Offer__Output as _tandem_v1_Offer__Output } from '../../tandem/v1/Offer.ts';
import type { Accept as _tandem_v1_Accept, Accept__Output as _tandem_v1_Accept__Output } from '../../tandem/v1/Accept.ts';
import type { Decline as _tandem_v1_Decline, Decline__Output as _tandem_v1_Decline__Output } from '../../tandem/v1/Decline.ts';
import type { Void as _tandem_v1_Void, Void__Output as _tandem_v1_Void__Output } from '../../tandem/v1/Void.ts';
import type { Keep as _tandem_v1_Keep, Keep__Output as _tandem_v1_Keep__Output } from '../../tandem/v1/Keep.ts';
import type { Answered as _tandem_v1_Answered, Answered__Output as _tandem_v1_Answered__Output } from '../../tandem/v1/Answered.ts';
import type { Commit as _tandem_v1_Commit, Commit__Output as _tandem_v1_Commit__Output } from '../../tandem/v1/Commit.ts';
import type { Refuse as _tandem_v1_Refuse, Refuse__Output as _tandem_v1_Refuse__Output } from '../../tandem/v1/Refuse.ts';
import type { Joined as _tandem_v1_Joined, Joined__Output as _tandem_v1_Joined__Output } from '../../tandem/v1/Joined.ts';
import type { JoinedAck as _tandem_v1_JoinedAck, JoinedAck__Output as _tandem_v1_JoinedAck__Output } from '../../tandem/v1/JoinedAck.ts';
import type { Rona as _tandem_v1_Rona, Rona__Output as _tandem_v1_Rona__Output } from '../../tandem/v1/Rona.ts';
import type { Withdraw as _tandem_v1_Withdraw, Withdraw__Output as _tandem_v1_Withdraw__Output } from '../../tandem/v1/Withdraw.ts';
import type { WithdrawAck as _tandem_v1_WithdrawAck, WithdrawAck__Output as _tandem_v1_WithdrawAck__Output } from '../../tandem/v1/WithdrawAck.ts';
import type { Solicit as _tandem_v1_Solicit, Solicit__Output as _tandem_v1_Solicit__Output } from '../../tandem/v1/Solicit.ts';
import type { None as _tandem_v1_None, None__Output as _tandem_v1_None__Output } from '../../tandem/v1/None.ts';
import type { WaitingList as _tandem_v1_WaitingList, WaitingList__Output as _tandem_v1_WaitingList__Output } from '../../tandem/v1/WaitingList.ts';
import type { WaitingDelta as _tandem_v1_WaitingDelta, WaitingDelta__Output as _tandem_v1_WaitingDelta__Output } from '../../tandem/v1/WaitingDelta.ts';

export interface PeerMessage {
  'hello'?: (_tandem_v1_Hello | null);
  'heartbeat'?: (_tandem_v1_Heartbeat | null);
  'siteState'?: (_tandem_v1_SiteState | null);
  'decision'?: (_tandem_v1_DecisionNotice | null);
  'decisionOver'?: (_tandem_v1_DecisionOver | null);
  'offer'?: (_tandem_v1_Offer | null);
  'accept'?: (_tandem_v1_Accept | null);
  'decline'?: (_tandem_v1_Decline | null);
  'void'?: (_tandem_v1_Void | null);
  'keep'?: (_tandem_v1_Keep | null);
  'answered'?: (_tandem_v1_Answered | null);
  'commit'?: (_tandem_v1_Commit | null);
  'refuse'?: (_tandem_v1_Refuse | null);
  'joined'?: (_tandem_v1_Joined | null);
  'joinedAck'?: (_tandem_v1_JoinedAck | null);
  'rona'?: (_tandem_v1_Rona | null);
  'withdraw'?: (_tandem_v1_Withdraw | null);
  'withdrawAck'?: (_tandem_v1_WithdrawAck | null);
  'solicit'?: (_tandem_v1_Solicit | null);
  'none'?: (_tandem_v1_None | null);
  'waitingList'?: (_tandem_v1_WaitingList | null);
  'waitingDelta'?: (_tandem_v1_WaitingDelta | null);
  'body'?: "hello"|"heartbeat"|"siteState"|"decision"|"decisionOver"|"offer"|"accept"|"decline"|"void"|"keep"|"answered"|"commit"|"refuse"|"joined"|"joinedAck"|"rona"|"withdraw"|"withdrawAck"|"solicit"|"none"|"waitingList"|"waitingDelta";
}

export interface PeerMessage__Output {
  'hello'?: (_tandem_v1_Hello__Output | null);
  'heartbeat'?: (_tandem_v1_Heartbeat__Output | null);
  'siteState'?: (_tandem_v1_SiteState__Output | null);
  'decision'?: (_tandem_v1_DecisionNotice__Output | null);
  'decisionOver'?: (_tandem_v1_DecisionOver__Output | null);
  'offer'?: (_tandem_v1_Offer__Output | null);
  'accept'?: (_tandem_v1_Accept__Output | null);
  'decline'?: (_tandem_v1_Decline__Output | null);
  'void'?: (_tandem_v1_Void__Output | null);
  'keep'?: (_tandem_v1_Keep__Output | null);
  'answered'?: (_tandem_v1_Answered__Output | null);
  'commit'?: (_tandem_v1_Commit__Output | null);
  'refuse'?: (_tandem_v1_Refuse__Output | null);
  'joined'?: (_tandem_v1_Joined__Output | null);
  'joinedAck'?: (_tandem_v1_JoinedAck__Output | null);
  'rona'?: (_tandem_v1_Rona__Output | null);
  'withdraw'?: (_tandem_v1_Withdraw__Output | null);
  'withdrawAck'?: (_tandem_v1_WithdrawAck__Output | null);
  'solicit'?: (_tandem_v1_Solicit__Output | null);
  'none'?: (_tandem_v1_None__Output | null);
  'waitingList'?: (_tandem_v1_WaitingList__Output | null);
  'waitingDelta'?: (_tandem_v1_WaitingDelta__Output | null);
  'body'?: "hello"|"heartbeat"|"siteState"|"decision"|"decisionOver"|"offer"|"accept"|"decline"|"void"|"keep"|"answered"|"commit"|"refuse"|"joined"|"joinedAck"|"rona"|"withdraw"|"withdrawAck"|"solicit"|"none"|"waitingList"|"waitingDelta";
}
