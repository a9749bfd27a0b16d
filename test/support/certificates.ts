/** A certificate authority of one's own, and certificates by it: what a company has for its databases and stores. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  /** The same, which was good until yesterday. */
  issueExpired(host: string): KeyPair {
    const { key } = this.make('expired', ['-subj', '/CN=a server']);
    const at = (file: string) => join(this.#folder, file);
    const by = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '-1'];
    writeFileSync(at('names'), `subjectAltName=DNS:${host}`);
    const request = ['req', '-new', '-key', at('expired.key'), '-subj', '/CN=a server', '-out', at('expired.csr')];
    execFileSync('openssl', request, { stdio: 'pipe' });
    const sign = ['x509', '-req', '-in', at('expired.csr'), ...by, '-extfile', at('names'), '-out', at('expired.crt')];
    execFileSync('openssl', sign, { stdio: 'pipe' });
    return { certificate: readFileSync(at('expired.crt'), 'utf8'), key };
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
