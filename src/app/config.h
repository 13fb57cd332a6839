/* SPDX-License-Identifier: EUPL-1.2
 *
 * config.h - the program's own settings: one file, the environment, options.
 * Parsed here once and handed down as typed values.
 */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct config {
#define SETTING(name, dflt, help) struct str name;
#include "app/config.def"
#undef SETTING
	unsigned nthreads;
};

/* What is left of a command's arguments when its settings are taken out. */
struct args {
	char **v;
	int n;
	int at; /* the next one to be looked at */
};

/* Takes --config FILE and --SETTING VALUE off argv (argv[0] is the command);
 * what is left is in args, in order.  ERR_INVALID: an unknown setting in the
 * file, a value missing or senseless; the sentence says which and where. */
enum err config_load(struct arena *a, int argc, char **argv, struct config *out,
    struct args *rest) MUST_CHECK;
/* A secret is a file of the folder, named after itself; its name is no path.
 * Empty where the name is.  ERR_INVALID: it cannot be read. */
enum err secret_read(struct arena *a, struct str folder, struct str name,
    struct str *out) MUST_CHECK;
/* Options of a command: the flag is taken off if it is there. */
bool args_flag(struct args *rest, const char *flag);
/* The value after the option, or NULL if the option is not there. */
const char *args_value(struct args *rest, const char *option);
/* When all options have been taken off.  ERR_INVALID: one is left that nobody
 * knows, and must not be taken for a name. */
enum err args_known(const struct args *rest) MUST_CHECK;
/* Options for --help. */
void config_print_help(void);
#endif
