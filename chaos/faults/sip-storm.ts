import { type DatagramSocket, formatAddress, parseAddress } from '../../kernel/ports/datagram.ts';
import type { PopulationPorts } from '../../population/ports.ts';
import { damagedSip } from './damaged-sip.ts';

export interface SipStormOptions {
  /** `host:port`. */
  readonly target: string;
  readonly dnis: string;
  readonly user: string;
  readonly datagrams: number;
  /** At most. */
  readonly perSecond: number;
  /** Where the attacker is. */
  readonly host: string;
}

export interface SipStormSeen {
  readonly sent: number;
  /** Datagrams that came back, by the status in their first line; requests under their method. */
  readonly came: ReadonlyMap<string, number>;
  /** Times that the target did not answer a whole OPTIONS between the damaged ones within a second. */
  readonly silences: number;
}

/** So many go out before the target is asked whether it is still there: far fewer than its socket holds. */
const batch = 30;
const answerWithinMs = 1000;

/**
 * Sends damaged SIP, as fast as allowed and as the target keeps up with: after each few it is sent a whole
 * OPTIONS, whose answer tells that it has dealt with all before it.
 */
export async function sendSipStorm(ports: PopulationPorts, options: SipStormOptions): Promise<SipStormSeen> {
  const { timers, clock, random, datagrams } = ports;
  const { target, dnis, user, host } = options;
  const socket = await datagrams.bind({ host, port: 0 });
  const to = parseAddress(target)!;
  const about = { target, sender: formatAddress(socket.local), dnis, user };
  const answers = new Answers(socket);
  const startMono = clock.monoMs();
  let silences = 0;
  for (let number = 0; number < options.datagrams; ) {
    const until = Math.min(options.datagrams, number + batch);
    for (; number < until; number++) socket.send(damagedSip(about, number, random), to);
    const answered = answers.to(`ping-${number}`);
    socket.send(pingOf(about, number), to);
    const late = new Promise<boolean>((resolve) => timers.after(answerWithinMs, () => resolve(false)));
    if (!(await Promise.race([answered, late]))) silences += 1;
    const dueMono = startMono + (number * 1000) / options.perSecond;
    await new Promise<void>((resolve) => timers.after(Math.max(0, dueMono - clock.monoMs()), resolve));
  }
  await socket.close();
  return { sent: options.datagrams, came: answers.came, silences };
}

/** What came back, and who waits for it. */
class Answers {
  readonly came = new Map<string, number>();
  readonly #waiting = new Map<string, (there: true) => void>();

  constructor(socket: DatagramSocket) {
    socket.onDatagram((payload) => {
      const text = Buffer.from(payload).toString('latin1');
      const [first = '', second = ''] = text.split(' ', 2);
      const kind = first.startsWith('SIP/') ? second : first;
      this.came.set(kind, (this.came.get(kind) ?? 0) + 1);
      const callId = /^(?:call-id|i)\s*:\s*(ping-\d+)/im.exec(text)?.[1];
      if (callId) this.#waiting.get(callId)?.(true);
    });
  }

  to(callId: string): Promise<true> {
    return new Promise((resolve) => this.#waiting.set(callId, resolve));
  }
}

function pingOf({ target, sender }: { target: string; sender: string }, number: number): Uint8Array {
  return new TextEncoder().encode(
    `OPTIONS sip:${target} SIP/2.0\r\nVia: SIP/2.0/UDP ${sender};branch=z9hG4bK-ping-${number};rport\r\n` +
      `Max-Forwards: 70\r\nFrom: <sip:ping@${sender}>;tag=p\r\nTo: <sip:${target}>\r\n` +
      `Call-ID: ping-${number}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`,
  );
}
