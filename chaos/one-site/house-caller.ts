import { agentToneHz, callerToneHz } from '../../kernel/audio/tones.ts';
import { formatAddress } from '../../kernel/ports/datagram.ts';
import type { PartyVoice } from '../../population/voice/party-voice.ts';
import { offerAudio, readAudio } from '../../population/voice/session-description.ts';
import { bodyText } from '../../sip/message/message.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import type { BodyOptions, Call, CallEnd, Reason, RequestResult } from '../../sip/user-agent/call.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import { edgeAddress, populationHost } from '../simulation/cluster-settings.ts';
import type { House } from './house.ts';

export interface HouseCallOptions {
  /** As it stands in our Route header; empty for none; a fresh sound one unless given. */
  readonly token?: string;
  readonly dnis?: string;
  /** Where the token travels: in the Route header as the proxy writes it, or in the URI as a redirect does. */
  readonly tokenIn?: 'route' | 'uri';
  /** SDP; the caller's own offer unless given. */
  readonly body?: string;
  /** What the ACK bears when the INVITE bore no offer; the caller's own audio unless given. */
  readonly answerInAck?: string;
  readonly headers?: BodyOptions['headers'];
}

const normalClearing: Reason = { protocol: 'Q.850', cause: 16, text: 'normal clearing' };

/** A caller whom the test leads by the hand, on a SIP port of its own. */
export class HouseCaller {
  readonly statuses: number[] = [];
  readonly ends: CallEnd[] = [];
  voice: PartyVoice | undefined;
  call: Call | undefined;
  readonly #house: House;
  readonly #options: HouseCallOptions;

  constructor(house: House, place: number, options: HouseCallOptions) {
    this.#house = house;
    this.#options = options;
    void this.#dial(place);
  }

  get status(): number | undefined {
    return this.statuses.at(-1);
  }

  get end(): CallEnd | undefined {
    return this.ends[0];
  }

  /** The agent's tone has been heard. */
  get hearsAgent(): boolean {
    return this.voice?.report().tone?.hz === agentToneHz;
  }

  /** `Q.850 16 normal` of the BYE or refusal that ended it. */
  get reason(): string {
    const [reason] = this.end && 'reasons' in this.end ? this.end.reasons : [];
    return reason ? `${reason.protocol} ${reason.cause} ${reason.text}` : '';
  }

  hangUp(reason: Reason = normalClearing): void {
    this.call?.hangUp(reason);
  }

  /** Sends INFO with a digit, as Cisco's gateways do. */
  pressByInfo(signal: string, onStatus: (status: number) => void = () => {}): void {
    const options = { body: `Signal=${signal}\r\nDuration=160\r\n`, contentType: 'application/dtmf-relay' };
    this.call?.request('INFO', options, (result) => onStatus(statusOf(result)));
  }

  /** Offers the same audio again under another direction. */
  reoffer(
    direction: 'sendonly' | 'inactive' | 'sendrecv',
    onStatus: (status: number) => void = () => {},
  ): void {
    const body = offerAudio(this.voice!.local).replace('a=sendrecv', `a=${direction}`);
    this.call?.reinvite({ body }, (result) => onStatus(statusOf(result)));
  }

  async #dial(place: number): Promise<void> {
    const { network, time } = this.#house;
    const ports = this.#house.ports();
    const transport = new UdpTransport(network.bind({ host: populationHost, port: 45_000 + place * 2 }));
    const transactions = new TransactionLayer({ transport, timers: time, random: ports.random });
    const userAgent = new UserAgent({ ...ports, transactions, contactUser: 'caller' });
    this.voice = await this.#house.voices.open(callerToneHz, [agentToneHz, callerToneHz]);
    const { token = this.#house.token(), dnis = '4001', tokenIn = 'route', headers = [] } = this.#options;
    const edge = edgeAddress(this.#house.settings, this.#house.site);
    const parameter = token === '' ? '' : `;tandem-token=${token}`;
    const at = formatAddress(edge);
    this.call = userAgent.invite(
      {
        uri: `sip:${dnis}@${at}${tokenIn === 'uri' ? parameter : ''}`,
        routes: tokenIn === 'route' ? [`sip:${at};lr${parameter}`] : [],
        from: `<sip:1380000000${place}@${populationHost}>`,
        destination: edge,
        body: this.#options.body ?? offerAudio(this.voice!.local),
        headers,
      },
      {
        onProgress: ({ status }) => this.statuses.push(status),
        onAnswered: (response) => {
          this.statuses.push(response.status);
          this.#speak(bodyText(response));
        },
        answerInAck: (response) => {
          this.#speak(bodyText(response));
          return this.#options.answerInAck ?? offerAudio(this.voice!.local);
        },
        onEnded: (end) => {
          this.ends.push(end);
          if ('status' in end) this.statuses.push(end.status);
          this.voice?.close();
        },
      },
    );
  }

  #speak(sdp: string): void {
    const far = readAudio(sdp);
    if (!far) return;
    this.voice?.agree(far);
    this.voice?.speak();
  }
}

function statusOf(result: RequestResult): number {
  return result.kind === 'response' ? result.response.status : 0;
}
