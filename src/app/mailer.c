/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/mailer.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "fmt/texts.h"

enum { EVERY = 20, AT_ONCE = 50 };

struct mailer {
	struct store *store;
	struct mail_server server;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool ends;
	pthread_t thread;
};

enum err
mailer_server(struct arena *a, const struct config *c, struct mail_server *out)
{
	*out = (struct mail_server){ .url = c->mail,
		.from = c->mail_from,
		.user = c->mail_user,
		.ca_file = c->ca };
	if (c->mail.n == 0)
		return OK;
	if (!str_starts(c->mail, STR("smtp://")) &&
		!str_starts(c->mail, STR("smtps://")))
		return fail(ERR_INVALID, "the setting mail is smtp://host:port "
					 "or smtps://host:port");
	if (!mail_address_ok(c->mail_from))
		return fail(ERR_INVALID,
		    "the setting mail_from is the address mail comes from");
	return c->mail_user.n
	    ? secret_read(a, c->secrets, STR("mail"), &out->password) : OK;
}

/* The mail ----------------------------------------------------------------- */

static struct str
address_of(struct arena *a, const struct municipality *m, int64_t notification)
{
	bool local = str_starts(m->host, STR("localhost")) ||
	    str_starts(m->host, STR("127."));

	return str_printf(a, "%s://%.*s/varsler/%lld", local ? "http" : "https",
	    STR_ARG(m->host), (long long)notification);
}

struct mail
mailer_mail(struct arena *a, const struct municipality *m,
    const struct person *p, const struct notification *n)
{
	struct str what = texts_get(p->lang, notification_msg(n->kind));

	return (struct mail){ .to = p->email,
		.to_name = person_name(a, p),
		.from_name = str_printf(a, "Ordstyrer, %.*s", STR_ARG(m->name)),
		.subject = what,
		.text = texts_fmt(a, p->lang, MSG_MAIL_TEXT,
		    TEXT_ARG("name", p->first_name), TEXT_ARG("what", what),
		    TEXT_ARG("where", address_of(a, m, n->id)),
		    TEXT_ARG("municipality", m->name)),
		/* One notification, one mail, however often it is tried. */
		.id = str_printf(a, "ordstyrer-%lld-%lld", (long long)n->id,
		    (long long)(n->at / SECOND)),
		.at = n->at };
}

/* Sending ------------------------------------------------------------------ */

struct taking {
	usec_t now;
	bool open;
	struct notification n;
};

static enum err
take(struct db *db, struct arena *a, void *arg)
{
	struct taking *t = arg;

	return notification_mail_take(db, a, t->open, t->now, &t->n);
}

struct finishing {
	int64_t id;
	enum notification_mailed how;
	struct str error;
	usec_t now;
};

static enum err
finish(struct db *db, struct arena *a, void *arg)
{
	struct finishing *f = arg;

	return notification_mail_done(db, a, f->id, f->how, f->error, f->now);
}

static enum notification_mailed
outcome(enum mail_fault f)
{
	switch (f) {
	case MAIL_FINE: return MAILED_SENT;
	case MAIL_REFUSED: return MAILED_FAILED;
	case MAIL_LATER:
	case MAIL_LOGIN:
	case MAIL_UNKNOWN: break;
	}
	return MAILED_AGAIN;
}

/* *goes_on: the server takes mail; a trouble with the server is no reason to
 * try the next one now. */
static enum err
send_one(struct store *store, const struct mail_server *s,
    const struct municipality *m, const struct notification *n, usec_t now,
    bool *goes_on)
{
	const struct person *p = person_find(m, n->to);
	struct finishing f = { .id = n->id, .how = MAILED_NOT, .now = now };
	struct arena a = { 0 };
	enum mail_fault fault = MAIL_FINE;
	enum err e;

	*goes_on = true;
	if (n->read_at == 0 && p && p->active && p->email.n) {
		struct mail mail = mailer_mail(&a, m, p, n);

		e = mail_send(&a, s, &mail, &fault);
		f.how = outcome(fault);
		if (e != OK)
			f.error = str_copy(&a, str_from(err_sentence(e)));
		*goes_on = fault == MAIL_FINE || fault == MAIL_REFUSED;
		log_event(fault == MAIL_FINE ? LOG_INFO : LOG_WARN, "mail",
		    "notification=%lld fault=%s", (long long)n->id,
		    mail_fault_name(fault));
	}
	e = store_write(store, finish, &f);
	arena_free(&a);
	return e;
}

enum err
mailer_run(
    struct store *store, const struct mail_server *s, usec_t now, size_t *sent)
{
	struct db *db = store_reader(store);
	struct municipality *m;
	bool goes_on = true;
	enum err e = municipality_load(db, &m);

	store_reader_done(store, db);
	TRY(e);
	for (*sent = 0; *sent < AT_ONCE && goes_on; ++*sent) {
		struct taking t = { .now = now,
			.open = worktime_open_at(&m->hours, now) };

		e = store_write(store, take, &t);
		if (e == OK)
			e = send_one(store, s, m, &t.n, now, &goes_on);
		if (e != OK)
			break;
	}
	municipality_free(m);
	return e == ERR_MISSING ? OK : e;
}

static void *
work(void *arg)
{
	struct mailer *m = arg;

	pthread_mutex_lock(&m->lock);
	while (!m->ends) {
		struct timespec until;
		size_t sent;
		enum err e;

		pthread_mutex_unlock(&m->lock);
		e = mailer_run(m->store, &m->server, clock_now(), &sent);
		if (e != OK)
			log_event(LOG_WARN, "mail_failed", "error=\"%s\"",
			    err_sentence(e));
		pthread_mutex_lock(&m->lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += EVERY;
		while (!m->ends && pthread_cond_timedwait(
				       &m->wake, &m->lock, &until) != ETIMEDOUT)
			;
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

enum err
mailer_start(struct arena *a, struct store *store, const struct config *c,
    struct mailer **out)
{
	struct mailer *m = ARENA_NEW(a, struct mailer);

	*out = NULL;
	*m = (struct mailer){ .store = store };
	TRY(mailer_server(a, c, &m->server));
	if (m->server.url.n == 0)
		return OK;
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->wake, NULL);
	if (pthread_create(&m->thread, NULL, work, m) != 0)
		return fail(ERR_BROKEN, "cannot start a thread");
	*out = m;
	return OK;
}

void
mailer_stop(struct mailer *m)
{
	pthread_mutex_lock(&m->lock);
	m->ends = true;
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	pthread_mutex_destroy(&m->lock);
	pthread_cond_destroy(&m->wake);
}
