/* SPDX-License-Identifier: EUPL-1.2 */
#include "channel/channel.h"

#define CHANNEL(name) extern const struct channel channel_##name;
#include "channel/channels.def"
#undef CHANNEL

static const struct channel *const all[] = {
#define CHANNEL(name) &channel_##name,
#include "channel/channels.def"
#undef CHANNEL
	NULL
};

const struct channel *
channel_find(struct str name)
{
	for (size_t i = 0; all[i]; i++)
		if (str_eq(str_from(all[i]->name), name))
			return all[i];
	return NULL;
}

const struct channel *
channel_at(size_t i)
{
	return i < sizeof(all) / sizeof(all[0]) ? all[i] : NULL;
}

const char *
channel_fault_name(enum channel_fault f)
{
	static const char *const names[] = { "none", "login", "permission",
		"throttled", "transient", "gone", "closed", "duplicate",
		"refused", "unknown" };

	return names[f];
}
