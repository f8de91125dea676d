import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Where a process takes connections: `host:port`, or the path of a Unix socket. */
export interface Listener {
  readonly pid: number;
  readonly kind: 'tcp' | 'unix';
  readonly address: string;
}

/** Every TCP and Unix socket on which these processes or their descendants listen, by Linux' /proc. */
export function listenersOf(pids: readonly number[]): Listener[] {
  const listening = new Map([...tcpListeners(readProc('net/tcp')), ...unixListeners(readProc('net/unix'))]);
  const found: Listener[] = [];
  const seen = new Set<string>();
  for (const pid of withDescendants(pids)) {
    for (const inode of socketInodesOf(pid)) {
      const socket = listening.get(inode);
      if (!socket || seen.has(socket.address)) continue;
      seen.add(socket.address);
      found.push({ pid, ...socket });
    }
  }
  return found;
}

type Socket = Omit<Listener, 'pid'>;

const listenState = '0A';
/** `__SO_ACCEPTCON` of a Unix socket. */
const acceptsFlag = 0x10000;

/** From /proc/net/tcp: by inode. */
export function tcpListeners(text: string): [inode: string, socket: Socket][] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line): [string, Socket][] => {
      const fields = line.trim().split(/\s+/);
      if (fields[3] !== listenState) return [];
      const [hex, port] = fields[1]!.split(':');
      const host = hex!
        .match(/../g)!
        .reverse()
        .map((byte) => Number.parseInt(byte, 16))
        .join('.');
      const address = `${host === '0.0.0.0' ? '127.0.0.1' : host}:${Number.parseInt(port!, 16)}`;
      return [[fields[9]!, { kind: 'tcp', address }]];
    });
}

/** From /proc/net/unix: by inode. */
export function unixListeners(text: string): [inode: string, socket: Socket][] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line): [string, Socket][] => {
      const fields = line.trim().split(/\s+/);
      const [, , , flags, , , inode, ...path] = fields;
      if (path.length === 0 || (Number.parseInt(flags!, 16) & acceptsFlag) === 0) return [];
      return [[inode!, { kind: 'unix', address: path.join(' ') }]];
    });
}

function withDescendants(pids: readonly number[]): ReadonlySet<number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = /^PPid:\s+(\d+)/m.exec(readProc(`${entry}/status`))?.[1];
    if (parent) parents.set(Number(entry), Number(parent));
  }
  const all = new Set(pids);
  for (let size = 0; size !== all.size; ) {
    size = all.size;
    for (const [pid, parent] of parents) if (all.has(parent)) all.add(pid);
  }
  return all;
}

function socketInodesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkAt(`${folder}/${fd}`))?.[1];
      return inode ? [inode] : [];
    });
  } catch {
    return [];
  }
}

/** Empty when it is gone since. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
