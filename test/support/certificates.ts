/** A certificate authority of one's own, and certificates by it: what a company has for its databases and stores. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'authority-'));
  /** Its own certificate, PEM. */
  readonly certificate: string;

  constructor() {
    this.certificate = this.make('ca', ['-subj', '/CN=a private authority']).certificate;
  }

  /** For servers of these names. */
  issue(...hosts: readonly string[]): KeyPair {
    const names = hosts.map((host) => `DNS:${host}`).join(',');
    const by = ['-CA', join(this.#folder, 'ca.crt'), '-CAkey', join(this.#folder, 'ca.key')];
    return this.make('server', [...by, '-subj', '/CN=a server', '-addext', `subjectAltName=${names}`]);
  }

  /** For a client of this subject, such as `/O=a group/CN=a user`. */
  identify(subject: string): KeyPair {
    const by = ['-CA', join(this.#folder, 'ca.crt'), '-CAkey', join(this.#folder, 'ca.key')];
    return this.make('client', [...by, '-subj', subject]);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  private make(name: string, args: readonly string[]): KeyPair {
    const [crt, key] = [join(this.#folder, `${name}.crt`), join(this.#folder, `${name}.key`)];
    const keyType = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const out = ['-keyout', key, '-out', crt, '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...keyType, ...out, ...args], { stdio: 'pipe' });
    return { certificate: readFileSync(crt, 'utf8'), key: readFileSync(key, 'utf8') };
  }
}
