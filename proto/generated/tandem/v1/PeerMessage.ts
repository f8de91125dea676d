// Original file: site.proto

import type { Hello as _tandem_v1_Hello, Hello__Output as _tandem_v1_Hello__Output } from '../../tandem/v1/Hello.ts';
import type { Heartbeat as _tandem_v1_Heartbeat, Heartbeat__Output as _tandem_v1_Heartbeat__Output } from '../../tandem/v1/Heartbeat.ts';
import type { SiteState as _tandem_v1_SiteState, SiteState__Output as _tandem_v1_SiteState__Output } from '../../tandem/v1/SiteState.ts';
import type { DecisionNotice as _tandem_v1_DecisionNotice, DecisionNotice__Output as _tandem_v1_DecisionNotice__Output } from '../../tandem/v1/DecisionNotice.ts';
import type { DecisionOver as _tandem_v1_DecisionOver, DecisionOver__Output as _tandem_v1_DecisionOver__Output } from '../../tandem/v1/DecisionOver.ts';

export interface PeerMessage {
  'hello'?: (_tandem_v1_Hello | null);
  'heartbeat'?: (_tandem_v1_Heartbeat | null);
  'siteState'?: (_tandem_v1_SiteState | null);
  'decision'?: (_tandem_v1_DecisionNotice | null);
  'decisionOver'?: (_tandem_v1_DecisionOver | null);
  'body'?: "hello"|"heartbeat"|"siteState"|"decision"|"decisionOver";
}

export interface PeerMessage__Output {
  'hello'?: (_tandem_v1_Hello__Output | null);
  'heartbeat'?: (_tandem_v1_Heartbeat__Output | null);
  'siteState'?: (_tandem_v1_SiteState__Output | null);
  'decision'?: (_tandem_v1_DecisionNotice__Output | null);
  'decisionOver'?: (_tandem_v1_DecisionOver__Output | null);
  'body'?: "hello"|"heartbeat"|"siteState"|"decision"|"decisionOver";
}
