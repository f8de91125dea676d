import { connect } from 'node:net';
import type { ControlReply, ControlRequest, ProcessStatus } from './protocol.ts';

/** The supervisor could not be asked, or said no. */
export class ControlFailure extends Error {
  readonly code: 'no-supervisor' | 'refused' | 'no-answer';
  readonly retriable: boolean;

  constructor(code: ControlFailure['code'], sentence: string) {
    super(sentence);
    this.name = 'ControlFailure';
    this.code = code;
    this.retriable = code === 'no-answer';
  }
}

const replyBytesMax = 4 * 1024 * 1024;

/**
 * Asks the supervisor behind `socketPath` and resolves with the processes concerned, as they are once
 * it has done what was asked (a kill: the signal is sent; a start: the process is spawned). Rejects
 * with `ControlFailure` within `deadlineMs`.
 */
export function askSupervisor(
  socketPath: string,
  request: ControlRequest,
  deadlineMs = 5000,
): Promise<readonly ProcessStatus[]> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(socketPath);
    const fail = (code: ControlFailure['code'], sentence: string) => {
      clearTimeout(late);
      socket.destroy();
      reject(new ControlFailure(code, sentence));
    };
    const late = setTimeout(
      () => fail('no-answer', `the supervisor did not answer within ${deadlineMs} ms`),
      deadlineMs,
    );
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('error', (error) =>
      fail('no-supervisor', `no cluster runs here (${error.message}); start one with \`tandem up\``),
    );
    socket.on('data', (text: string) => {
      said += text;
      if (said.length > replyBytesMax) fail('no-answer', 'the answer is longer than any supervisor gives');
    });
    socket.on('end', () => {
      clearTimeout(late);
      const reply = parseReply(said);
      if (!reply) fail('no-answer', 'the supervisor hung up without an answer');
      else if (reply.ok) resolve(reply.processes);
      else fail('refused', reply.message);
    });
  });
}

function parseReply(text: string): ControlReply | undefined {
  try {
    return JSON.parse(text) as ControlReply;
  } catch {
    return undefined;
  }
}
