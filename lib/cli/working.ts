/** What a command says while somebody waits for it: on a terminal only, in one line that goes again. */
import type { ProgressStream } from './progress';
import { BACK_TO_START } from './terminal';

/** Milliseconds: shorter waits need no words. */
const FIRST = 800;
const EVERY = 1000;

/**
 * @param words what is being done: `asking deployment/mlflow-tracking`; asked again each second
 * @returns what `work` comes to
 */
export async function working<T>(
  stream: ProgressStream,
  words: string | (() => string),
  work: Promise<T> | (() => Promise<T>),
): Promise<T> {
  const promise = typeof work === 'function' ? work() : work;
  if (stream.isTTY !== true) return await promise;
  const begun = performance.now();
  const shown = new Set<string>();
  const show = () => {
    const seconds = Math.round((performance.now() - begun) / 1000);
    const line = `${BACK_TO_START}${typeof words === 'string' ? words : words()} … ${String(seconds)} s`;
    shown.add(line);
    stream.write(line);
  };
  let next: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    show();
    next = setInterval(show, EVERY);
  }, FIRST);
  try {
    return await promise;
  } finally {
    clearTimeout(first);
    clearInterval(next);
    if (shown.size > 0) stream.write(BACK_TO_START);
  }
}
