import { connect } from 'node:net';

/**
 * Two engines' processes on one data folder would ruin it. Whoever listens on the socket is alive;
 * a socket file that nobody listens on was left by a process that was killed.
 */
export function refuseIfTaken(socketPath: string, dataFolder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.on('connect', () => {
      socket.destroy();
      reject(
        new Error(
          `another process runs the engines on ${dataFolder} already. End it, or name another folder with --data DIR.`,
        ),
      );
    });
    socket.on('error', () => resolve());
  });
}
