/* SPDX-License-Identifier: EUPL-1.2 */
#include "standin/smtp.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"

enum { MAILS_MAX = 256, LINE_MOST = 998, ANSWERS = 600 };

struct standin_smtp {
	pthread_mutex_t lock; /* all below */
	struct arena own;
	struct str user, password, mails[MAILS_MAX], complaint;
	size_t nmails;
	enum standin_smtp_fault fault;
	int faults_left;
	int listener, port;
	bool ends;
	pthread_t thread;
};

/* One connection. */
struct talk {
	struct standin_smtp *s;
	FILE *in;
	int fd;
	bool greeted, in_login, from, to;
	enum standin_smtp_fault fault; /* of the mail under way */
};

static void
complain(struct talk *t, const char *what)
{
	pthread_mutex_lock(&t->s->lock);
	t->s->complaint = str_copy(&t->s->own, str_from(what));
	pthread_mutex_unlock(&t->s->lock);
}

static bool
say(struct talk *t, const char *line)
{
	size_t n = strlen(line);

	return write(t->fd, line, n) == (ssize_t)n &&
	       write(t->fd, "\r\n", 2) == 2;
}

/* A line without its end; false: hung up, or not a line of SMTP. */
static bool
hear(struct talk *t, char *line, size_t room)
{
	size_t n;

	if (!fgets(line, (int)room, t->in))
		return false;
	n = strlen(line);
	if (n < 2 || strcmp(line + n - 2, "\r\n") != 0) {
		complain(t, "a line without CR LF");
		return false;
	}
	line[n - 2] = '\0';
	for (size_t i = 0; i + 2 < n; i++)
		if ((unsigned char)line[i] > 0x7e || line[i] == '\r') {
			complain(t, "a byte that is not ASCII");
			return false;
		}
	if (n - 2 > LINE_MOST) {
		complain(t, "a line longer than 998");
		return false;
	}
	return true;
}

static enum standin_smtp_fault
next_fault(struct standin_smtp *s)
{
	enum standin_smtp_fault f = SMTP_FINE;

	pthread_mutex_lock(&s->lock);
	if (s->faults_left > 0) {
		s->faults_left--;
		f = s->fault;
	}
	pthread_mutex_unlock(&s->lock);
	return f;
}

static void
keep(struct standin_smtp *s, struct str mail)
{
	pthread_mutex_lock(&s->lock);
	if (s->nmails < MAILS_MAX)
		s->mails[s->nmails++] = str_copy(&s->own, mail);
	pthread_mutex_unlock(&s->lock);
}

/* false: hang up. */
static bool
take_data(struct talk *t)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	char line[2048];
	bool whole = false;

	if (t->fault == SMTP_CUT_BEFORE || !say(t, "354 go on"))
		return false;
	while (hear(t, line, sizeof(line))) {
		if (strcmp(line, ".") == 0) {
			whole = true;
			break;
		}
		/* RFC 5321 4.5.2 */
		buf_put(&b, str_from(line[0] == '.' ? line + 1 : line));
		buf_lit(&b, "\r\n");
	}
	if (whole)
		keep(t->s, buf_str(&b));
	arena_free(&a);
	t->from = t->to = false;
	return whole && t->fault != SMTP_CUT_AFTER && say(t, "250 taken");
}

static bool
is_path(const char *s)
{
	size_t n = strlen(s);

	return n > 4 && s[0] == '<' && s[n - 1] == '>' && strchr(s, '@');
}

static bool
log_in(struct talk *t, const char *given)
{
	struct str user = t->s->user, password = t->s->password;
	unsigned char want[512];
	char text[1024];
	size_t n = 0;
	bool fits;

	want[n++] = 0;
	memcpy(want + n, user.p, user.n);
	n += user.n;
	want[n++] = 0;
	memcpy(want + n, password.p, password.n);
	n += password.n;
	sodium_bin2base64(
	    text, sizeof(text), want, n, sodium_base64_VARIANT_ORIGINAL);
	fits = strcmp(given, text) == 0;
	t->in_login = fits;
	return say(t, fits ? "235 welcome" : "535 5.7.8 not that password");
}

static bool
take_rcpt(struct talk *t, const char *path)
{
	if (!t->from || !is_path(path))
		return say(t, "503 MAIL first");
	t->fault = next_fault(t->s);
	if (t->fault == SMTP_GREY)
		return say(t, "451 4.7.1 try again later");
	if (t->fault == SMTP_NO_SUCH)
		return say(t, "550 5.1.1 no such user");
	t->to = true;
	return say(t, "250 fine");
}

