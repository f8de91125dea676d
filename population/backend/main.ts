import { runProcess } from '../../platform/process/run-process.ts';
import { closeBackend } from './close.ts';
import { readBackendConfig } from './config.ts';
import { startBackend } from './context.ts';

await runProcess({
  name: 'backend',
  readConfig: readBackendConfig,
  start: async (context) => {
    const backend = await startBackend(context);
    const ready = { id: context.name, http: backend.http };
    return { ready, close: () => closeBackend(backend) };
  },
});
