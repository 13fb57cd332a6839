/* SPDX-License-Identifier: EUPL-1.2
 *
 * rawhttp.h - a server under test and a client that says exactly the bytes
 * it is given.  For t_http*.c.
 */
#ifndef TESTS_RAWHTTP_H
#define TESTS_RAWHTTP_H
#include "base/buf.h"
#include "http/server.h"

/* Connects to 127.0.0.1:port; the descriptor. */
int raw_connect(int port);
void raw_send(int fd, struct str bytes);
/* Everything until the other side closes, or until `until` is seen (when not
 * empty), or nothing comes for 10 s. */
struct str raw_read(struct arena *a, int fd, struct str until);
/* One connection: sends, reads to the end.  Ask for Connection: close. */
struct str raw_ask(struct arena *a, int port, struct str bytes);
/* The status of an answer's first line; 0: none. */
int raw_status(struct str answer);
size_t raw_count(struct str text, struct str what);
#endif
