/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_http.c - the server's ceiling: a 60 kB body, made anew for each
 * request, as a list page is.  bench/bench_http.sh runs it beside nginx.
 *	bench_http PORT THREADS		serves until it is ended
 */
#include <stdio.h>
#include <unistd.h>

#include "http/server.h"

enum { PAGE = 60 * 1024, ROW = 120 };

static enum server_how
route(void *ctx, struct req *r)
{
	(void)ctx;
	(void)r;
	return HOW_NOW;
}

/* Rows of text, numbered, so that nothing can be kept from the last time. */
static void
handle(void *ctx, struct req *r)
{
	struct buf *b = &r->answer.body.out;
	char text[ROW];

	(void)ctx;
	memset(text, 'a', sizeof(text));
	for (int64_t i = r->now; b->n < PAGE; i++) {
		buf_lit(b, "<li>");
		buf_int(b, i);
		buf_put(b, (struct str){ text, sizeof(text) });
		buf_lit(b, "</li>\n");
	}
	answer_header(r, STR("cache-control"), STR("no-store"));
	answer_header(
	    r, STR("content-security-policy"), STR("default-src 'self'"));
	r->answer.status = 200;
}

int
main(int argc, char **argv)
{
	struct arena a = { 0 };
	struct server_options o = { 0 };
	struct server_handler h = { .route = route, .handle = handle };
	struct server *s;
	int64_t threads = 2;

	if (argc != 3 || !str_to_int(str_from(argv[2]), 1, 64, &threads)) {
		fputs("usage: bench_http PORT THREADS\n", stderr);
		return 2;
	}
	o.listen = str_printf(&a, "127.0.0.1:%s", argv[1]);
	o.threads = (unsigned)threads;
	if (server_start(&o, &h, &s) != OK) {
		fprintf(stderr, "%s\n", err_sentence(ERR_BROKEN));
		return 1;
	}
	for (;;)
		pause();
}
