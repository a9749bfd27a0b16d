// An OpenID provider for the tests: zitadel's library, and its example's storage and login page, with groups, with the users
// of a file, and with tokens that carry what a program needs to know.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// A user of the file has what the example's user has, and groups.
type person struct {
	storage.User
	Groups []string
}

type people struct{ byID map[string]*person }

func (p people) GetUserByID(id string) *storage.User {
	if found, ok := p.byID[id]; ok {
		return &found.User
	}
	return nil
}

func (p people) GetUserByUsername(name string) *storage.User {
	for _, found := range p.byID {
		if found.Username == name {
			return &found.User
		}
	}
	return nil
}

func (p people) ExampleClientID() string { return storage.ServiceUserID }

type store struct {
	*storage.Storage
	people people
	// Of programs, by their names: what they are let in with, and whom their tokens are for.
	programs map[string]program
	notebook notebook
}

// A program of people's without a secret, by its name, and whom its tokens are for, beside itself.
type notebook struct{ ID, Audience string }

type program struct{ Secret, Audience string }

// ID tokens say who somebody is, so that they are enough as bearer tokens.
type client struct{ op.Client }

func (client) IDTokenUserinfoClaimsAssertion() bool { return true }

func (client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }

// People allow it on the issuer's page.
type device struct{ client }

func (device) GrantTypes() []oidc.GrantType { return []oidc.GrantType{oidc.GrantTypeDeviceCode} }

func (s store) GetDeviceAuthorizatonState(ctx context.Context, id, code string) (*op.DeviceAuthorizationState, error) {
	state, err := s.Storage.GetDeviceAuthorizatonState(ctx, id, code)
	if err == nil {
		state.Audience = []string{s.notebook.Audience}
	}
	return state, err
}

func (s store) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	if id == s.notebook.ID {
		return device{client{storage.NativeClient(id)}}, nil
	}
	found, err := s.Storage.GetClientByClientID(ctx, id)
	if err != nil {
		return nil, err
	}
	return client{found}, nil
}

func (s store) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

func (s store) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, token op.IDTokenRequest, _ []string) error {
	return s.describe(info, token.GetSubject())
}

func (s store) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, tokenID, subject, origin string) error {
	return s.describe(info, subject)
}

func (s store) describe(info *oidc.UserInfo, id string) error {
	found, ok := s.people.byID[id]
	if !ok {
		return errors.New("nobody is called that")
	}
	info.Subject = id
	info.PreferredUsername = found.Username
	info.Email = found.Email
	info.EmailVerified = oidc.Bool(found.EmailVerified)
	if found.Groups != nil {
		info.AppendClaims("groups", found.Groups)
	}
	return nil
}

type service struct {
	op.Client
	id string
}

func (s service) GetID() string { return s.id }

func (service) GrantTypes() []oidc.GrantType {
	return []oidc.GrantType{oidc.GrantTypeClientCredentials}
}

func (s store) ClientCredentials(_ context.Context, id, secret string) (op.Client, error) {
	found, ok := s.programs[id]
	if !ok || found.Secret != secret {
		return nil, errors.New("wrong program or secret")
	}
	return service{client{storage.WebClient(id, secret)}, id}, nil
}

func (s store) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	return &oidc.JWTTokenRequest{Subject: id, Audience: []string{s.programs[id].Audience}, Scopes: scopes}, nil
}

func (s store) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

// As CONFIG has it, in JSON.
type config struct {
	Issuer   string
	Port     string
	Client   struct{ ID, Secret, RedirectURI string }
	People   map[string]*person
	Programs map[string]program
	Notebook notebook
}

func main() {
	var wanted config
	text, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = json.Unmarshal(text, &wanted)
	}
	if err != nil {
		log.Fatal(err)
	}
	for id, found := range wanted.People {
		found.ID = id
	}
	storage.RegisterClients(
		storage.WebClient(wanted.Client.ID, wanted.Client.Secret, strings.Split(wanted.Client.RedirectURI, ",")...),
		storage.NativeClient(wanted.Notebook.ID),
	)
	users := people{wanted.People}
	all := store{storage.NewStorage(users), users, wanted.Programs, wanted.Notebook}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	log.Fatal(http.ListenAndServe(":"+wanted.Port, exampleop.SetupServer(wanted.Issuer, all, logger, false)))
}
