// Original file: agent.proto

import type { DesktopAgent as _tandem_v1_DesktopAgent, DesktopAgent__Output as _tandem_v1_DesktopAgent__Output } from '../../tandem/v1/DesktopAgent.ts';
import type { Long } from '@grpc/proto-loader';

export interface DesktopAttached {
  'agent'?: (_tandem_v1_DesktopAgent | null);
  'site'?: (string);
  'epoch'?: (number | string | Long);
  'provisional'?: (boolean);
  'attachmentMs'?: (number);
  'renewMs'?: (number);
  'token'?: (string);
  'expiresInMs'?: (number);
}

export interface DesktopAttached__Output {
  'agent': (_tandem_v1_DesktopAgent__Output | null);
  'site': (string);
  'epoch': (number);
  'provisional': (boolean);
  'attachmentMs': (number);
  'renewMs': (number);
  'token': (string);
  'expiresInMs': (number);
}
