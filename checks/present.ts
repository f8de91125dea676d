import { spawnSync } from 'node:child_process';

/** A program that some suite wants from the machine, how it is known to be there, and how to get it. */
interface Wanted {
  readonly present: () => boolean;
  readonly remedy: string;
}

const onPath = (program: string) => () => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

export const wanted = {
  sipp: { present: onPath('sipp'), remedy: 'apt-get install sip-tester' },
  chromium: { present: onPath('chromium'), remedy: 'apt-get install chromium' },
  nft: {
    present: () => onPath('nft')() && process.getuid?.() === 0,
    remedy: 'apt-get install nftables, and run as root',
  },
} satisfies Record<string, Wanted>;

/** True when missing things must fail instead of being skipped. */
export const requireAll = process.env.TANDEM_REQUIRE_ALL === '1';

/**
 * Which of `names` this machine lacks. Prints the reason and the remedy once; under
 * TANDEM_REQUIRE_ALL=1 it throws instead.
 */
export function missing(...names: (keyof typeof wanted)[]): string[] {
  const lacking = names.filter((name) => !wanted[name].present());
  for (const name of lacking) {
    const text = `${name} is missing: ${wanted[name].remedy}`;
    if (requireAll) throw new Error(`${text} (TANDEM_REQUIRE_ALL=1)`);
    process.stdout.write(`skipped here: ${text}\n`);
  }
  return lacking;
}
