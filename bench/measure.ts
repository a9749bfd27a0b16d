/** Milliseconds that something takes: the median of several runs, after one that does not count. */
export async function median(runs: number, work: () => unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

/** One row of the result. */
export function row(what: string, value: string, note = ''): string {
  return `  ${what.padEnd(48)}${value.padStart(10)}  ${note}`.trimEnd();
}
