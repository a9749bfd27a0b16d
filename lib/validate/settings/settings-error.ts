import { visible } from '../../text/visible';

/** Settings that cannot be meant: bad usage, not a bug. It carries no stack. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  /** @param mistakes one line each, whatever the settings have in them */
  constructor(...mistakes: readonly string[]) {
    super(mistakes.map(visible).join('\n'));
    this.stack = `${this.name}: ${this.message}`;
  }
}
