/** The part of sdp-transform that we use; the package brings no types of its own. */
declare module 'sdp-transform' {
  export interface SdpMedia {
    type: string;
    port: number;
    protocol: string;
    payloads?: string;
    ptime?: number;
    direction?: string;
    connection?: { version: number; ip: string };
    rtp: { payload: number; codec: string; rate?: number; encoding?: number }[];
    fmtp: { payload: number; config: string }[];
  }

  export interface SdpDescription {
    version?: number;
    origin?: {
      username: string;
      sessionId: number | string;
      sessionVersion: number | string;
      netType: string;
      ipVer: number;
      address: string;
    };
    name?: string;
    connection?: { version: number; ip: string };
    timing?: { start: number; stop: number };
    direction?: string;
    media: SdpMedia[];
  }

  export function parse(sdp: string): SdpDescription;
  export function write(description: SdpDescription): string;
}
