/* SPDX-License-Identifier: EUPL-1.2
 *
 * kill_helper.h - shared by tests/real/kill_*.c alone: what kill.sh needs
 * beside the program itself.
 */
#ifndef TESTS_REAL_KILL_HELPER_H
#define TESTS_REAL_KILL_HELPER_H
#include "channel/channel.h"
#include "tests/test_db.h"

extern const struct channel channel_wordpress;
#define KILL_USER     "kommunen"
#define KILL_PASSWORD "abcd efgh"

/* The blog as a moderator there sees it. */
void kill_blog(
    struct arena *a, const char *base_url, struct channel_account *out);
/* STORE BLOG REPLIES [ACKS ...]: is all that was acknowledged there? */
int kill_check(int argc, char **argv);
#endif
