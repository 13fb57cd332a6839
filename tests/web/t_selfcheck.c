/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_selfcheck.c - an employee's own draft: advice on the page, and no trace of
 * it anywhere.  REQ: P1 P2 P3 P4 P7 P8 P9; invariant 8
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "model/settings.h"
#include "tests/web/api_client.h"

/* Words that stand nowhere else. */
static const char secret[] = "kvitlaukssuppe";
static const char draft
    [] = "Kvitlaukssuppe! Jeg jobber i Prøve kommune, og vi har bestemt at "
	 "kvitlaukssuppe skal nektes. Skriv til kari@kvitlaukssuppe.example";

static enum err
give_name(struct db *db, void *arg)
{
	struct town *t = arg;

	return setting_set(db, &t->t.a,
	    STR("municipality"),
		STR("{\"name\":\"Prøve kommune\",\"names\":[\"Prøve kommune\"],"
		"\"domains\":[\"prove.example\"]}"),
		    0, t->who[ROLE_ADMINISTRATOR]);
}

static void
open_town(struct town *t)
{
	town_open(t);
	CHECK_OK(db_tx(t->t.db, give_name, t));
}

static struct req *
looks(struct town *t, int role, const char *as, const char *text)
{
	return visit_form(
	    t, "/egensjekk", role, "role", as, "tekst", text, NULL);
}

/* Does the file hold the word, in whatever case? */
static bool
file_has(const char *path, const char *word)
{
	static char all[1 << 23];
	FILE *f = fopen(path, "rb");
	size_t n, k = strlen(word), i = 0;

	if (!f)
		return false;
	n = fread(all, 1, sizeof(all), f);
	CHECK(n < sizeof(all));
	fclose(f);
	while (i + k <= n && strncasecmp(all + i, word, k) != 0)
		i++;
	return i + k <= n;
}

static bool
store_has(const struct town *t, const char *word)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm" };
	char path[400];
	bool has = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", t->t.dir, names[i]);
		has = has || file_has(path, word);
	}
	return has;
}

