/** What SIPp 3.6 and the system say about its calls and its RTP: texts to numbers. Pure. */

export interface SippCounts {
  readonly created: number;
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
}

/** The last line of `-trace_stat`; all 0 when there is none. */
export function sippCountsOf(csv: string): SippCounts {
  const lines = csv.split('\n').filter((line) => line.includes(';'));
  const names = lines[0]?.split(';') ?? [];
  const last = lines.length > 1 ? lines.at(-1)!.split(';') : [];
  const count = (name: string) => Number(last[names.indexOf(name)] ?? 0) || 0;
  return {
    created: count('TotalCallCreated'),
    successful: count('SuccessfulCall(C)'),
    failed: count('FailedCall(C)'),
    retransmissions: count('Retransmissions(C)'),
  };
}

/** RTP packets that `-rtp_echo` has given back, by its screen; 0 when it says nothing of them. */
export function echoedPacketsOf(screen: string): number {
  const counts = [...screen.matchAll(/(\d+) Total echo RTP pckts 1st stream/g)].map((found) =>
    Number(found[1]),
  );
  return Math.max(0, ...counts);
}

/** What one queued packet of G.711 (172 bytes) takes of a receive buffer, bytes. */
const queuedPacketBytes = 768;

/**
 * Packets that came to a UDP port which nobody reads, by Linux' /proc/net/udp: those that were dropped for
 * want of room, and those that lie there. SIPp's `rtp_stream` sends from such a port. 0 for an unknown port.
 */
export function packetsCameTo(port: number, procNetUdp: string): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let packets = 0;
  for (const line of procNetUdp.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (!fields[1]?.endsWith(wanted)) continue;
    const queuedBytes = Number.parseInt(fields[4]?.split(':')[1] ?? '0', 16);
    packets += Math.floor(queuedBytes / queuedPacketBytes) + Number(fields.at(-1));
  }
  return packets;
}
