/** UDP as a port. */
export interface Address {
  /** An IP address, never a name. */
  readonly host: string;
  readonly port: number;
}

export interface Datagrams {
  /** Binds a socket; port 0 takes any free one. Rejects with a `PortInUse`-like error that names the address. */
  bind(local: Address): Promise<DatagramSocket>;
}

export interface DatagramSocket {
  readonly local: Address;
  /** Fire and forget: a datagram may be lost, late or repeated. The bytes must not be changed afterwards. */
  send(payload: Uint8Array, to: Address): void;
  /** One receiver for each socket; setting it again replaces it. The bytes belong to the receiver. */
  onDatagram(receive: (payload: Uint8Array, from: Address) => void): void;
  /** Called when the peer's host says that nobody listens there (ICMP port unreachable), where the platform tells. */
  onUnreachable(report: (to: Address | undefined) => void): void;
  close(): Promise<void>;
}

export function formatAddress(address: Address): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Reads `host:port` or `[v6]:port`; `undefined` when it is neither. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const port = Number(match[3]);
  return port > 65535 ? undefined : { host: (match[1] ?? match[2])!, port };
}
