// Original file: agent.proto

import type { DesktopCall as _tandem_v1_DesktopCall, DesktopCall__Output as _tandem_v1_DesktopCall__Output } from '../../tandem/v1/DesktopCall.ts';
import type { CustomerView as _tandem_v1_CustomerView, CustomerView__Output as _tandem_v1_CustomerView__Output } from '../../tandem/v1/CustomerView.ts';

export interface ScreenPop {
  'call'?: (_tandem_v1_DesktopCall | null);
  'customer'?: (_tandem_v1_CustomerView | null);
}

export interface ScreenPop__Output {
  'call': (_tandem_v1_DesktopCall__Output | null);
  'customer': (_tandem_v1_CustomerView__Output | null);
}
