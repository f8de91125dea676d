import { agentToneHz, callerToneHz } from '../../kernel/audio/tones.ts';
import type { PartyVoice } from '../../population/voice/party-voice.ts';
import { answerAudio, offerAudio } from '../../population/voice/session-description.ts';
import { bodyText } from '../../sip/message/message.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import type { CallDelegate, CallEnd, IncomingCall, Reason } from '../../sip/user-agent/call.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { Registration } from '../../sip/user-agent/user-agent-options.ts';
import { edgeAddress, populationHost } from '../simulation/cluster-settings.ts';
import { agentPassword } from '../simulation/simulated-site-node.ts';
import type { House } from './house.ts';

/** An agent's phone that does just what the test says; it rings (180) and waits unless told what to do at once. */
export class ScriptedPhone {
  readonly user: string;
  readonly ends: CallEnd[] = [];
  readonly registerStatuses: number[] = [];
  call: IncomingCall | undefined;
  voice: PartyVoice | undefined;
  rung = 0;
  /** What it does when it is rung, instead of 180. */
  atOnce: ((call: IncomingCall) => void) | undefined;
  registration: Registration | undefined;
  readonly transport: UdpTransport;
  readonly #house: House;
  readonly #userAgent: UserAgent;

  constructor(house: House, place: number, port = 50_000 + place * 2) {
    this.#house = house;
    this.user = `${house.site}-0${place}`;
    const ports = house.ports();
    this.transport = new UdpTransport(house.network.bind({ host: populationHost, port }));
    const transactions = new TransactionLayer({
      transport: this.transport,
      timers: house.time,
      random: ports.random,
    });
    this.#userAgent = new UserAgent({ ...ports, transactions, contactUser: this.user });
    this.#userAgent.onInvite((call) => this.#rung(call));
  }

  register(password = agentPassword, user = this.user): void {
    const edge = edgeAddress(this.#house.settings, this.#house.site);
    const registrar = `sip:${edge.host}:${edge.port}`;
    this.registration = this.#userAgent.register(
      {
        registrar,
        aor: `sip:${user}@${edge.host}:${edge.port}`,
        destination: edge,
        credentials: { user, password },
      },
      {
        onRegistered: () => this.registerStatuses.push(200),
        onFailed: (status) => this.registerStatuses.push(status),
      },
    );
  }

  async answer(): Promise<void> {
    this.voice = await this.#house.voices.open(agentToneHz, [callerToneHz]);
    const answer = answerAudio(this.voice!.local, bodyText(this.call!.invite));
    if (!answer) throw new Error('the site offered no audio');
    this.voice!.agree(answer.far);
    this.call!.answer({ body: answer.sdp });
    this.voice!.speak();
  }

  hangUp(reason?: Reason): void {
    this.call?.hangUp(reason);
  }

  /** Offers the same audio again under another direction: hold, and back. */
  reoffer(direction: 'sendonly' | 'inactive' | 'sendrecv'): void {
    const body = offerAudio(this.voice!.local).replace('a=sendrecv', `a=${direction}`);
    this.call?.reinvite({ body }, () => {});
  }

  /** The phone loses its power: not another word. */
  async unplug(): Promise<void> {
    this.registration?.stop();
    this.voice?.close();
    await this.transport.close();
  }

  stop(): void {
    this.registration?.unregister();
    this.call?.hangUp();
  }

  #rung(call: IncomingCall): CallDelegate {
    if (this.call && this.call.state !== 'ended') {
      call.reject(486);
      return {};
    }
    this.call = call;
    this.rung += 1;
    if (this.atOnce) this.atOnce(call);
    else call.ring();
    return {
      onEnded: (end) => {
        this.ends.push(end);
        this.voice?.close();
      },
      onRequest: (incoming) => {
        const { method, headers } = incoming.request;
        incoming.respond(200);
        if (method === 'NOTIFY' && headers.get('event') === 'talk') void this.answer();
      },
    };
  }
}
