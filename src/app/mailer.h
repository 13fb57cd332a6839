/* SPDX-License-Identifier: EUPL-1.2
 *
 * mailer.h - sends by mail what people have not seen on screen (K1 K3).  The
 * mail says what sort of thing it is and where it is dealt with; no word of a
 * citizen and no name but the reader's stands in it.
 */
#ifndef APP_MAILER_H
#define APP_MAILER_H
#include "app/config.h"
#include "db/store.h"
#include "http/mail.h"
#include "model/municipality.h"
#include "model/notification.h"

struct mailer;
/* NULL in *out where no mail server is set.  ERR_INVALID: the settings make no
 * sense, or the password's file cannot be read. */
enum err mailer_start(struct arena *a, struct store *store,
    const struct config *c, struct mailer **out) MUST_CHECK;
void mailer_stop(struct mailer *m);
/* Of the settings; for tests too. */
enum err mailer_server(struct arena *a, const struct config *c,
    struct mail_server *out) MUST_CHECK;
/* Sends all that is due, as the thread does; *sent counts. */
enum err mailer_run(struct store *store, const struct mail_server *s,
    usec_t now, size_t *sent) MUST_CHECK;
/* What a person is written. */
struct mail mailer_mail(struct arena *a, const struct municipality *m,
    const struct person *p, const struct notification *n);
#endif
