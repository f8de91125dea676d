import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { formatAddress } from '../../kernel/ports/datagram.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { checkConfiguration } from '../../platform/configuration/read-configuration.ts';
import { createHttpServer } from '../../platform/http/server.ts';
import type { ProcessContext, StartedProcess } from '../../platform/process/run-process.ts';
import { createUdpDatagrams } from '../../platform/sockets/udp-datagrams.ts';
import { openLine } from '../callers/line.ts';
import { CustomerBusiness } from '../customers/customer-business.ts';
import type { PhoneObserver } from '../phones/phone.ts';
import { PhoneBank } from '../phones/phone-bank.ts';
import type { PopulationPorts } from '../ports.ts';
import { Callers } from './callers.ts';
import { closeCrowd } from './close.ts';
import type { CrowdConfig } from './config.ts';
import { serveControl } from './control.ts';
import { Crowd } from './service.ts';
import { Traffic } from './traffic.ts';

/** Wires the crowd together: one carrier line for all callers, a phone for each agent, the control. */
export async function startCrowd(context: ProcessContext<CrowdConfig>): Promise<StartedProcess> {
  const { config, timers, random, metrics, log } = context;
  const ports: PopulationPorts = {
    datagrams: createUdpDatagrams({ metrics, receiveBufferBytes: 512 * 1024 }),
    clock: context.clock,
    timers,
    random,
    hash: context.hash,
  };
  const line = await openLine(ports, { ...config.rtp, sipHost: config.sipHost });
  const phones = new PhoneBank(ports, line.voices, config.sipHost);
  const business = openBusiness(config, random, timers);
  await addPhones(phones, config, business);
  const callers = new Callers(line, random, { ...config.carrier, ...config.limits });
  const routers = config.routers.map(({ sip }) => sip);
  const traffic =
    config.traffic &&
    new Traffic(
      context,
      { ...config.traffic, customers: config.customers },
      config.carrier,
      routers,
      (plan) => callers.place(plan),
    );
  const crowd = new Crowd(config, random, { phones, callers, traffic, business, metrics });
  const control = createHttpServer({
    metricsText: () => context.metricsText(),
    onFault: (error) => log.error({ err: error.stack }, 'the control failed to answer'),
  });
  serveControl(control.app, crowd);
  await control.listen(config.control);
  crowd.start();
  return {
    ready: { control: formatAddress(config.control), phones: phones.phones.length },
    close: () => closeCrowd({ control, crowd, line, phones, business, timers }),
  };
}

function openBusiness(config: CrowdConfig, random: Random, timers: Timers): CustomerBusiness | undefined {
  if (config.gateways.length === 0) return undefined;
  const gateways = config.gateways.map(({ grpc }) => formatAddress(grpc));
  return new CustomerBusiness(
    { gateways, customers: config.customers, deadlineMs: config.businessDeadlineMs },
    random,
    timers,
  );
}

/** An agent who answers does business for the caller while they talk. */
function servingObserver(business: CustomerBusiness): PhoneObserver {
  return {
    rang: () => {},
    freed: () => {},
    answered: (agentId, ani, callId) => void business.duringCall({ ani, callId, agentId }),
  };
}

async function addPhones(
  bank: PhoneBank,
  config: CrowdConfig,
  business: CustomerBusiness | undefined,
): Promise<void> {
  if (!config.phones) return;
  const { passwordsFile, list, expiresSeconds } = config.phones;
  const passwords = checkConfiguration(
    passwordsFile,
    JSON.parse(readFileSync(passwordsFile, 'utf8')),
    z.record(z.string(), z.string().min(1)),
  );
  for (const { user, site, mode, answerAfterMs } of list) {
    const password = passwords[user];
    const edge = config.sites.find(({ id }) => id === site);
    if (password === undefined) {
      throw new Error(`${passwordsFile} has no password for "${user}"; add it or leave the phone out`);
    }
    await bank.add({
      user,
      password,
      registrar: edge!.sip,
      answer: mode === 'talk' ? { kind: 'talk' } : { kind: 'auto', afterMs: answerAfterMs },
      expiresSeconds,
      ...(business && { observer: servingObserver(business) }),
    });
  }
}
