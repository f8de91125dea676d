import { runProcess } from '../process/run-process.ts';
import { enginesProcess } from './service.ts';

await runProcess(enginesProcess);
