/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_mail.c - notices by mail, against a mail server that goes wrong in every
 * way: each person gets each mail, once where the server says anything at all,
 * and never a word of a citizen.  REQ: K1 K3
 */
#include "app/mailer.h"
#include "base/buf.h"
#include "fmt/utf8.h"
#include "standin/smtp.h"
#include "tests/test_db.h"
#include "tests/town.h"

struct post_office {
	struct arena a;
	struct standin_smtp *smtp;
	struct mail_server server;
};

static void
open_office(struct post_office *o, const char *user)
{
	*o = (struct post_office){ .smtp = NULL };
	CHECK_OK(standin_smtp_start(
	    &o->a, str_from(user), STR("hemmelig"), &o->smtp));
	o->server = (struct mail_server){
		.url = str_printf(
		    &o->a, "smtp://127.0.0.1:%d", standin_smtp_port(o->smtp)),
		.from = STR("ordstyrer@lia.example"), .user = str_from(user),
		    .password = *user ? STR("hemmelig") : STR_NONE };
}

static void
close_office(struct post_office *o)
{
	CHECK(standin_smtp_complaint(o->smtp, &o->a).n == 0);
	standin_smtp_stop(o->smtp);
	arena_free(&o->a);
}

static struct mail
letter(void)
{
	return (struct mail){
		.to = STR("kari@lia.example"),
		    .to_name = STR("Kari \"Æ\" Nordli\r\nBcc: alle@lia.example"),
			.from_name = STR("Ordstyrer, Lia kommune"),
			    .subject = STR("Fristen er halvveis for en henvendelse på "
			       "Åsen skole, og ingen har tatt den ennå"),
				.text = STR("Hei!\n.\n..prikk først\nÆØÅ = æøå \n"),
				    .id = STR("ordstyrer-7-1"),
					.at = 1793793120 * SECOND };
}

static size_t
taken(struct post_office *o, struct str **out)
{
	return standin_smtp_mails(o->smtp, &o->a, out);
}

/* RFC 2047 2: a line with an encoded word has at most 76 characters. */
static bool
encoded_lines_hold(struct str mail)
{
	while (mail.n) {
		struct str line = str_take(&mail, '\n');

		if (str_find(line, STR("=?UTF-8?B?")) != STR_NOWHERE &&
			str_find(line, STR("@")) == STR_NOWHERE && line.n > 77)
			return false;
	}
	return true;
}

TEST(mail_is_whole_and_holds_no_foreign_header)
{
	struct post_office o;
	enum mail_fault f;
	struct mail m = letter();
	struct str *v, s;
	size_t n;

	open_office(&o, "");
	CHECK_OK(mail_send(&o.a, &o.server, &m, &f));
	n = taken(&o, &v);
	CHECK(n == 1);
	s = n ? v[0] : STR_NONE;
	CHECK(encoded_lines_hold(s));
	CHECK(str_find(s, STR("\nBcc:")) == STR_NOWHERE);
	CHECK(str_find(s, STR("Subject: =?UTF-8?B?")) != STR_NOWHERE);
	/* The comma of the name does not make two senders of one. */
	CHECK(str_starts(s, STR("From: =?UTF-8?B?")) &&
	    str_find(str_take(&s, '\n'), STR(",")) == STR_NOWHERE);

	CHECK(str_find(s, STR("Message-ID: <ordstyrer-7-1@lia.example>\r\n")) !=
	    STR_NOWHERE);
	CHECK(str_find(s, STR("Date: Wed, 04 Nov 2026 ")) != STR_NOWHERE);
	CHECK(
	    str_find(s, STR("\r\n.\r\n..prikk f=C3=B8rst\r\n")) != STR_NOWHERE);
	CHECK(str_find(s, STR("=C3=86=C3=98=C3=85 =3D ")) != STR_NOWHERE);
	m.to = STR("kari@lia.example>\r\nRCPT TO:<ola@lia.example");
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_INVALID);
	CHECK(!mail_address_ok(STR("kari")) &&
	    !mail_address_ok(STR("@lia")) &&
		!mail_address_ok(STR("kari@lia.ex ample")) &&
		    !mail_address_ok(STR("kåri@lia.example")) &&
			mail_address_ok(STR("kari.nordli+vakt@lia.example")));
	close_office(&o);
}

