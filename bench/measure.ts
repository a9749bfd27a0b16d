/** Milliseconds that something takes: the median of several runs, after one that does not count. */
export async function median(runs: number, work: () => unknown): Promise<number> {
  const [time = 0] = await medians(runs, [work]);
  return time;
}

/** The same for several works in turn: what the machine does besides then slows all of them down alike. */
export async function medians(runs: number, works: readonly (() => unknown)[]): Promise<readonly number[]> {
  const times = works.map((): number[] => []);
  for (let run = -1; run < runs; run += 1) {
    for (const [index, work] of works.entries()) {
      const begun = performance.now();
      await work();
      if (run >= 0) times[index]?.push(performance.now() - begun);
    }
  }
  return times.map((each) => each.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0);
}

/** One row of the result. */
export function row(what: string, value: string, note = ''): string {
  return `  ${what.padEnd(48)}${value.padStart(10)}  ${note}`.trimEnd();
}
