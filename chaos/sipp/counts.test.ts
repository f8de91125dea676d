import { describe, expect, it } from 'vitest';
import { echoedPacketsOf, packetsCameTo, sippCountsOf } from './counts.ts';

describe('what SIPp says', () => {
  it('in its statistics is read from the last line, by the names of the first', () => {
    const csv =
      'StartTime;TotalCallCreated;SuccessfulCall(P);SuccessfulCall(C);FailedCall(C);Retransmissions(C);\n' +
      'a;3;1;1;0;0;\na;40;2;38;2;7;\n';
    expect(sippCountsOf(csv)).toEqual({ created: 40, successful: 38, failed: 2, retransmissions: 7 });
  });

  it('is nothing where it wrote nothing', () => {
    expect(sippCountsOf('')).toEqual({ created: 0, successful: 0, failed: 0, retransmissions: 0 });
    expect(echoedPacketsOf('0 open sockets')).toBe(0);
  });

  it('of its echo is the last word of the screens that it wrote one after the other', () => {
    const line = (packets: number) =>
      `  ${packets} Total echo RTP pckts 1st stream     301.000 last period RTP rate (kB/s)\n`;
    expect(echoedPacketsOf(`${line(12)}------\n${line(301)}`)).toBe(301);
  });
});

describe('packets at a port that nobody reads', () => {
  const head =
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n';
  const row = (address: string, queue: string, drops: number) =>
    ` 5464: ${address} 00000000:0000 07 00000000:${queue} 00:00000000 00000000     0        0 286329 2 0000000086e67e16 ${drops}        \n`;

  it('are those queued and those dropped', () => {
    const text = head + row('0100007F:4394', '00034000', 523) + row('0100007F:4396', '00000000', 9);
    expect(packetsCameTo(17300, text)).toBe(277 + 523);
    expect(packetsCameTo(17302, text)).toBe(9);
    expect(packetsCameTo(17304, text)).toBe(0);
  });
});
