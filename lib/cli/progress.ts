/** What synth() says while it works. */
import { BACK_TO_START } from './terminal';

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  /** Shows what is being done, on a terminal only. */
  start(name: string, step: string): void;
  /** Leaves one line for good. */
  done(name: string, ...facts: readonly string[]): void;
}

/**
 * On a terminal the current step is redrawn in place; elsewhere there is one line for each thing that is done.
 * `width` is that of the longest name; `now` is a clock in milliseconds.
 */
export function progress(
  stream: ProgressStream,
  width: number,
  now: () => number = performance.now.bind(performance),
): Progress {
  const redraw = stream.isTTY === true ? BACK_TO_START : '';
  let begun = now();
  return {
    start(name, step) {
      begun = now();
      if (redraw !== '') stream.write(`${redraw}${name.padEnd(width)}  ${step} …`);
    },
    done(name, ...facts) {
      const seconds = ((now() - begun) / 1000).toFixed(2);
      // Facts differ in length: what is right of them would not be a column.
      stream.write(`${redraw}${[name.padEnd(width), `${seconds.padStart(5)} s`, ...facts].join('  ')}\n`);
    },
  };
}