TEST(mail_tells_what_went_wrong)
{
	struct post_office o;
	struct mail m = letter();
	enum mail_fault f;
	struct str *v;

	open_office(&o, "ordstyrer");
	CHECK_OK(mail_send(&o.a, &o.server, &m, &f));
	standin_smtp_fault(o.smtp, SMTP_GREY, 1);
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_REMOTE &&
	      f == MAIL_LATER);
	standin_smtp_fault(o.smtp, SMTP_NO_SUCH, 1);
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_REMOTE &&
	      f == MAIL_REFUSED);
	standin_smtp_fault(o.smtp, SMTP_CUT_BEFORE, 1);
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_REMOTE &&
	      f == MAIL_LATER);
	standin_smtp_fault(o.smtp, SMTP_CUT_AFTER, 1);
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_UNKNOWN &&
	      f == MAIL_UNKNOWN);
	CHECK(taken(&o, &v) == 2);
	o.server.password = STR("feil");
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_REMOTE &&
	      f == MAIL_LOGIN);
	CHECK(strstr(err_sentence(ERR_REMOTE), "feil") == NULL);
	o.server.url = STR("smtp://127.0.0.1:1");
	CHECK(mail_send(&o.a, &o.server, &m, &f) == ERR_REMOTE &&
	      f == MAIL_LATER);
	close_office(&o);
}

/* The queue ---------------------------------------------------------------- */

struct desk {
	struct post_office office;
	struct town town;
	struct arena a; /* of the store */
	struct store *store;
};

static const struct sql q_address = SQL("UPDATE person SET email = 'kari@lia.example' WHERE id = $1");
static const struct sql q_state = SQL("SELECT mail_state FROM notification ORDER BY id DESC LIMIT 1");

