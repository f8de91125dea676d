import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { formatAddress } from '../../kernel/ports/datagram.ts';
import { checkConfiguration } from '../../platform/configuration/read-configuration.ts';
import { createHttpServer } from '../../platform/http/server.ts';
import type { ProcessContext, StartedProcess } from '../../platform/process/run-process.ts';
import { createUdpDatagrams } from '../../platform/sockets/udp-datagrams.ts';
import { openLine } from '../callers/line.ts';
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
  await addPhones(phones, config);
  const callers = new Callers(line, random, { ...config.carrier, ...config.limits });
  const routers = config.routers.map(({ sip }) => sip);
  const traffic =
    config.traffic &&
    new Traffic(context, config.traffic, config.carrier, routers, (plan) => callers.place(plan));
  const crowd = new Crowd(config, random, { phones, callers, traffic, metrics });
  const control = createHttpServer({
    metricsText: () => context.metricsText(),
    onFault: (error) => log.error({ err: error.stack }, 'the control failed to answer'),
  });
  serveControl(control.app, crowd);
  await control.listen(config.control);
  crowd.start();
  return {
    ready: { control: formatAddress(config.control), phones: phones.phones.length },
    close: () => closeCrowd({ control, crowd, line, phones, timers }),
  };
}

async function addPhones(bank: PhoneBank, config: CrowdConfig): Promise<void> {
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
    });
  }
}