static int64_t
events(struct town *t)
{
	static const struct sql q = SQL("SELECT COUNT(*) FROM event");
	struct db_rows r;

	CHECK_OK(db_query(t->t.db, &t->t.a, &q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

static void
check_in_every_way(struct town *t)
{
	static const char body
	    [] = "{\"as\":\"private\",\"text\":\"Kvitlaukssuppe: jeg jobber i "
		 "Prøve kommune, skriv til kari@kvitlaukssuppe.example\"}";
	struct str token = town_token(t, ROLE_EMPLOYEE, "read");
	struct req *r;

	r = looks(t, ROLE_EMPLOYEE, "private", draft);
	CHECK(r->answer.status == 200 && visit_has(r, secret));
	CHECK(str_eq(visit_header(r, "cache-control"), STR("no-store")));
	CHECK(visit_header(r, "location").n == 0);
	CHECK(
	    looks(t, ROLE_MAYOR, "professional", draft)->answer.status == 200);
	CHECK(looks(t, ROLE_EDITOR, "official", draft)->answer.status == 200);
	/* Nobody, and a form that has expired, leave nothing either. */
	r = looks(t, NOBODY, "private", draft);
	CHECK(r->answer.status != 200);
	CHECK(str_find(visit_header(r, "location"), str_from(secret)) ==
	      STR_NOWHERE);
	t->without_csrf = true;
	CHECK(looks(t, ROLE_EMPLOYEE, "private", draft)->answer.status >= 400);
	t->without_csrf = false;
	r = api_call(t, POST, "/api/v1/check", token, body, NULL);
	CHECK(r->answer.status == 200 &&
	      str_find(api_text(r), STR("\"P7\"")) != STR_NOWHERE);
	r = api_call(t, POST, "/api/v1/check", token, body, "lauk-1");
	CHECK(r->answer.status == 200);
	r = api_call(t, POST, "/api/v1/check", token, body, "lauk-1");
	CHECK(r->answer.status == 200);
	r = api_call(t, POST, "/api/v1/check", token,
	    "{\"as\":\"kvitlaukssuppe\",\"text\":\"kvitlaukssuppe\"}",
	    "lauk-2");
	CHECK(r->answer.status == 400 || r->answer.status == 422);
}

/* REQ: P7; invariant 8 */
TEST(selfcheck_leaves_no_trace)
{
	char log[] = "/tmp/ordstyrer-log-XXXXXX";
	int fd = mkstemp(log), before = dup(STDERR_FILENO);
	struct town t;
	int64_t recorded;

	open_town(&t);
	log_threshold = LOG_DEBUG;
	(void)dup2(fd, STDERR_FILENO);
	recorded = events(&t);
	log_event(LOG_INFO, "trace_begins", "word=%s", "kontrollord");
	check_in_every_way(&t);
	log_threshold = LOG_WARN;
	(void)dup2(before, STDERR_FILENO);
	close(before);
	close(fd);
	/* What is sought in would be found: */
	CHECK(store_has(&t, "Skeikampen") && file_has(log, "kontrollord"));
	CHECK(!store_has(&t, secret));
	CHECK(!store_has(&t, "lauk-1")); /* no answer kept under the key */
	CHECK(!file_has(log, secret));
	/* A token was made for the test; the record holds that at most. */
	CHECK(events(&t) <= recorded + 1);
	(void)unlink(log);
	town_close(&t);
}

/* REQ: P1 P4 */
TEST(selfcheck_role_decides_the_advice)
{
	static const char text
	    [] = "Jeg jobber i Prøve kommune og leser gjerne om pedagogikk.";
	struct town t;
	struct req *r;

	open_town(&t);
	r = visit(&t, GET, "/egensjekk", ROLE_EMPLOYEE);
	CHECK(r->answer.status == 200 && visit_has(r, "full ytringsfrihet"));
	CHECK(!visit_has(r, "id=\"svar\""));
	r = looks(&t, ROLE_EMPLOYEE, "private", text);
	CHECK(visit_has(r, "Arbeidsgiveren din er nevnt"));
	r = looks(&t, ROLE_EMPLOYEE, "professional", text);
	CHECK(!visit_has(r, "Arbeidsgiveren din er nevnt"));
	r = looks(&t, ROLE_EMPLOYEE, "professional", "Pedagogikk er fint.");
	CHECK(visit_has(r, "Jeg arbeider i Prøve kommune"));
	r = looks(&t, ROLE_EMPLOYEE, "official", text);
	CHECK(visit_has(r, "svarsentralen") && visit_has(r, text));
	CHECK(!visit_has(r, "/innlegg/ny\""));
	r = looks(&t, ROLE_EDITOR, "official", text);
	CHECK(visit_has(r, "/innlegg/ny\""));
	r = looks(&t, ROLE_EMPLOYEE, "private", "   ");
	CHECK(r->answer.status == 200 && !visit_has(r, "id=\"svar\""));
	CHECK(visit(&t, GET, "/egensjekk", NOBODY)->answer.status != 200);
	town_close(&t);
}

/* REQ: P9 */
TEST(selfcheck_mends_with_one_click)
{
	struct town t;
	struct req *r;

	open_town(&t);
	r = visit_form(&t, "/egensjekk", ROLE_EMPLOYEE, "role", "private",
	    "tekst", "Ring meg på 917 55 120 i kveld.", "fix",
	    "bort:917 55 120", NULL);
	CHECK(visit_has(r, "Ring meg på i kveld."));
	CHECK(visit_has(r, "ingenting å peke på"));
	r = visit_form(&t, "/egensjekk", ROLE_EMPLOYEE, "role", "private",
	    "tekst", "Vi er glade.", "fix", "egne", NULL);
	CHECK(visit_has(r, "Vi er glade.\n\nJeg skriver dette på egne vegne."));
	/* A place that is no longer there changes nothing. */
	r = visit_form(&t, "/egensjekk", ROLE_EMPLOYEE, "role", "private",
	    "tekst", "Vi er glade.", "fix", "bort:917 55 120", NULL);
	CHECK(visit_has(r, "Vi er glade."));
	r = visit_form(&t, "/egensjekk", ROLE_EMPLOYEE, "role", "professional",
	    "tekst", "Lek er viktig.", "fix", "apent", NULL);
	CHECK(visit_has(r, "Lek er viktig.\n\nJeg arbeider i Prøve kommune"));
	/* What is typed is shown as text. */
	r = looks(&t, ROLE_EMPLOYEE, "private", "<b>Hei</b> & 917 55 120");
	CHECK(visit_has(r, "&lt;b&gt;Hei") && !visit_has(r, "<b>Hei"));
	town_close(&t);
}
