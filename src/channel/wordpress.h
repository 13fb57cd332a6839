/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress.h - shared by wordpress*.c alone.  The contract: WordPress REST API
 * wp/v2, comments and posts (class-wp-rest-comments-controller.php, 6.1).
 */
#ifndef CHANNEL_WORDPRESS_H
#define CHANNEL_WORDPRESS_H
#include <jansson.h>

#include "channel/channel.h"

/* One call below /wp-json/.  *out (may be NULL) lives in the arena; total:
 * X-WP-Total, or -1.  ERR_REMOTE or ERR_UNKNOWN with *p told. */
struct wp_answer {
	json_t *json;
	int64_t total, pages;
};
enum err wp_call(struct arena *a, const struct channel_account *acct,
    const char *method, struct str path, struct str body, struct wp_answer *out,
    struct channel_problem *p) MUST_CHECK;
/* What a whole answer means; wp_call and the fuzzer use it.  writes: the
 * request may have changed something. */
enum err wp_judge(struct arena *a, const struct http_response *r, bool writes,
    struct wp_answer *out, struct channel_problem *p) MUST_CHECK;
/* A member as text; numbers in decimal; empty if it is not there. */
struct str wp_text(struct arena *a, const json_t *o, const char *name);
int64_t wp_int(const json_t *o, const char *name, int64_t dflt);
usec_t wp_time(struct arena *a, const json_t *o, const char *name);
/* content or title: raw if it is given (context=edit), else rendered, as
 * plain text. */
struct str wp_content(struct arena *a, const json_t *o, const char *name);
/* A comment as the API gives it; own: its author is the user us.  ERR_REMOTE
 * (transient): it lacks id, post or time, so this is not WordPress's. */
enum err wp_comment(struct arena *a, const json_t *c, struct str us,
    struct incoming *out, struct channel_problem *p) MUST_CHECK;
struct str wp_url_text(struct arena *a, struct str s); /* percent-encoded */

enum err wp_fetch(struct arena *a, const struct channel_account *acct,
    struct str cursor, struct channel_batch *out, struct channel_problem *p);
enum err wp_sweep(struct arena *a, const struct channel_account *acct,
    const struct channel_known *known, size_t n, struct channel_sweep *out,
    struct channel_problem *p);
enum err wp_count(struct arena *a, const struct channel_account *acct,
    struct str post_native, struct channel_count *out,
    struct channel_problem *p);
enum err wp_publish(struct arena *a, const struct channel_account *acct,
    const struct channel_article *x, struct str *native_id,
    struct channel_problem *p);
enum err wp_look_post(struct arena *a, const struct channel_account *acct,
    const struct channel_article *x, struct str *native_id,
    struct channel_problem *p);
/* Who we are there: the id of the token's user. */
enum err wp_me(struct arena *a, const struct channel_account *acct,
    json_t **out, struct channel_problem *p) MUST_CHECK;
#endif
