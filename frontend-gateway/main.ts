import { runProcess } from '../platform/process/run-process.ts';
import { closeGateway } from './close.ts';
import { readGatewayConfig } from './config.ts';
import { startGateway } from './context.ts';

await runProcess({
  name: 'frontend-gateway',
  readConfig: readGatewayConfig,
  start: async (context) => {
    const gateway = await startGateway(context);
    const ready = { id: context.name, grpc: gateway.grpc.address, http: gateway.httpAddress };
    return { ready, close: () => closeGateway(gateway) };
  },
});
