import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { Coordination } from '../../platform/coordination/port.ts';
import { writeDurably } from '../../platform/process/boot.ts';

/**
 * The grant of a site's role to this process: a revision that only rises, so that whoever hears two
 * processes of one site believes the one granted last. When nobody grants, the last grant that this
 * data folder saw stands; the boot number still tells its boots apart.
 */
const grantWithinMs = 1500;

export async function takeRoleGrant(
  coordination: Coordination,
  timers: Timers,
  about: { readonly site: string; readonly process: string; readonly boot: string; readonly dataDir: string },
): Promise<number> {
  const file = join(about.dataDir, 'role-grant');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) || 0 : 0;
  const granted = await within(
    timers,
    coordination.put(`site-roles/${about.site}`, `${about.process} ${about.boot}`),
  );
  if (granted === undefined || granted <= last) return last;
  writeDurably(file, String(granted));
  return granted;
}

function within(timers: Timers, asked: Promise<number>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const timer = timers.after(grantWithinMs, () => resolve(undefined));
    asked.then(
      (revision) => {
        timer.cancel();
        resolve(revision);
      },
      () => {
        timer.cancel();
        resolve(undefined);
      },
    );
  });
}
