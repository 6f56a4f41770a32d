package access

import (
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"vigie/internal/observatory"
)

const password = "un mot de passe assez long"

func openNew(t *testing.T) *State { return open(t, filepath.Join(t.TempDir(), "state.db")) }

func addAccount(t *testing.T, s *State, name string, role Role, association string) Account {
	t.Helper()
	a, err := s.AddAccount(t.Context(), NewAccount{Name: name, Role: role, Association: association, Password: password}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func address(n byte) netip.Addr { return netip.AddrFrom4([4]byte{192, 0, 2, n}) }

// The vector stands in the tests of the reference implementation of argon2
// (src/test.c, argon2id, t=2, m=2^16, p=1).
func TestArgonIsTheStandardOne(t *testing.T) {
	got := argon2.IDKey([]byte("password"), []byte("somesalt"), 2, 1<<16, 1, 32)
	if want := "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"; hex.EncodeToString(got) != want {
		t.Errorf("got %x", got)
	}
}

func TestPasswordsAreHashedWithTheFixedParameters(t *testing.T) {
	h := newHashers()
	stored, err := h.hashPassword(t.Context(), password)
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%q, %v", stored, err)
	}
	again, _ := h.hashPassword(t.Context(), password)
	if stored == again {
		t.Error("two hashes of one password are equal: no salt")
	}
	for given, want := range map[string]bool{password: true, password + " ": false, "": false} {
		if got, err := h.matches(t.Context(), stored, given); err != nil || got != want {
			t.Errorf("%q: %v, %v", given, got, err)
		}
	}
	for _, damaged := range []string{"", "x", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", stored[:len(stored)-4]} {
		if got, err := h.matches(t.Context(), damaged, password); err == nil || got {
			t.Errorf("a damaged hash %q: %v, %v", damaged, got, err)
		}
	}
}

func TestAccountsThatWillNotDo(t *testing.T) {
	s := openNew(t)
	addAccount(t, s, "Claire@Asso.example", Contributor, "asso")
	for name, c := range map[string]NewAccount{
		"taken, in other capitals":          {Name: "CLAIRE@asso.example", Role: Contributor, Association: "asso", Password: password},
		"no name":                           {Name: " ", Role: Contributor, Association: "asso", Password: password},
		"a name with a space":               {Name: "a b", Role: Contributor, Association: "asso", Password: password},
		"unknown role":                      {Name: "b", Role: "chef", Password: password},
		"nobody can be the public":          {Name: "b", Role: Public, Password: password},
		"a contributor without association": {Name: "b", Role: Contributor, Password: password},
		"an administrator with one":         {Name: "b", Role: Administrator, Association: "asso", Password: password},
		"a short password":                  {Name: "b", Role: Administrator, Password: "onze signes"},
		"a long password":                   {Name: "b", Role: Administrator, Password: strings.Repeat("a", 257)},
		"the name in the password":          {Name: "bernadette", Role: Administrator, Password: "Bernadette1950"},
	} {
		if _, err := s.AddAccount(t.Context(), c, noon); !observatory.IsInput(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := s.Accounts(t.Context()); err != nil || len(all) != 1 || all[0].Name != "claire@asso.example" {
		t.Errorf("accounts %+v, %v", all, err)
	}
}

func TestNoPasswordStandsInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	addAccount(t, s, "claire", Contributor, "asso")
	_, secret, err := s.AddToken(t.Context(), "asso", "", 0, false, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, hidden := range []string{password, secret} {
			if strings.Contains(string(data), hidden) {
				t.Errorf("%s holds a secret", filepath.Base(file))
			}
		}
	}
}

func TestSignInLocksANameAndLetsTheOthersIn(t *testing.T) {
	s := openNew(t)
	addAccount(t, s, "claire", Contributor, "asso")
	addAccount(t, s, "denis", Contributor, "asso")
	for i := range freeByName {
		if _, err := s.SignIn(t.Context(), "claire", "faux", address(1), noon); !errors.Is(err, ErrCredentials) {
			t.Fatalf("failure %d: %v", i, err)
		}
	}
	_, err := s.SignIn(t.Context(), "Claire", password, address(2), noon)
	var locked LockedError
	if !errors.As(err, &locked) || locked.Until != noon.Add(firstLock) {
		t.Fatalf("after %d failures: %v", freeByName, err)
	}
	if _, err := s.SignIn(t.Context(), "denis", password, address(1), noon); err != nil {
		t.Errorf("another name from the same address: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "claire", password, address(1), locked.Until); err != nil {
		t.Errorf("after the lock: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "claire", "faux", address(1), locked.Until); !errors.Is(err, ErrCredentials) {
		t.Errorf("a sign-in forgets the failures of its name: %v", err)
	}
}

func TestSignInLocksAnAddressAndANameOfNobody(t *testing.T) {
	s := openNew(t)
	addAccount(t, s, "claire", Contributor, "asso")
	network := netip.MustParseAddr("2001:db8:1:2::1")
	for i := range freeByAddress {
		name := "personne-" + string(rune('a'+i%10))
		if _, err := s.SignIn(t.Context(), name, "faux", network, noon.Add(time.Duration(i)*time.Hour/2)); !errors.Is(err, ErrCredentials) {
			t.Fatalf("failure %d: %v", i, err)
		}
	}
	last := noon.Add((freeByAddress - 1) * time.Hour / 2)
	neighbour := netip.MustParseAddr("2001:db8:1:2:ffff::9")
	if _, err := s.SignIn(t.Context(), "claire", password, neighbour, last); !errors.As(err, new(LockedError)) {
		t.Errorf("from the same /64: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "claire", password, netip.MustParseAddr("2001:db8:1:3::1"), last); err != nil {
		t.Errorf("from another /64: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "claire", password, neighbour, last.Add(firstLock+forgotten)); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

func TestLocksGrowAndEnd(t *testing.T) {
	for beyond, want := range map[int]time.Duration{-1: 0, 0: firstLock, 1: 2 * firstLock, 4: 8 * time.Minute, 5: longestLock, 1000: longestLock} {
		if got := lockFor(beyond); got != want {
			t.Errorf("%d beyond: %v, want %v", beyond, got, want)
		}
	}
}

// visit makes a request with a cookie and gives the cookie that came back.
func visit(t *testing.T, h http.Handler, cookie *http.Cookie) (*http.Cookie, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == CookieName {
			cookie = c
		}
	}
	return cookie, w.Body.String()
}

func TestSessions(t *testing.T) {
	s := openNew(t)
	claire := addAccount(t, s, "claire", Contributor, "asso")
	sessions := s.Sessions(func(_ http.ResponseWriter, _ *http.Request, err error) { t.Error(err) })
	who := sessions.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a, in, err := sessions.Account(r.Context()); err != nil {
			t.Error(err)
		} else if in {
			_, _ = w.Write([]byte(a.Name))
		}
	}))
	enter := sessions.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := sessions.Begin(r.Context(), claire); err != nil {
			t.Error(err)
		}
	}))
	first, _ := visit(t, enter, nil)
	if first == nil || !first.Secure || !first.HttpOnly || first.SameSite != http.SameSiteStrictMode || first.Path != "/" || first.Domain != "" || !first.Expires.IsZero() {
		t.Fatalf("cookie %+v", first)
	}
	if _, name := visit(t, who, first); name != "claire" {
		t.Errorf("signed in as %q", name)
	}
	second, _ := visit(t, enter, first)
	if second.Value == first.Value {
		t.Error("signing in did not renew the cookie")
	}
	if _, name := visit(t, who, first); name != "" {
		t.Error("the cookie from before the sign-in still holds")
	}
	for name, change := range map[string]func() error{
		"another password": func() error { return s.SetPassword(t.Context(), "claire", password+"!") },
		"another role":     func() error { return s.SetRole(t.Context(), "claire", Reviewer, "asso") },
		"disabled":         func() error { return s.SetDisabled(t.Context(), "claire", true) },
	} {
		if err := s.SetDisabled(t.Context(), "claire", false); err != nil {
			t.Fatal(err)
		}
		var err error
		if claire, err = s.account(t.Context(), claire.ID); err != nil {
			t.Fatal(err)
		}
		cookie, _ := visit(t, enter, nil)
		if _, before := visit(t, who, cookie); before != "claire" {
			t.Fatalf("%s: not signed in before", name)
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if _, after := visit(t, who, cookie); after != "" {
			t.Errorf("%s: still signed in", name)
		}
	}
	var stored string
	if err := s.db.QueryRowContext(t.Context(), "SELECT group_concat(token) FROM sessions").Scan(&stored); err != nil || strings.Contains(stored, second.Value) {
		t.Errorf("state.db holds a cookie's value (%v)", err)
	}
}

func TestTokens(t *testing.T) {
	s := openNew(t)
	made, secret, err := s.AddToken(t.Context(), "asso", "Kobo", 0, false, noon)
	if err != nil {
		t.Fatal(err)
	}
	short, brief, err := s.AddToken(t.Context(), "asso", "", time.Hour, true, noon)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Token(t.Context(), secret, noon)
	if err != nil || got.ID != made.ID || got.Association != "asso" || got.Simulation {
		t.Errorf("%+v, %v", got, err)
	}
	for name, c := range map[string]struct {
		secret string
		at     time.Time
		want   error
	}{
		"unknown":       {"vigie_x", noon, ErrToken},
		"empty":         {"", noon, ErrToken},
		"within time":   {brief, noon.Add(time.Hour - 1), nil},
		"at its end":    {brief, short.Expires, ErrToken},
		"one without":   {secret, noon.AddDate(9, 0, 0), nil},
		"its hash":      {hashToken(secret), noon, ErrToken},
		"other letters": {strings.ToUpper(secret), noon, ErrToken},
	} {
		if _, err := s.Token(t.Context(), c.secret, c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.RevokeToken(t.Context(), made.ID, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Token(t.Context(), secret, noon); !errors.Is(err, ErrToken) {
		t.Errorf("a revoked token: %v", err)
	}
	if err := s.RevokeToken(t.Context(), made.ID, noon); !observatory.IsInput(err) {
		t.Errorf("revoked twice: %v", err)
	}
	all, err := s.Tokens(t.Context())
	if err != nil || len(all) != 2 || all[0].Revoked.IsZero() == all[1].Revoked.IsZero() {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestDraftsAreOnesOwn(t *testing.T) {
	s := openNew(t)
	claire, denis := addAccount(t, s, "claire", Contributor, "asso"), addAccount(t, s, "denis", Contributor, "asso")
	id, err := s.SaveDraft(t.Context(), claire, Draft{Kind: "event", Content: []byte("scellé")}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveDraft(t.Context(), denis, Draft{ID: id, Content: []byte("x")}, noon); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("another's draft was overwritten: %v", err)
	}
	if _, err := s.Draft(t.Context(), denis.ID, id); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("another's draft was read: %v", err)
	}
	if err := s.DropDraft(t.Context(), denis.ID, id); err != nil {
		t.Error(err)
	}
	if _, err := s.SaveDraft(t.Context(), claire, Draft{ID: id, Content: []byte("plus")}, noon.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	if all, err := s.Drafts(t.Context(), claire.ID); err != nil || len(all) != 1 || string(all[0].Content) != "plus" || all[0].Kind != "event" {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := s.SaveDraft(t.Context(), denis, Draft{Kind: "event", Content: []byte("y")}, noon.Add(time.Hour+DraftsKept)); err != nil {
		t.Error(err)
	}
	if all, err := s.Drafts(t.Context(), claire.ID); err != nil || len(all) != 0 {
		t.Errorf("an old draft is still there: %+v, %v", all, err)
	}
}

func TestAnswersOfAKey(t *testing.T) {
	s := openNew(t)
	first := Answer{Fingerprint: "f", Status: 200, Body: []byte("{}")}
	for _, a := range []Answer{first, {Fingerprint: "g", Status: 500, Body: []byte("x")}} {
		if err := s.KeepAnswer(t.Context(), "asso", "k", a, noon); err != nil {
			t.Fatal(err)
		}
	}
	if got, found, err := s.Answer(t.Context(), "asso", "k"); err != nil || !found || got.Status != 200 || got.Fingerprint != "f" {
		t.Errorf("%+v, %v, %v", got, found, err)
	}
	if _, found, err := s.Answer(t.Context(), "autre", "k"); err != nil || found {
		t.Errorf("another association's key: %v, %v", found, err)
	}
	if err := s.KeepAnswer(t.Context(), "asso", "l", first, noon.Add(answersKept+time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := s.Answer(t.Context(), "asso", "k"); found {
		t.Error("an old answer is still there")
	}
}

func TestUploadsMoveOnce(t *testing.T) {
	s := openNew(t)
	claire := addAccount(t, s, "claire", Contributor, "asso")
	u, err := s.AddUpload(t.Context(), claire, observatory.Hash(strings.Repeat("a", 64)), 12, noon)
	if err != nil {
		t.Fatal(err)
	}
	u.State, u.Report = UploadChecked, []byte(`{"rows":1}`)
	for _, want := range []bool{true, false} {
		if moved, err := s.MoveUpload(t.Context(), UploadChecking, u); err != nil || moved != want {
			t.Errorf("moved %v, want %v (%v)", moved, want, err)
		}
	}
	if _, err := s.Upload(t.Context(), "autre", u.ID); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("another association's file: %v", err)
	}
	u.State, u.Import = UploadCommitted, randomID()
	if _, err := s.MoveUpload(t.Context(), UploadChecked, u); err != nil {
		t.Fatal(err)
	}
	if err := s.DropUpload(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	if all, err := s.Uploads(t.Context(), ""); err != nil || len(all) != 1 || all[0].Import != u.Import || string(all[0].Report) != `{"rows":1}` {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestEachRoleIsInTheTableOnce(t *testing.T) {
	seen := map[Role]int{}
	for _, g := range Roles() {
		seen[g.Role]++
		if g.Name == "" || !g.Role.May(ReadPublic) {
			t.Errorf("%s: no name, or it may not even read what everyone may", g.Role)
		}
		for _, a := range []Action{Contribute, ReadCases, Withdraw} {
			if g.Role.May(a) && !g.NeedsAssociated {
				t.Errorf("%s may %s of no association", g.Role, a)
			}
		}
	}
	if len(seen) != 7 || len(Roles()) != 7 {
		t.Errorf("roles %v", seen)
	}
	if Role("chef").May(ReadPublic) || Public.May(OwnAccount) || Administrator.May(ReadCases) {
		t.Error("a role may what it must not")
	}
}
