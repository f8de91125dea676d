import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';

/**
 * Ports for one cluster, all known before its first process starts. They lie below the range from
 * which systems take ephemeral ports (32768 and up on Linux), in slots of 1500, so that several
 * clusters stand on one machine: the first port of a slot is held by the supervisor for as long as it lives.
 */
const firstSlot = 20_000;
const slotPorts = 1500;
const slots = 8;
/** The first hundred are for listening; the rest is RTP. */
const servicePorts = 100;

export interface PortSlot {
  /** 0 to 7; clusters that run side by side have different ones. */
  readonly number: number;
  /** The next port of the slot that is free on `host`, for TCP and UDP alike. */
  next(host: string): Promise<number>;
  /** `parts` even-sided ranges for RTP; clusters on addresses of their own may all use the whole (`parts` 1). */
  rtpRange(part: number, parts: number): { readonly portMin: number; readonly portMax: number };
  isFree(host: string, port: number): Promise<boolean>;
  release(): void;
}

export async function claimPortSlot(): Promise<PortSlot> {
  for (let slot = 0; slot < slots; slot++) {
    const base = firstSlot + slot * slotPorts;
    const hold = await holdPort('127.0.0.1', base);
    if (hold) return createSlot(slot, base, hold);
  }
  throw new Error(
    `${slots} clusters run on this machine already, or other programs hold ports ${firstSlot} to ` +
      `${firstSlot + slots * slotPorts}; end one of them`,
  );
}

function createSlot(number: number, base: number, hold: Server): PortSlot {
  let next = base + 1;
  const rtpBase = base + servicePorts;
  return {
    number,
    async next(host) {
      while (next < rtpBase) {
        const port = next++;
        if ((await isFree(host, port)) && (host === '127.0.0.1' || (await isFree('127.0.0.1', port))))
          return port;
      }
      throw new Error(`no free port left between ${base} and ${rtpBase}; end what uses them`);
    },
    rtpRange(part, parts) {
      const each = Math.floor((slotPorts - servicePorts) / parts / 2) * 2;
      const portMin = rtpBase + part * each;
      return { portMin, portMax: portMin + each - 1 };
    },
    isFree,
    release: () => void hold.close(),
  };
}

function holdPort(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = await holdPort(host, port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return canBindUdp(host, port);
}

/** True when UDP can be bound there; with port 0: when the address is this machine's. */
export function canBindUdp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
