import type { ClusterFileAgent } from '../../deploy/cluster/cluster-file.ts';
import { parseAddress } from '../../kernel/ports/datagram.ts';
import type { PhoneObserver } from '../../population/phones/phone.ts';
import { PhoneBank } from '../../population/phones/phone-bank.ts';
import type { PopulationPorts } from '../../population/ports.ts';
import type { VoiceReport } from '../../population/voice/voice.ts';
import { Voices } from '../../population/voice/voices.ts';
import type { CallAudio } from '../checkers/sipp-calls.ts';
import type { AgentPhones } from './agent-phones.ts';

const goodbyeMs = 300;

/** Simulated phones of these agents, in this process: they answer at once, speak, and count what they hear. */
export async function openWatchedPhones(
  agents: readonly ClusterFileAgent[],
  ports: PopulationPorts,
): Promise<AgentPhones> {
  const host = '127.0.0.1';
  const voices = new Voices(ports, { host, portMin: 36_000, portMax: 41_998, warmPorts: agents.length });
  await voices.warm();
  const watch = new Watch(ports);
  const bank = new PhoneBank(ports, voices, host);
  for (const { user, password, sip } of agents) {
    const answer = { kind: 'auto', afterMs: 0 } as const;
    await bank.add({ user, password, registrar: parseAddress(sip)!, answer, observer: watch });
  }
  bank.start();
  return {
    kind: 'simulated',
    heard: watch.heard,
    get skippedFrames() {
      return voices.skippedFrames;
    },
    echoedPackets: async () => 0,
    complaints: () => '',
    async close() {
      bank.stop();
      await new Promise<void>((resolve) => ports.timers.after(goodbyeMs, resolve));
      await bank.close();
      await voices.close();
    },
  };
}

class Watch implements PhoneObserver {
  readonly heard: CallAudio[] = [];
  readonly #clock: PopulationPorts['clock'];
  readonly #answeredMono = new Map<string, number>();

  constructor({ clock }: PopulationPorts) {
    this.#clock = clock;
  }

  rang(): void {}

  answered(user: string): void {
    this.#answeredMono.set(user, this.#clock.monoMs());
  }

  freed(user: string, _ani: string, heard: VoiceReport | undefined): void {
    const answeredMono = this.#answeredMono.get(user);
    this.#answeredMono.delete(user);
    if (answeredMono === undefined || !heard) return;
    this.heard.push({
      who: user,
      talkMs: this.#clock.monoMs() - answeredMono,
      receivedPackets: heard.receivedPackets,
      sentPackets: heard.sentPackets,
    });
  }
}
