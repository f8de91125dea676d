import type { Hash } from '../../kernel/ports/hash.ts';
import { DigestServer } from '../digest/digest-server.ts';
import type { SipResponse } from '../message/message.ts';
import { bodyText } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import type { BindingEvent } from '../registrar/binding.ts';
import { Registrar } from '../registrar/registrar.ts';
import { answerOffer } from '../sdp/offer-answer.ts';
import { type Party, PartyWorld } from '../user-agent/party-suite.ts';

/**
 * A whole SIP element under test: transport, transactions, user agent and registrar, on virtual time.
 * Whoever hands it a datagram sees what it answers. `trusting`: the registrar believes everybody.
 */
export class ElementUnderTest {
  readonly world = new PartyWorld();
  readonly party: Party;
  readonly registrar: Registrar;
  readonly bindings: BindingEvent[] = [];
  readonly #stranger = this.world.network.bind({ host: '10.9.9.9', port: 5060 });

  constructor(hash: Hash, trusting = false) {
    const { time, random } = this.world;
    this.party = this.world.party('element', '10.0.0.1', { hash });
    const digest = new DigestServer({
      realm: 'tandem',
      hash,
      random,
      clock: time,
      key: new Uint8Array(32),
      passwordOf: () => undefined,
    });
    this.registrar = new Registrar({
      clock: time,
      timers: time,
      digest: trusting ? trustingDigest : digest,
      onBinding: (event) => this.bindings.push(event),
    });
    const { userAgent } = this.party;
    userAgent.onRequest('REGISTER', (transaction) => this.registrar.receive(transaction));
    userAgent.onInvite((call) => {
      const local = {
        address: { host: '10.0.0.1', port: 20_000 },
        codecs: ['PCMU', 'PCMA'] as const,
        direction: 'sendrecv' as const,
        sessionId: 1,
        sessionVersion: 1,
      };
      const answer = answerOffer(bodyText(call.invite), local);
      if (answer.kind === 'answered') call.answer({ body: answer.sdp });
      else call.reject(answer.status);
      return {};
    });
  }

  /** The responses to one datagram, repeats left out, as they went over the wire within a second. */
  receive(datagram: Uint8Array): SipResponse[] {
    const before = this.world.network.sent.length;
    this.#stranger.send(datagram, { host: '10.0.0.1', port: 5060 });
    this.world.time.run(400);
    const answers: SipResponse[] = [];
    for (const { from, payload } of this.world.network.sent.slice(before)) {
      if (from.host !== '10.0.0.1') continue;
      const message = parseMessage(payload);
      if (message.kind === 'response') answers.push(message);
      // An answer echoes what it can of a bad request, so it may itself be no sound message.
      else if (message.kind === 'fault') answers.push(statusOnly(payload));
    }
    return answers;
  }
}

function statusOnly(payload: Uint8Array): SipResponse {
  const status = Number(Buffer.from(payload).toString('latin1', 8, 11));
  const sound = `SIP/2.0 ${status} x\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@b>\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 X\r\n\r\n`;
  return parseMessage(Buffer.from(sound)) as SipResponse;
}

const trustingDigest = {
  verify: (request: { headers: { get(name: string): string | undefined } }) => {
    const user = /sip:([^@>;]*)@/.exec(request.headers.get('to') ?? '')?.[1] ?? '';
    return { accepted: true as const, user };
  },
  challenges: () => [],
};
