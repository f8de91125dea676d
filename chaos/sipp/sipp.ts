import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SippCounts, sippCountsOf } from './counts.ts';

/** One running SIPp of ours; its files lie in `folder` under `name`. */
export interface Sipp {
  readonly pid: number;
  /** Where it takes RTP. */
  readonly mediaPort: number;
  readonly over: Promise<SippEnd>;
  kill(signal: NodeJS.Signals): void;
}

export interface SippEnd {
  /** 0: every call ended as its scenario says. 97: it ran into its own time limit. */
  readonly exitCode: number;
  readonly counts: SippCounts;
  /** The first of what it complained about; empty for nothing. */
  readonly complaint: string;
}

export interface SippStart {
  readonly folder: string;
  readonly name: string;
  /** `host:port` that it speaks to. */
  readonly to: string;
  /** Scenario and rate; where it listens is added here. */
  readonly args: readonly string[];
}

export const sippHost = '127.0.0.1';

/**
 * Starts SIPp as Debian ships it (3.6.1), on ports of its own, with its statistics and complaints in files.
 * Whoever starts it ends it, or waits for `over`. Throws a sentence where there is no SIPp.
 */
export async function startSipp({ folder, name, to, args }: SippStart): Promise<Sipp> {
  const [sipPort, mediaPort] = await freeUdpPorts();
  const statistics = join(folder, `${name}.csv`);
  const complaints = join(folder, `${name}.errors`);
  const child = spawn(
    'sipp',
    [
      ...args,
      ...['-i', sippHost, '-p', String(sipPort), '-mi', sippHost, '-mp', String(mediaPort), '-nostdin'],
      ...['-trace_stat', '-stf', statistics, '-fd', '1', '-trace_screen', '-screen_file', `${name}.screen`],
      ...['-trace_err', '-error_file', complaints],
      to,
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  await spawned(child);
  const over = ended(child).then((exitCode) => ({
    exitCode,
    counts: sippCountsOf(read(statistics)),
    complaint: read(complaints).split('\n').slice(0, 3).join(' ').slice(0, 400).trim(),
  }));
  return {
    pid: child.pid ?? 0,
    mediaPort,
    over,
    kill: (signal) => void (child.exitCode === null && child.signalCode === null && child.kill(signal)),
  };
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', ({ message }) =>
      reject(new Error(`SIPp can't be started (${message}); install it: apt-get install sip-tester`)),
    );
  });
}

/** -1 when it was killed. */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** A port for SIP, and an even one for RTP whose next even one (SIPp's video) is free as well. */
async function freeUdpPorts(): Promise<[sip: number, media: number]> {
  for (;;) {
    const ports = await boundAtOnce([0, 0]);
    const [sip, near] = ports!;
    const media = near! & ~1;
    if (media !== sip && media + 2 !== sip && (await boundAtOnce([media, media + 2]))) return [sip!, media];
  }
}

/** The ports as bound, all released again; `undefined` when one was taken. */
async function boundAtOnce(wanted: readonly number[]): Promise<number[] | undefined> {
  const sockets = wanted.map(() => createSocket('udp4'));
  const ports = await Promise.all(
    sockets.map(
      (socket, i) =>
        new Promise<number>((resolve) => {
          socket.once('error', () => resolve(0));
          socket.bind({ port: wanted[i]!, address: sippHost, exclusive: true }, () =>
            resolve(socket.address().port),
          );
        }),
    ),
  );
  for (const socket of sockets) socket.close();
  return ports.includes(0) ? undefined : ports;
}
