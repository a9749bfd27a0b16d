/** A browser, which people use MLflow with: Chromium of this machine. */
import { createHash, type X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { root } from '../../support/root';
import type { Login } from './login';

/** Where pictures of pages are kept, for people to look at. */
const PICTURES = join(root, 'node_modules/.cache/pictures');

/** How a browser gets to a site that no DNS knows. */
export interface Site {
  readonly host: string;
  readonly address: string;
  /** Addresses of further hosts that the site sends a browser to. */
  readonly others?: Readonly<Record<string, string>>;
  /** By whom does not matter: that it is the right one has been found out before. None for plain HTTP. */
  readonly certificate?: X509Certificate;
}

/** `use` gets a page of an empty profile; what the page's scripts complain about is an error. */
export async function withBrowser(
  { host, address, others = {}, certificate }: Site,
  use: (page: Page) => Promise<void>,
  login?: Login,
): Promise<void> {
  const hosts = Object.entries({ [host]: address, ...others });
  const rules = [...hosts.map(([name, at]) => `MAP ${name} ${at}`), 'MAP * ~NOTFOUND'];
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      // It has no other user here, and nothing but the site to go to.
      '--no-sandbox',
      '--disable-dev-shm-usage',
      `--host-resolver-rules=${rules.join(', ')}`,
      ...(certificate === undefined ? [] : [`--ignore-certificate-errors-spki-list=${fingerprint(certificate)}`]),
    ],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      ...(login === undefined ? {} : { httpCredentials: login }),
    });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await use(page);
    if (complaints.length > 0) throw new Error(`the page's scripts failed:\n${complaints.join('\n')}`);
  } finally {
    await browser.close();
  }
}

/** Keeps a picture of what the page shows. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** Of the public key, as Chromium names it. */
function fingerprint({ publicKey }: X509Certificate): string {
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
