/** A folder for a moment, in the system's folder for temporary files. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atEnd } from './at-end';

export class ScratchFolder {
  private constructor(
    /** Absolute, without links. */
    readonly path: string,
    private readonly forget: () => void,
  ) {}

  /** @throws Node's error where there is no such folder, or no room in it */
  static create(): ScratchFolder {
    let path: string | undefined;
    const remove = (): void => {
      if (path !== undefined) rmSync(path, { recursive: true, force: true });
    };
    const forget = atEnd(remove);
    try {
      path = mkdtempSync(join(realpathSync(tmpdir()), 'mlflow-chart-'));
      return new ScratchFolder(path, forget);
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** Synchronous: nothing is under way when the process ends. @throws Node's error */
  write(file: string, content: string | Uint8Array): void {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
    this.forget();
  }
}
