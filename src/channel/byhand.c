/* SPDX-License-Identifier: EUPL-1.2
 *
 * byhand.c - accounts on platforms that we have no connector to: what is said
 * there is entered by a person, with link and picture, under the same clock
 * and record; what is answered is posted there by a person.  REQ: SPEC 2.2
 */
#include "channel/channel.h"

extern const struct channel channel_byhand;

const struct channel channel_byhand = {
	.name = "byhand",
	.title = "Ført for hånd",
	.icon = "c-manual",
	.close = CLOSE_BY_HAND,
};
