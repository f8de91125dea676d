import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import {
  type CheckedControlRequest,
  type ControlReply,
  controlRequestShape,
  type ProcessStatus,
  requestBytesMax,
} from './protocol.ts';

export interface ControlServer {
  close(): Promise<void>;
}

const requestWithinMs = 5000;

/**
 * Listens on a Unix socket of mode 600 and answers one request on each connection. What `carryOut`
 * throws is the refusal's sentence. A socket file that an earlier supervisor left is replaced: the
 * caller holds the lock of the data folder.
 */
export function serveControl(
  socketPath: string,
  carryOut: (request: CheckedControlRequest) => readonly ProcessStatus[],
): Promise<ControlServer> {
  rmSync(socketPath, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(requestWithinMs, () => socket.destroy());
    socket.setEncoding('utf8');
    let said = '';
    socket.on('data', (text: string) => {
      said += text;
      const end = said.indexOf('\n');
      if (end < 0 && said.length <= requestBytesMax) return;
      socket.removeAllListeners('data');
      socket.end(`${JSON.stringify(answer(said.slice(0, end), carryOut))}\n`);
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      chmodSync(socketPath, 0o600);
      resolve({
        close: () =>
          new Promise((closed) => {
            for (const socket of open) socket.destroy();
            server.close(() => closed());
          }),
      });
    });
  });
}

function answer(
  line: string,
  carryOut: (request: CheckedControlRequest) => readonly ProcessStatus[],
): ControlReply {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return { ok: false, message: 'not one line of JSON' };
  }
  const request = controlRequestShape.safeParse(said);
  if (!request.success) {
    return { ok: false, message: request.error.issues.map((issue) => issue.message).join('; ') };
  }
  try {
    return { ok: true, processes: carryOut(request.data) };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}
