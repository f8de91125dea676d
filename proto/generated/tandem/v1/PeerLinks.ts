// Original file: site.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { PeerFrame as _tandem_v1_PeerFrame, PeerFrame__Output as _tandem_v1_PeerFrame__Output } from '../../tandem/v1/PeerFrame.ts';

export interface PeerLinksClient extends grpc.Client {
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output>;
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output>;
  
}

export interface PeerLinksHandlers extends grpc.UntypedServiceImplementation {
  Connect: grpc.handleBidiStreamingCall<_tandem_v1_PeerFrame__Output, _tandem_v1_PeerFrame>;
  
}

export interface PeerLinksDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_tandem_v1_PeerFrame, _tandem_v1_PeerFrame, _tandem_v1_PeerFrame__Output, _tandem_v1_PeerFrame__Output>
}
