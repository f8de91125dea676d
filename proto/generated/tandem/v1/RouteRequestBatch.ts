// Original file: prerouting.proto

import type { RouteRequest as _tandem_v1_RouteRequest, RouteRequest__Output as _tandem_v1_RouteRequest__Output } from '../../tandem/v1/RouteRequest.ts';

export interface RouteRequestBatch {
  'requests'?: (_tandem_v1_RouteRequest)[];
}

export interface RouteRequestBatch__Output {
  'requests': (_tandem_v1_RouteRequest__Output)[];
}