/* false: hang up. */
static bool
answer(struct talk *t, const char *line)
{
	bool login = t->s->user.n > 0;

	if (strncmp(line, "EHLO ", 5) == 0) {
		t->greeted = true;
		return (login ? say(t, "250-standin") &&
				    say(t, "250-AUTH PLAIN")
			      : say(t, "250-standin")) &&
		       say(t, "250 SIZE 1000000");
	}
	if (strcmp(line, "QUIT") == 0) {
		say(t, "221 bye");
		return false;
	}
	if (!t->greeted)
		return say(t, "503 EHLO first");
	if (strncmp(line, "AUTH PLAIN ", 11) == 0)
		return log_in(t, line + 11);
	if (strcmp(line, "AUTH PLAIN") == 0)
		return say(t, "334 ");
	if (login && !t->in_login && strncmp(line, "MAIL", 4) == 0)
		return say(t, "530 5.7.0 log in first");
	if (strncmp(line, "MAIL FROM:", 10) == 0) {
		t->from = line[10] == '<';
		return say(t, t->from ? "250 fine" : "501 no path");
	}
	if (strncmp(line, "RCPT TO:", 8) == 0)
		return take_rcpt(t, line + 8);
	if (strcmp(line, "DATA") == 0)
		return t->to ? take_data(t) : say(t, "503 RCPT first");
	if (login && !t->in_login)
		return log_in(t, line); /* after 334 */
	return say(t, "500 what?");
}

static void
serve(struct standin_smtp *s, int fd)
{
	struct talk t = { .s = s, .fd = fd, .in = fdopen(dup(fd), "r") };
	char line[2048];

	if (t.in && say(&t, "220 standin ESMTP"))
		for (int i = 0; i < ANSWERS && hear(&t, line, sizeof(line)) &&
				answer(&t, line);
		     i++)
			;
	if (t.in)
		fclose(t.in);
	close(fd);
}

static void *
work(void *arg)
{
	struct standin_smtp *s = arg;

	for (;;) {
		int fd = accept(s->listener, NULL, NULL);
		bool ends;

		pthread_mutex_lock(&s->lock);
		ends = s->ends;
		pthread_mutex_unlock(&s->lock);
		if (fd < 0 || ends) {
			if (fd >= 0)
				close(fd);
			return NULL;
		}
		serve(s, fd);
	}
}

enum err
standin_smtp_start(struct arena *a, struct str user, struct str password,
    struct standin_smtp **out)
{
	struct standin_smtp *s = ARENA_NEW(a, struct standin_smtp);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(at);

	*s = (struct standin_smtp){ .user = str_copy(a, user),
		.password = str_copy(a, password) };
	pthread_mutex_init(&s->lock, NULL);
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->listener < 0 ||
	    bind(s->listener, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(s->listener, 8) != 0 ||
	    getsockname(s->listener, (struct sockaddr *)&at, &n) != 0 ||
	    pthread_create(&s->thread, NULL, work, s) != 0)
		return fail(ERR_BROKEN, "the stand-in's port cannot be opened");
	s->port = ntohs(at.sin_port);
	*out = s;
	return OK;
}

void
standin_smtp_stop(struct standin_smtp *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)s->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd;

	pthread_mutex_lock(&s->lock);
	s->ends = true;
	pthread_mutex_unlock(&s->lock);
	/* Wakes it from accept. */
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)!connect(fd, (struct sockaddr *)&at, sizeof(at));
	pthread_join(s->thread, NULL);
	close(fd);
	close(s->listener);
	pthread_mutex_destroy(&s->lock);
	arena_free(&s->own);
}

int
standin_smtp_port(const struct standin_smtp *s)
{
	return s->port;
}

void
standin_smtp_fault(struct standin_smtp *s, enum standin_smtp_fault f, int n)
{
	pthread_mutex_lock(&s->lock);
	s->fault = f;
	s->faults_left = n;
	pthread_mutex_unlock(&s->lock);
}

size_t
standin_smtp_mails(struct standin_smtp *s, struct arena *a, struct str **out)
{
	size_t n;

	pthread_mutex_lock(&s->lock);
	n = s->nmails;
	*out = ARENA_ARRAY(a, struct str, n + 1);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = str_copy(a, s->mails[i]);
	pthread_mutex_unlock(&s->lock);
	return n;
}

struct str
standin_smtp_complaint(struct standin_smtp *s, struct arena *a)
{
	struct str c;

	pthread_mutex_lock(&s->lock);
	c = str_copy(a, s->complaint);
	pthread_mutex_unlock(&s->lock);
	return c;
}
