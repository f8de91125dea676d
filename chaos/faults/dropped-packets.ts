import { spawnSync } from 'node:child_process';

/**
 * Drops every packet to and from one loopback address, by a table of our own in nftables: the machine
 * behind the address is there, and nobody hears it. Wants root and nft; `undefined` in `why` when both are had.
 */
export function whyNoDropping(): string | undefined {
  if (process.getuid?.() !== 0) return 'dropping packets wants root: run this as root, or use --how stop';
  if (spawnSync('nft', ['--version']).status !== 0) {
    return 'nft is missing: apt-get install nftables, or use --how stop';
  }
  return undefined;
}

/** Returns what puts the packets back. Throws with nft's own words. */
export function dropPackets(host: string): () => void {
  if (!/^[0-9.]+$/.test(host)) throw new Error(`only an IPv4 address can be cut off, not ${host}`);
  const table = `tandem_chaos_${process.pid}_${host.replaceAll('.', '_')}`;
  nft(`add table inet ${table}
add chain inet ${table} cut { type filter hook input priority -300; policy accept; }
add rule inet ${table} cut ip saddr ${host} drop
add rule inet ${table} cut ip daddr ${host} drop
`);
  let restored = false;
  return () => {
    if (restored) return;
    restored = true;
    nft(`delete table inet ${table}\n`);
  };
}

function nft(rules: string): void {
  const { status, stderr } = spawnSync('nft', ['-f', '-'], { input: rules, encoding: 'utf8' });
  if (status !== 0) throw new Error(`nft refused: ${stderr.trim()}`);
}
