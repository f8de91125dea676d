/** Reads the sum of one metric from a process's `/metrics`, over all series that have these labels; 0 for none. */
export async function readMetric(
  http: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const answer = await fetch(`http://${http}/metrics`);
  if (!answer.ok) throw new Error(`${http} answers ${answer.status} to /metrics`);
  return sumOfMetric(await answer.text(), name, labels);
}

/** Of Prometheus' text format. */
export function sumOfMetric(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const found = /^([a-zA-Z0-9_:]+)(?:\{(.*)\})? (\S+)/.exec(line);
    if (found?.[1] !== name) continue;
    const own = found[2] ?? '';
    const fits = Object.entries(labels).every(([label, value]) => own.includes(`${label}="${value}"`));
    if (fits) sum += Number(found[3]);
  }
  return sum;
}
