// Original file: agent.proto

import type { DesktopCall as _tandem_v1_DesktopCall, DesktopCall__Output as _tandem_v1_DesktopCall__Output } from '../../tandem/v1/DesktopCall.ts';

export interface DesktopState {
  'state'?: (string);
  'ageMs'?: (number | string);
  'reason'?: (string);
  'pending'?: (string);
  'pendingReason'?: (string);
  'phone'?: (boolean);
  'call'?: (_tandem_v1_DesktopCall | null);
  '_call'?: "call";
}

export interface DesktopState__Output {
  'state': (string);
  'ageMs': (number);
  'reason': (string);
  'pending': (string);
  'pendingReason': (string);
  'phone': (boolean);
  'call'?: (_tandem_v1_DesktopCall__Output | null);
  '_call'?: "call";
}
