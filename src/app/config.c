/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/config.h"

#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

static const struct {
	const char *name, *dflt, *help;
	size_t offset;
} settings[] = {
#define SETTING(name, dflt, help)                                              \
	{ #name, dflt, help, offsetof(struct config, name) },
#include "app/config.def"
#undef SETTING
};
enum { NSETTINGS = sizeof(settings) / sizeof(settings[0]) };

struct reading {
	struct arena *a;
	struct config *c;
	const char *unknown;
};

static bool
set(struct arena *a, struct config *c, const char *name, const char *value)
{
	for (size_t i = 0; i < NSETTINGS; i++)
		if (strcmp(settings[i].name, name) == 0) {
			struct str *at = (struct str *)(void
				*)((char *)c + settings[i].offset);

			*at = str_copy(a, str_from(value));
			return true;
		}
	return false;
}

static int
ini_line(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;

	(void)section;
	if (set(r->a, r->c, name, value))
		return 1;
	r->unknown = str_z(r->a, str_from(name));
	return 0;
}

static enum err
read_file(struct arena *a, const char *path, struct config *c)
{
	struct reading r = { a, c, NULL };
	int line = ini_parse(path, ini_line, &r);

	if (line < 0)
		return fail(
		    ERR_INVALID, "cannot read the configuration %s", path);
	if (line > 0 && r.unknown)
		return fail(ERR_INVALID, "%s, line %d: no setting is called %s",
		    path, line, r.unknown);
	if (line > 0)
		return fail(
		    ERR_INVALID, "%s, line %d: want name = value", path, line);
	return OK;
}

static void
read_environment(struct arena *a, struct config *c)
{
	for (size_t i = 0; i < NSETTINGS; i++) {
		char name[64] = "ORDSTYRER_";
		size_t n = strlen(name);
		const char *value;

		for (const char *p = settings[i].name; *p; p++)
			name[n++] = (char)(*p - 32);
		/* No thread yet.  NOLINTNEXTLINE(concurrency-mt-unsafe) */
		value = getenv(name);
		if (value)
			set(a, c, settings[i].name, value);
	}
}

static enum err
read_options(
    struct arena *a, int argc, char **argv, struct config *c, struct args *rest)
{
	rest->v = ARENA_ARRAY(a, char *, (size_t)argc + 1);
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i] + 2;
		bool ours = strcmp(argv[i], "--config") == 0;

		for (size_t k = 0; k < NSETTINGS && !ours; k++)
			ours = strncmp(argv[i], "--", 2) == 0 &&
			       strcmp(settings[k].name, name) == 0;
		if (!ours) {
			rest->v[rest->n++] = argv[i];
			continue;
		}
		if (i + 1 == argc)
			return fail(ERR_INVALID, "%s needs a value", argv[i]);
		if (strcmp(argv[i], "--config") != 0)
			set(a, c, name, argv[i + 1]);
		i++;
	}
	return OK;
}

static enum err
check(struct config *c)
{
	static const struct {
		const char *name;
		enum log_level level;
	} levels[] = { { "error", LOG_ERROR }, { "warn", LOG_WARN },
		{ "info", LOG_INFO }, { "debug", LOG_DEBUG } };
	bool known = false;
	int64_t n;

	if (!str_to_int(c->threads, 1, 64, &n))
		return fail(ERR_INVALID, "threads: a number from 1 to 64");
	c->nthreads = (unsigned)n;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (str_eq(c->log, str_from(levels[i].name))) {
			log_threshold = levels[i].level;
			known = true;
		}
	return known ? OK
		     : fail(ERR_INVALID, "log: error, warn, info or debug");
}

enum err
config_load(struct arena *a, int argc, char **argv, struct config *out,
    struct args *rest)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no thread yet */
	const char *file = getenv("ORDSTYRER_CONFIG");

	*out = (struct config){ 0 };
	*rest = (struct args){ 0 };
	for (size_t i = 0; i < NSETTINGS; i++)
		set(a, out, settings[i].name, settings[i].dflt);
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "--config") == 0)
			file = argv[i + 1];
	if (file)
		TRY(read_file(a, file, out));
	read_environment(a, out);
	TRY(read_options(a, argc, argv, out, rest));
	return check(out);
}

bool
args_flag(struct args *rest, const char *flag)
{
	for (int i = 0; i < rest->n; i++)
		if (strcmp(rest->v[i], flag) == 0) {
			memmove(&rest->v[i], &rest->v[i + 1],
			    (size_t)(rest->n - i) * sizeof(*rest->v));
			rest->n--;
			return true;
		}
	return false;
}

const char *
args_value(struct args *rest, const char *option)
{
	for (int i = 0; i + 1 < rest->n; i++)
		if (strcmp(rest->v[i], option) == 0) {
			const char *value = rest->v[i + 1];

			memmove(&rest->v[i], &rest->v[i + 2],
			    (size_t)(rest->n - i - 1) * sizeof(*rest->v));
			rest->n -= 2;
			return value;
		}
	return NULL;
}

enum err
args_known(const struct args *rest)
{
	for (int i = 0; i < rest->n; i++)
		if (strncmp(rest->v[i], "--", 2) == 0)
			return fail(
			    ERR_INVALID, "no option is called %s", rest->v[i]);
	return OK;
}

void
config_print_help(void)
{
	puts("Settings (also in the file given by --config, and in the"
	     " environment as ORDSTYRER_NAME):");
	for (size_t i = 0; i < NSETTINGS; i++)
		printf("  --%-12s %s [%s]\n", settings[i].name,
		    settings[i].help, settings[i].dflt);
}

enum { SECRET_MAX = 4096 };

enum err
secret_read(
    struct arena *a, struct str folder, struct str name, struct str *out)
{
	char *buf = ARENA_ARRAY(a, char, SECRET_MAX);
	char *path;
	ssize_t n;
	int fd;

	*out = STR_NONE;
	if (name.n == 0)
		return OK;
	if (str_find_char(name, '/') != STR_NOWHERE || name.p[0] == '.')
		return fail(ERR_INVALID, "the name of a secret is no path");
	path = str_z(
	    a, str_printf(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, buf, SECRET_MAX);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return fail(ERR_INVALID,
		    "the secret %.*s is not in the folder of secrets",
		    STR_ARG(name));
	*out = str_trim((struct str){ buf, (size_t)n });
	return OK;
}
