/** Programs around the login: oauth2-proxy as its alpine image has it, with a shell; a provider for it to ask; a collector that logs in. */
import type { GoCommands } from '../../support/go-build';
import { collector, COLLECTOR_IMAGE } from '../addons/collector';
import { oidcProvider, OIDC_PROVIDER_IMAGE } from '../addons/oidc-provider';
import { shell } from './debian';
import { goProgram } from './files';
import type { Image } from './image';
import { OAUTH2_PROXY_IMAGE } from './versions';

const VERSION = /:v([\d.]+)-alpine$/.exec(OAUTH2_PROXY_IMAGE)?.[1] ?? '';

const oauth2Proxy: GoCommands = {
  name: 'oauth2-proxy',
  module: 'github.com/oauth2-proxy/oauth2-proxy/v7',
  version: VERSION,
  commands: { 'oauth2-proxy': '' },
};

/** What has to be built for them. */
export const LOGIN_COMMANDS: readonly GoCommands[] = [oauth2Proxy, oidcProvider, collector];

export function loginImages(): readonly Image[] {
  return [
    {
      reference: OAUTH2_PROXY_IMAGE,
      standIn: `oauth2-proxy ${VERSION}, built from its module; bash and coreutils of Debian trixie`,
      layers: [shell(), goProgram(oauth2Proxy)],
      config: { env: { PATH: '/usr/bin:/bin' }, entrypoint: ['/usr/bin/oauth2-proxy'] },
    },
    {
      reference: OIDC_PROVIDER_IMAGE,
      standIn: `zitadel’s OpenID provider library ${oidcProvider.version}, with the login page of its example`,
      layers: [goProgram(oidcProvider)],
      config: { env: { PATH: '/usr/bin' }, entrypoint: ['oidc-provider'] },
    },
    {
      reference: COLLECTOR_IMAGE,
      standIn: `OpenTelemetry’s collector ${collector.version}, with OTLP in and out by HTTP`,
      layers: [goProgram(collector)],
      config: { env: { PATH: '/usr/bin' }, entrypoint: ['otelcol'] },
    },
  ];
}
