/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_internal.h - shared by src/standin/wordpress*.c alone.
 */
#ifndef STANDIN_WORDPRESS_INTERNAL_H
#define STANDIN_WORDPRESS_INTERNAL_H
#include <jansson.h>
#include <pthread.h>

#include "fmt/jsonout.h"
#include "http/server.h"
#include "standin/wordpress.h"

enum wp_status {
	WP_HOLD,
	WP_APPROVED,
	WP_SPAM,
	WP_TRASH,
	WP_POST_TRASHED, /* went with its post */
	WP_ERASED
};

struct wp_post {
	int64_t id;
	struct str title, text;
	usec_t at, modified;
	bool open, trashed, draft;
};
struct wp_media {
	int64_t id;
	struct str file, slug, type, alt, data;
};
enum { WP_MEDIA_MAX = 64 };
struct wp_comment {
	int64_t id, post, parent;
	bool own; /* by the site's user, whose id is 1 */
	struct str author, text;
	usec_t at;
	enum wp_status status;
};

struct standin_wp {
	pthread_mutex_t lock; /* all below */
	struct arena own;     /* texts and arrays */
	struct str user, password, title, own_name;
	struct wp_post *posts;
	size_t nposts, posts_room;
	struct wp_comment *comments;
	size_t ncomments, comments_room;
	struct wp_media media[WP_MEDIA_MAX];
	size_t nmedia;
	int64_t next_id;
	enum standin_fault fault;
	int faults_left;
	struct str fault_method, fault_route; /* empty: any; literals */
	struct server *server;
};

struct wp_post *wp_post_find(struct standin_wp *s, int64_t id);
struct wp_comment *wp_comment_find(struct standin_wp *s, int64_t id);
/* With the lock held; texts are copied. */
int64_t wp_post_new(
    struct standin_wp *s, struct str title, struct str text, usec_t at);
int64_t wp_comment_new(struct standin_wp *s, const struct wp_comment *c);
const char *wp_status_word(enum wp_status st); /* as values have it */

/* Of requests and answers. */
struct str wp_time_text(struct arena *a, usec_t t);
void wp_put_content(struct json *j, struct str key, struct str raw, bool edit);
bool wp_time_param(struct req *r, struct str name, usec_t *out);
bool wp_in_list(struct str list, int64_t id);
void wp_totals(struct req *r, size_t n, int64_t per_page);
json_t *wp_body(struct req *r); /* NULL: told already what is wrong */
struct str wp_member(const json_t *o, const char *name);
bool wp_rest_posts(
    struct standin_wp *s, struct req *r, struct str path, bool in);
bool wp_picture(struct standin_wp *s, struct req *r);
/* The REST part; false: not an address of it. */
bool wp_rest(struct standin_wp *s, struct req *r);
void wp_error(struct req *r, int status, const char *code, const char *text);
/* What people see. */
void wp_public(struct standin_wp *s, struct req *r);
#endif