static void
open_desk(struct desk *d, struct test_db *t)
{
	open_office(&d->office, "");
	town_build(&d->town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(
	    db_run(t->db, &q_address, DB_ARGS(db_int(d->town.kari.v)), NULL));
	CHECK_OK(municipality_changed(t->db));
	CHECK_OK(db_commit(t->db));
	d->a = (struct arena){ 0 };
	CHECK_OK(store_open(&d->a, t->url, 1, &d->store));
}

static void
close_desk(struct desk *d)
{
	arena_free(&d->a);
	town_end(&d->town);
	close_office(&d->office);
}

static void
tell(struct desk *d, struct person_id who, enum notification_kind kind)
{
	static int64_t object = 100;

	CHECK_OK(db_begin(d->town.db));
	CHECK_OK(
	    notification_add(d->town.db, who, kind, object++, d->town.now));
	CHECK_OK(db_commit(d->town.db));
}

/* Time goes on, and the mailer has its turn. */
static size_t
after(struct desk *d, usec_t time)
{
	struct str *v;
	size_t sent;

	clock_set(d->town.now += time);
	CHECK_OK(mailer_run(d->store, &d->office.server, d->town.now, &sent));
	return taken(&d->office, &v);
}

static bool
newest_is(struct desk *d, const char *state)
{
	struct db_rows r;

	CHECK_OK(db_query(d->town.db, d->town.a, &q_state, DB_NOARGS, &r));
	return str_eq(db_get_text(&r, 0, 0), str_from(state));
}

TEST_BOTH(mail_goes_to_who_has_not_seen_it) /* REQ: K1 */
{
	struct desk d;
	struct str *v;

	open_desk(&d, t);
	tell(&d, d.town.kari, NOTIFY_DUE_HALF);
	CHECK(after(&d, MINUTE) == 0); /* there is time to look */
	CHECK(after(&d, 2 * MINUTE) == 1 && newest_is(&d, "sent"));
	CHECK(after(&d, HOUR) == 1); /* once */
	taken(&d.office, &v);
	CHECK(str_find(v[0], STR("/varsler/")) != STR_NOWHERE);
	tell(&d, d.town.kari, NOTIFY_DUE_SOON);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(notification_read(t->db, d.town.kari, 0, d.town.now));
	CHECK_OK(db_commit(t->db));
	CHECK(after(&d, HOUR) == 1 && newest_is(&d, "none"));
	tell(&d, d.town.leader, NOTIFY_DUE_NOW); /* has no address */
	CHECK(after(&d, 3 * MINUTE) == 1 && newest_is(&d, "none"));
	close_desk(&d);
}

/* Nobody is woken by a deadline; doubts do not wait for the morning. */
TEST_BOTH(mail_keeps_working_hours_but_for_doubts) /* REQ: K3 */
{
	struct desk d;

	open_desk(&d, t);
	clock_set(d.town.now += 10 * HOUR); /* eight in the evening */
	tell(&d, d.town.kari, NOTIFY_DUE_NOW);
	CHECK(after(&d, HOUR) == 0);
	tell(&d, d.town.kari, NOTIFY_ESCALATED);
	CHECK(after(&d, MINUTE) == 1);
	CHECK(after(&d, 12 * HOUR) == 2); /* nine the next morning */
	close_desk(&d);
}

TEST_BOTH(mail_is_tried_until_it_is_there) /* REQ: K1 */
{
	struct mail_queue q;
	struct desk d;

	open_desk(&d, t);
	standin_smtp_fault(d.office.smtp, SMTP_GREY, 2);
	tell(&d, d.town.kari, NOTIFY_ESCALATED);
	CHECK(after(&d, MINUTE) == 0 && newest_is(&d, "waiting"));
	CHECK(after(&d, 10 * SECOND) == 0); /* not at once again */
	CHECK(after(&d, 5 * MINUTE) == 0);
	CHECK(after(&d, 10 * MINUTE) == 1 && newest_is(&d, "sent"));
	standin_smtp_fault(d.office.smtp, SMTP_GREY, 100);
	tell(&d, d.town.kari, NOTIFY_ESCALATED);
	for (int i = 0; i < 2 * MAIL_TRIES; i++)
		after(&d, 2 * HOUR);
	CHECK(newest_is(&d, "failed"));
	CHECK_OK(notification_mail_queue(t->db, &t->a, d.town.now, &q));
	CHECK(q.failed == 1 && q.sent == 1 &&
	      str_find(q.error, STR("451")) != STR_NOWHERE);
	standin_smtp_fault(d.office.smtp, SMTP_FINE, 0);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(notification_mail_again(t->db, d.town.now));
	CHECK_OK(db_commit(t->db));
	CHECK(after(&d, MINUTE) == 2);
	standin_smtp_fault(d.office.smtp, SMTP_NO_SUCH, 1);
	tell(&d, d.town.kari, NOTIFY_ESCALATED);
	CHECK(after(&d, MINUTE) == 2 && newest_is(&d, "failed"));
	close_desk(&d);
}

static enum err
take_and_die(struct db *db, struct arena *a, void *arg)
{
	struct desk *d = arg;
	struct notification n;

	return notification_mail_take(db, a, true, d->town.now, &n);
}

/* Killed between handing over and saying so: the same mail again, which a
 * reader's program knows by its Message-ID. */
TEST_BOTH(mail_of_a_killed_process_is_sent_again)
{
	struct str *v, id;
	struct desk d;

	open_desk(&d, t);
	tell(&d, d.town.kari, NOTIFY_ESCALATED);
	clock_set(d.town.now += 3 * MINUTE);
	CHECK_OK(store_write(d.store, take_and_die, &d));
	CHECK(after(&d, MINUTE) == 0); /* it may still be at it */
	CHECK(after(&d, 10 * MINUTE) == 1);
	standin_smtp_fault(d.office.smtp, SMTP_CUT_AFTER, 1);
	tell(&d, d.town.kari, NOTIFY_ESCALATION_LATE);
	CHECK(after(&d, MINUTE) == 2);
	CHECK(after(&d, 10 * MINUTE) == 3);
	taken(&d.office, &v);
	id = str_cut(v[1], str_find(v[1], STR("Message-ID:")), v[1].n);
	id = str_cut(id, 0, str_find(id, STR("\r\n")));
	CHECK(str_find(v[2], id) != STR_NOWHERE);
	close_desk(&d);
}

/* What a mail server says is bytes of any kind, and as long as it likes: it is
 * kept as text, or the mail would never be done with. */
TEST_BOTH(mail_servers_words_are_kept_as_text)
{
	struct buf said = { .arena = &t->a };
	struct notification n = { 0 };
	struct mail_queue q;
	struct desk d;

	open_desk(&d, t);
	tell(&d, d.town.kari, NOTIFY_ESCALATED);
	buf_lit(&said, "550 \xe6\xf8\xe5 ");
	for (int i = 0; i < 300; i++)
		buf_lit(&said, "ø");
	CHECK_OK(db_begin(t->db));
	CHECK_OK(notification_mail_take(
	    t->db, &t->a, true, d.town.now + MINUTE, &n));
	CHECK_OK(notification_mail_done(t->db, &t->a, n.id, MAILED_AGAIN,
	    buf_str(&said), d.town.now + MINUTE));
	CHECK_OK(db_commit(t->db));
	CHECK_OK(notification_mail_queue(t->db, &t->a, d.town.now, &q));
	CHECK(utf8_valid(q.error) && q.error.n > 200 && q.error.n <= 300);
	close_desk(&d);
}

static const struct sql q_unheard = SQL("INSERT INTO notification (person_id, kind, object_kind, object_id, at)"
	" VALUES ($1, 'of_tomorrow', 'x', 1, 0)");

/* What a newer program has told of does not stop the rest. */
TEST_BOTH(mail_of_an_unknown_kind_is_passed_over)
{
	struct desk d;

	open_desk(&d, t);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(
	    db_run(t->db, &q_unheard, DB_ARGS(db_int(d.town.kari.v)), NULL));
	CHECK_OK(db_commit(t->db));
	tell(&d, d.town.kari, NOTIFY_DUE_HALF);
	CHECK(after(&d, 3 * MINUTE) == 1 && newest_is(&d, "sent"));
	close_desk(&d);
}
