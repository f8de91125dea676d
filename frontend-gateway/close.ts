import type { Gateway } from './context.ts';

/**
 * The order of closing: take nothing new, let what is in hand be answered, then leave what is open to
 * the journal and go. Membership ends last but one, so that nobody takes over what is still in hand.
 */
export async function closeGateway(gateway: Gateway): Promise<void> {
  gateway.schema.close();
  gateway.core.register.stopTaking();
  await gateway.presence.close();
  await Promise.all([gateway.grpc.close(1500), gateway.http.close(1500)]);
  gateway.core.settling.close();
  gateway.core.register.close();
  gateway.core.health.close();
  await gateway.client.close();
  await gateway.membership.close();
  await gateway.outbox.close();
  await gateway.engines.close();
}
