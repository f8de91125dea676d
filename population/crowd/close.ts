import type { Timers } from '../../kernel/ports/timers.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import type { Line } from '../callers/line.ts';
import type { CustomerBusiness } from '../customers/customer-business.ts';
import type { PhoneBank } from '../phones/phone-bank.ts';
import type { Crowd } from './service.ts';

/** How long phones may wait for the answers to their last words. */
const farewellMs = 300;

/** The order of going: no new wishes, everybody hangs up and signs off, a moment for the answers, the sockets. */
export async function closeCrowd(parts: {
  readonly control: HttpServer;
  readonly crowd: Crowd;
  readonly line: Line;
  readonly phones: PhoneBank;
  readonly business: CustomerBusiness | undefined;
  readonly timers: Timers;
}): Promise<void> {
  await parts.control.close(100);
  parts.crowd.stop();
  await new Promise<void>((resolve) => parts.timers.after(farewellMs, resolve));
  parts.business?.close();
  await parts.phones.close();
  await parts.line.close();
}
