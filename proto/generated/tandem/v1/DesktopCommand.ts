// Original file: agent.proto

import type { AttachDesktop as _tandem_v1_AttachDesktop, AttachDesktop__Output as _tandem_v1_AttachDesktop__Output } from '../../tandem/v1/AttachDesktop.ts';
import type { RenewDesktop as _tandem_v1_RenewDesktop, RenewDesktop__Output as _tandem_v1_RenewDesktop__Output } from '../../tandem/v1/RenewDesktop.ts';
import type { PlainCommand as _tandem_v1_PlainCommand, PlainCommand__Output as _tandem_v1_PlainCommand__Output } from '../../tandem/v1/PlainCommand.ts';
import type { NotReadyCommand as _tandem_v1_NotReadyCommand, NotReadyCommand__Output as _tandem_v1_NotReadyCommand__Output } from '../../tandem/v1/NotReadyCommand.ts';

export interface DesktopCommand {
  'number'?: (number);
  'attach'?: (_tandem_v1_AttachDesktop | null);
  'renew'?: (_tandem_v1_RenewDesktop | null);
  'ready'?: (_tandem_v1_PlainCommand | null);
  'notReady'?: (_tandem_v1_NotReadyCommand | null);
  'answer'?: (_tandem_v1_PlainCommand | null);
  'hangUp'?: (_tandem_v1_PlainCommand | null);
  'hold'?: (_tandem_v1_PlainCommand | null);
  'retrieve'?: (_tandem_v1_PlainCommand | null);
  'signOut'?: (_tandem_v1_PlainCommand | null);
  'type'?: "attach"|"renew"|"ready"|"notReady"|"answer"|"hangUp"|"hold"|"retrieve"|"signOut";
}

export interface DesktopCommand__Output {
  'number': (number);
  'attach'?: (_tandem_v1_AttachDesktop__Output | null);
  'renew'?: (_tandem_v1_RenewDesktop__Output | null);
  'ready'?: (_tandem_v1_PlainCommand__Output | null);
  'notReady'?: (_tandem_v1_NotReadyCommand__Output | null);
  'answer'?: (_tandem_v1_PlainCommand__Output | null);
  'hangUp'?: (_tandem_v1_PlainCommand__Output | null);
  'hold'?: (_tandem_v1_PlainCommand__Output | null);
  'retrieve'?: (_tandem_v1_PlainCommand__Output | null);
  'signOut'?: (_tandem_v1_PlainCommand__Output | null);
  'type'?: "attach"|"renew"|"ready"|"notReady"|"answer"|"hangUp"|"hold"|"retrieve"|"signOut";
}
