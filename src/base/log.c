/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum log_level log_threshold = LOG_INFO;

void
log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	int n, more;

	if (level > log_threshold)
		return;
	/* "<3>" is systemd's level prefix (sd-daemon(3)). */
	n = snprintf(line, sizeof(line), "<%d>event=%s ", (int)level, event);
	va_start(ap, fmt);
	more = vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, ap);
	va_end(ap);
	n += more < (int)sizeof(line) - n - 1 ? more
					      : (int)sizeof(line) - n - 2;
	line[n++] = '\n';
	/* One write, so that lines of several threads do not mix. */
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}
