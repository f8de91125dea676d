import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { callerToneHz, toneFrames } from '../../kernel/audio/tones.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { packetsCameTo } from './counts.ts';
import { type SippEnd, sippHost, startSipp } from './sipp.ts';

/**
 * `stock`: SIPp's own `-sn uac`, G.711 µ-law, which gives back what it hears (`-rtp_echo`). `voice`: a scenario of
 * ours that speaks G.711 A-law by `rtp_stream`, and only takes what comes.
 */
export type SippCallerKind = 'stock' | 'voice';

export interface SippCalls {
  readonly kind: SippCallerKind;
  /** A router's `host:port`. */
  readonly to: string;
  readonly dnis: string;
  readonly calls: number;
  /** Per second. */
  readonly rate: number;
  /** From the carrier's answer to the BYE. */
  readonly talkMs: number;
  readonly folder: string;
}

export interface SippCallsEnd extends SippEnd {
  /** SIP Call-IDs of all calls, in order. */
  readonly sipCallIds: readonly string[];
  /** `voice`: RTP packets that came to its port, by the system's count; -1 where the system doesn't tell. */
  readonly packetsCame: number;
}

export const scenarioFolder = resolve(import.meta.dirname, '../scenarios/sipp');

const lookEveryMs = 200;
/** A caller who was not answered by then is not served, s. */
const patienceS = 60;

/** Calls with SIPp, and resolves when its last call is over. */
export async function callWithSipp(calls: SippCalls, timers: Timers): Promise<SippCallsEnd> {
  const { kind, folder, rate, talkMs } = calls;
  const name = `callers-${kind}`;
  if (kind === 'voice') writeVoice(join(folder, 'voice.pcma'));
  const scenario =
    kind === 'stock' ? ['-sn', 'uac', '-rtp_echo'] : ['-sf', join(scenarioFolder, 'caller-with-voice.xml')];
  const limitS = Math.ceil(calls.calls / rate + talkMs / 1000) + patienceS;
  const sipp = await startSipp({
    folder,
    name,
    to: calls.to,
    args: [
      ...scenario,
      ...['-s', calls.dnis, '-m', String(calls.calls), '-r', String(rate), '-d', String(talkMs)],
      ...['-l', String(calls.calls), '-cid_str', `%u-${kind}-%p@%s`],
      ...['-timeout', `${limitS}s`, '-timeout_error'],
    ],
  });
  let packetsCame = -1;
  const look = () => {
    const text = readProcNetUdp();
    if (text !== undefined) packetsCame = Math.max(packetsCame, packetsCameTo(sipp.mediaPort, text));
  };
  const ticker = kind === 'voice' ? timers.every(lookEveryMs, look) : undefined;
  const end = await sipp.over;
  ticker?.cancel();
  const sipCallIds = Array.from(
    { length: calls.calls },
    (_, i) => `${i + 1}-${kind}-${sipp.pid}@${sippHost}`,
  );
  return { ...end, sipCallIds, packetsCame };
}

/** A second of the callers' tone, headerless, as `rtp_stream` wants it. */
function writeVoice(file: string): void {
  const [frame] = toneFrames(callerToneHz).PCMA;
  writeFileSync(file, Buffer.concat(Array.from({ length: 50 }, () => frame!)));
}

function readProcNetUdp(): string | undefined {
  try {
    return readFileSync('/proc/net/udp', 'utf8');
  } catch {
    return undefined;
  }
}
