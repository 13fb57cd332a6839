/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_deadline.c - ordstyrer deadline, as it is called: what it prints, where,
 * and its exit status.  REQ: K1; SPEC 8
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/buf.h"
#include "tests/test.h"

struct said {
	int status;
	struct str out, err;
};

static struct str
slurp(struct arena *a, FILE *f)
{
	struct buf b = { .arena = a };
	int c;

	rewind(f);
	while ((c = fgetc(f)) != EOF)
		buf_char(&b, (char)c);
	fclose(f);
	return buf_str(&b);
}

/* The command in a process of its own, `in` being its standard input. */
static struct said
call(struct arena *a, const char *in, int argc, const char *const *argv)
{
	FILE *files[3] = { tmpfile(), tmpfile(), tmpfile() };
	struct said s = { 0 };
	int status = -1;
	pid_t child;

	fputs(in, files[0]);
	rewind(files[0]);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		char *copy[16] = { str_z(a, STR("deadline")) };

		for (int i = 0; i < argc; i++)
			copy[i + 1] = str_z(a, str_from(argv[i]));
		for (int i = 0; i < 3; i++)
			dup2(fileno(files[i]), i);
		status = command_deadline(argc + 1, copy);
		fflush(NULL);
		_exit(status);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	s.status = WEXITSTATUS(status);
	fclose(files[0]);
	s.out = slurp(a, files[1]);
	s.err = slurp(a, files[2]);
	return s;
}
#define CALL(a, in, ...)                                                       \
	call((a), (in),                                                        \
	    (int)(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)),   \
	    (const char *[]){ __VA_ARGS__ })

static bool
holds(struct str s, const char *part)
{
	bool ok = str_find(s, str_from(part)) != STR_NOWHERE;

	if (!ok)
		printf("no \"%s\" in: %.*s\n", part, STR_ARG(s));
	return ok;
}

/* A file of that content, for as long as the test. */
static const char *
file_of(struct arena *a, const char *content)
{
	char *path = str_z(a, STR("/tmp/ordstyrer-deadline-XXXXXX"));
	int fd = mkstemp(path);
	size_t n = strlen(content);

	CHECK(fd >= 0 && write(fd, content, n) == (ssize_t)n);
	close(fd);
	return path;
}

TEST(deadline_command_prints_one_a_line) /* REQ: K1 */
{
	struct arena a = { 0 };
	struct said s = CALL(&a, "", "2026-05-15T14:00:00+02:00",
	    "2026-04-01T08:00:00Z", "2026-12-22T10:00:00.25+01:00");

	CHECK(s.status == 0 && s.err.n == 0);
	CHECK(str_eq(s.out, STR("2026-05-18T14:00:00+02:00\n"
				"2026-04-07T10:00:00+02:00\n"
				"2026-12-23T10:00:00.250000+01:00\n")));
	arena_free(&a);
}

TEST(deadline_command_names_the_wrong_argument)
{
	struct arena a = { 0 };
	struct said s = CALL(&a, "", "2026-05-15T14:00:00+02:00",
	    "l\xc3\xb8rdag", "2026-02-30T08:00:00Z", "1899-06-01T08:00:00Z");

	CHECK(s.status == 2 && s.out.n == 0);
	CHECK(str_find(s.err, STR("argument 1")) == STR_NOWHERE);
	CHECK(holds(s.err, "argument 2, \"l\xc3\xb8rdag\", is not a time"));
	CHECK(holds(s.err, "argument 3, \"2026-02-30T08:00:00Z\""));
	CHECK(holds(s.err, "argument 4"));
	CHECK(holds(s.err, "1900 to 2199"));
	s = CALL(&a, "", "--lang", "sv", "2026-05-15T14:00:00+02:00");
	CHECK(s.status == 2 && holds(s.err, "--lang sv"));
	s = CALL(&a, "", "--lang", "nn");
	CHECK(s.status == 2 && holds(s.err, "Usage"));
	s = CALL(&a, "", "--colour");
	CHECK(s.status == 2 && s.out.n == 0);
	s = CALL(&a, "", "--help");
	CHECK(s.status == 0 && holds(s.out, "Usage") && s.err.n == 0);
	arena_free(&a);
}

