/* SPDX-License-Identifier: EUPL-1.2
 *
 * log.h - one line per event on standard error, key=value, for journald.
 * Never personal data, texts of messages or secrets: ids and counts only.
 *
 *	log_event(LOG_WARN, "fetch_failed", "account=%" PRId64 " code=%s", ...)
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR = 3, LOG_WARN = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

extern enum log_level log_threshold; /* set once at start; LOG_INFO */
void log_event(enum log_level level, const char *event, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#endif
