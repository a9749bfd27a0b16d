/**
 * Traefik, an Ingress controller that also takes Gateways. Its module cannot be built as it is: one part of it is in no module,
 * a fork that it uses is not served everywhere, and of lego it would need the clients of a hundred providers of DNS. None of that
 * is on the way of a request here.
 */
import type { GoCommands } from '../../support/go-build';
import type { GoStandIn } from '../../support/go-stand-in';

/** A hook for extensions, of which there are none. */
const HOOK: GoStandIn = {
  module: 'github.com/traefik/traefik/dynamic/ext',
  files: {
    'go.mod': 'module github.com/traefik/traefik/dynamic/ext\n\ngo 1.25\n',
    'ext.go': `package ext

type HTTP struct{}

type Router struct{}

func (in *HTTP) DeepCopyInto(out *HTTP) {}

func (in *Router) DeepCopyInto(out *Router) {}
`,
  },
};

/** Certificates by challenges over DNS, which asks providers. */
const LEGO: GoStandIn = {
  module: 'github.com/go-acme/lego/v5',
  copy: { module: 'github.com/go-acme/lego/v5', version: '5.4.1', without: ['providers/dns'] },
  files: {
    'providers/dns/none.go': `package dns

import (
	"fmt"

	"github.com/go-acme/lego/v5/challenge"
)

func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("unrecognized DNS provider: %s", name)
}
`,
  },
};

/** Passwords in front of a site. What the fork adds lets nobody in. */
const PASSWORDS: GoStandIn = {
  module: 'github.com/abbot/go-http-auth',
  copy: { module: 'github.com/abbot/go-http-auth', version: '0.4.0', without: ['examples'] },
  files: {
    'go.mod': `module github.com/abbot/go-http-auth

go 1.20

require (
	golang.org/x/crypto v0.1.0
	golang.org/x/net v0.1.0
)
`,
    'fork.go': `package auth

import "net/http"

func CheckSecret(password, secret string) bool { return false }

func (a *DigestAuth) RequireAuthStale(w http.ResponseWriter, r *http.Request) { a.RequireAuth(w, r) }
`,
  },
};

/** Its module lacks the files of its dashboard, too, which stays empty. */
export const traefik: GoCommands = {
  name: 'traefik',
  module: 'github.com/traefik/traefik/v3',
  version: '3.7.13',
  commands: { traefik: '/cmd/traefik' },
  standIns: [HOOK, LEGO, PASSWORDS],
};