TEST(deadline_command_reads_lines) /* REQ: K1 */
{
	struct arena a = { 0 };
	struct said s = CALL(&a,
	    "2026-05-15T14:00:00+02:00\r\nnei\n2026-05-30T12:00:00+02:00", "-");

	CHECK(s.status == 2);
	CHECK(str_eq(s.out, STR("2026-05-18T14:00:00+02:00\n"
				"2026-06-02T08:00:00+02:00\n")));
	CHECK(holds(s.err, "line 2, \"nei\""));
	arena_free(&a);
}

TEST(deadline_command_explains) /* REQ: K1 */
{
	struct arena a = { 0 };
	struct said s = CALL(
	    &a, "", "--explain", "--lang", "en", "2026-05-15T14:00:00+02:00");

	CHECK(s.status == 0);
	CHECK(str_starts(s.out, STR("2026-05-18T14:00:00+02:00\n  Arrived ")));
	CHECK(holds(s.out, "(Constitution Day)\n"));
	CHECK(holds(s.out, "\n  Deadline: Monday 18"));
	CHECK(holds(s.out, "\n  Reminder when half the working time"));
	s = CALL(&a, "", "--explain", "2026-05-15T14:00:00+02:00");
	CHECK(holds(s.out, "\n  Frist: mandag 18."));
	arena_free(&a);
}

TEST(deadline_command_takes_closures) /* REQ: K1 K2 */
{
	static const struct {
		const char *json, *says;
	} bad[] = {
		{ "{}", "a list" },
		{ "[", "line 1" },
		{ "[7]", "closure 1" },
		{ "[{\"from\":\"2026-05-15T15:00:00+02:00\"}]", "\"to\"" },
		{ "[{\"from\":\"2026-05-15\",\"to\":\"2026-05-16\"}]",
		    "\"from\"" },
		{ "[{\"from\":\"2026-05-15T15:00:00+02:00\","
		  "\"to\":\"2026-05-15T15:00:00+02:00\"}]",
		    "ends before" },
		{ "[{\"from\":\"2026-05-15T15:00:00+02:00\","
		  "\"to\":\"2026-05-16T15:00:00+02:00\",\"reason\":4}]",
		    "reason" },
	};
	struct arena a = { 0 };
	const char *path = file_of(&a,
	    "[{\"from\":\"2026-05-15T15:00:00+02:00\",\"to\":"
	    "\"2026-05-20T10:00:00+02:00\",\"reason\":\"Flytting\"}]");
	struct said s = CALL(&a, "", "--closures", path, "--explain",
	    "2026-05-15T14:00:00+02:00");

	CHECK(s.status == 0);
	CHECK(str_starts(s.out, STR("2026-05-21T09:00:00+02:00\n")));
	CHECK(holds(s.out, "for kontoen var stengt"));
	unlink(path);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		path = file_of(&a, bad[i].json);
		s = CALL(
		    &a, "", "--closures", path, "2026-05-15T14:00:00+02:00");
		CHECK(s.status == 2 && s.out.n == 0);
		CHECK(holds(s.err, bad[i].says));
		unlink(path);
	}
	s = CALL(&a, "", "--closures", path, "2026-05-15T14:00:00+02:00");
	CHECK(s.status == 3 && holds(s.err, "cannot be opened"));
	arena_free(&a);
}

TEST(deadline_command_takes_hours) /* REQ: K1 */
{
	struct arena a = { 0 };
	const char *path = file_of(
	    &a, "{\"week\":{\"sat\":[[\"10:00\",\"14:00\"]]}}");
	struct said s = CALL(
	    &a, "", "--hours", path, "2026-05-15T14:00:00+02:00");

	CHECK(s.status == 0);
	CHECK(str_eq(s.out, STR("2026-05-23T10:00:00+02:00\n")));
	unlink(path);
	path = file_of(&a, "{\"week\":{\"lau\":[]}}");
	s = CALL(&a, "", "--hours", path, "2026-05-15T14:00:00+02:00");
	CHECK(s.status == 2 && holds(s.err, "\"lau\""));
	unlink(path);
	/* A closure of years: there is no deadline to give. */
	path = file_of(&a, "[{\"from\":\"2026-05-15T15:00:00+02:00\",\"to\":"
			   "\"9999-12-31T23:59:60Z\",\"reason\":\"Nedlagt\"}]");
	s = CALL(&a, "", "--closures", path, "2026-05-15T14:00:00+02:00");
	CHECK(s.status == 1 && str_eq(s.out, STR("none\n")));
	unlink(path);
	arena_free(&a);
}
