import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { canBindUdp } from '../cluster/ports.ts';

/** One thing that this machine has or lacks. */
export interface Finding {
  readonly what: string;
  /** `lacks-optional`: the cluster runs without it, and something named in `remedy` is left out. */
  readonly state: 'has' | 'lacks' | 'lacks-optional';
  /** Version, path or amount. */
  readonly found: string;
  /** What to do; empty when nothing is to be done. */
  readonly remedy: string;
}

const memoryBytesMin = 2.5e9;
const openFilesMin = 4096;

/** What a cluster, its tests and its drills need of a machine. Looks, changes nothing. */
export async function examineMachine(): Promise<readonly Finding[]> {
  const findings: Finding[] = [
    {
      what: 'Node.js, pinned',
      ...verdict(
        process.version.startsWith('v24.'),
        process.version,
        'run "npm ci", and start by bin/tandem',
      ),
    },
    {
      what: 'npm',
      ...program('npm', 'comes with Node.js, https://nodejs.org', 'installing'),
    },
    { what: 'SIPp', ...program('sipp', 'apt-get install sip-tester', 'real SIP callers in the tests') },
    {
      what: 'Chromium',
      ...program(
        ['chromium', 'chromium-browser', 'google-chrome'],
        'apt-get install chromium',
        'tests of the pages',
      ),
    },
    { what: 'nft', ...program('nft', 'apt-get install nftables', 'drills that drop packets (as root)') },
    {
      what: 'unshare',
      ...program('unshare', 'apt-get install util-linux', 'the embedded PostgreSQL when started as root'),
    },
    memory(),
    openFiles(),
  ];
  for (const host of ['127.0.1.1', '127.0.2.1', '127.0.3.1']) {
    const there = await canBindUdp(host, 0);
    findings.push({
      what: `loopback address ${host}`,
      state: there ? 'has' : 'lacks-optional',
      found: there ? 'can be bound' : 'can not be bound',
      remedy: there
        ? ''
        : `ip addr add ${host}/8 dev lo (Linux), ifconfig lo0 alias ${host} (macOS), so that sites can be cut off`,
    });
  }
  return findings;
}

function verdict(has: boolean, found: string, remedy: string): Omit<Finding, 'what'> {
  return { state: has ? 'has' : 'lacks', found, remedy: has ? '' : remedy };
}

function program(names: string | readonly string[], how: string, use: string): Omit<Finding, 'what'> {
  for (const name of [names].flat()) {
    const path = whereIs(name);
    if (path) return { state: 'has', found: versionOf(path) ?? path, remedy: '' };
  }
  return { state: 'lacks-optional', found: 'not found', remedy: `${how} (for ${use})` };
}

function whereIs(name: string): string | undefined {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not there: the next folder.
    }
  }
  return undefined;
}

function versionOf(path: string): string | undefined {
  if (!path.endsWith('npm')) return path;
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000, stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

function memory(): Finding {
  const free = availableBytes();
  const enough = free >= memoryBytesMin;
  return {
    what: 'memory',
    state: enough ? 'has' : 'lacks',
    found: `${gigabytes(free)} free of ${gigabytes(totalmem())}`,
    remedy: enough ? '' : `end other programs: a cluster wants ${gigabytes(memoryBytesMin)} free`,
  };
}

/** What may be had without swapping: Linux tells it apart from what is merely unused. */
function availableBytes(): number {
  try {
    const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    if (kilobytes) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return freemem();
}

function openFiles(): Finding {
  const limit = openFilesLimit();
  if (limit === undefined)
    return { what: 'open files', state: 'has', found: 'limit not told here', remedy: '' };
  const enough = limit >= openFilesMin;
  return {
    what: 'open files',
    state: enough ? 'has' : 'lacks',
    found: limit === Number.POSITIVE_INFINITY ? 'unlimited' : String(limit),
    remedy: enough ? '' : `ulimit -n ${openFilesMin}, in the shell that starts the cluster`,
  };
}

function openFilesLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return undefined;
  }
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
