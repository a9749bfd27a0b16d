/** Settings that cannot be meant: bad usage, not a bug. It carries no stack. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(message: string) {
    super(message);
    this.stack = `${this.name}: ${this.message}`;
  }
}
