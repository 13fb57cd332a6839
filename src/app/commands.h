/* SPDX-License-Identifier: EUPL-1.2
 *
 * commands.h - every command of SPEC 8: int command_NAME(argc, argv), argv[0]
 * being the command's name; what it returns is the exit status (0 done, 1 a
 * negative answer, 2 wrong use, 3 failure).
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H
#define COMMAND(name, summary) int command_##name(int argc, char **argv);
#include "app/commands.def"
#undef COMMAND
#endif
