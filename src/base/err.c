/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local struct {
	enum err e;
	char text[512];
} last;

int
err_http_status(enum err e)
{
	switch (e) {
#define X(name, http, text)                                                    \
	case name: return http;
		ERR_TABLE(X)
#undef X
	}
	return 500;
}

const char *
err_text(enum err e)
{
	switch (e) {
#define X(name, http, text)                                                    \
	case name: return text;
		ERR_TABLE(X)
#undef X
	}
	return "internal error";
}

void
fail_record(enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(last.text, sizeof(last.text), fmt, ap);
	va_end(ap);
	last.e = e;
}

const char *
err_sentence(enum err e)
{
	return last.e == e && last.text[0] ? last.text : err_text(e);
}
