/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_picture.c - what goes out with a picture: what it shows, and nothing of
 * where, when and by whom it was taken; and what is no whole picture is none.
 * REQ: P8 K8
 */
#include "base/buf.h"
#include "fmt/picture.h"
#include "tests/test.h"

#define SECRET "61.2137N 10.4662E, Kari Nordli, 2026-11-17"

struct bytes {
	struct arena a;
	struct buf b;
};

static void
put(struct bytes *x, const char *p, size_t n)
{
	x->b.arena = &x->a;
	buf_put(&x->b, (struct str){ p, n });
}
#define PUT(x, lit) put(x, lit, sizeof(lit) - 1)

static bool
same(struct bytes *x, struct bytes *clean)
{
	return str_eq(picture_clean(&x->a, buf_str(&x->b)), buf_str(&clean->b));
}

/* Nothing of it is a picture until the last byte is there. */
static bool
only_whole(struct bytes *x)
{
	struct str s = buf_str(&x->b);

	for (size_t n = 0; n < s.n; n++)
		if (picture_clean(&x->a, str_cut(s, 0, n)).n)
			return false;
	return picture_clean(&x->a, s).n == s.n;
}

static void
done(struct bytes *x, struct bytes *y)
{
	arena_free(&x->a);
	arena_free(&y->a);
}

#define JFIF "\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define SOF  "\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00"
#define SCAN                                                                   \
	"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\x00\x34\xff\xd0\x56"
#define EXIF(turned)                                                           \
	"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" turned    \
	"\0\0\0\0\0\0"

TEST(picture_jpeg_tells_only_what_it_shows)
{
	struct bytes x = { .b = { 0 } }, y = { .b = { 0 } };

	PUT(&y, "\xff\xd8" JFIF);
	PUT(&y, "\xff\xe1\x00\x22" EXIF("\x06"));
	PUT(&y, SOF SCAN "\xff\xd9");
	PUT(&x, "\xff\xd8" JFIF);
	PUT(&x, "\xff\xe1\x00\x4c" EXIF("\x06") SECRET);
	PUT(&x, "\xff\xe1\x00\x2c" SECRET "\xff\xed\x00\x2c" SECRET);
	PUT(&x, "\xff\xfe\x00\x2c" SECRET "\xff\xe2\x00\x2c" SECRET);
	PUT(&x, SOF "\xff" SCAN "\xff\xd9" SECRET);
	CHECK(same(&x, &y) && only_whole(&y));
	done(&x, &y);
}

/* Upright, it needs no Exif at all. */
TEST(picture_jpeg_upright_has_no_exif)
{
	struct bytes x = { .b = { 0 } }, y = { .b = { 0 } };

	PUT(&y, "\xff\xd8" SOF SCAN "\xff\xd9");
	PUT(&x, "\xff\xd8\xff\xe1\x00\x22" EXIF("\x01") SOF SCAN "\xff\xd9");
	CHECK(same(&x, &y) && only_whole(&y));
	done(&x, &y);
}

#define PNG  "\x89PNG\r\n\x1a\n"
#define IHDR "\0\0\0\x0dIHDR\0\0\0\x04\0\0\0\x02\x08\x06\0\0\0\x7f\xa8\x7d\x63"
#define IDAT "\0\0\0\x02IDAT\x78\x01\1\2\3\4"
#define IEND "\0\0\0\0IEND\xae\x42\x60\x82"

TEST(picture_png_tells_only_what_it_shows)
{
	struct bytes x = { .b = { 0 } }, y = { .b = { 0 } };

	PUT(&y, PNG IHDR);
	PUT(&y, IDAT IEND);
	PUT(&x, PNG IHDR "\0\0\0\x2atEXt" SECRET "\1\2\3\4");
	PUT(&x, "\0\0\0\x2a");
	PUT(&x, "eXIf" SECRET "\1\2\3\4" IDAT IEND SECRET);
	CHECK(same(&x, &y) && only_whole(&y));
	done(&x, &y);
}

#define GIF   "GIF89a\2\0\1\0\x80\0\0\xff\0\0\0\0\xff"
#define LOOP  "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define FRAME "\x21\xf9\4\0\x0a\0\0\0\x2c\0\0\0\0\2\0\1\0\0\2\2\x44\x0a\0"

TEST(picture_gif_tells_only_what_it_shows)
{
	struct bytes x = { .b = { 0 } }, y = { .b = { 0 } };

	PUT(&y, GIF LOOP FRAME FRAME "\x3b");
	PUT(&x, GIF LOOP "\x21\xfe\x2a" SECRET "\0" FRAME);
	PUT(&x, "\x21\xff\x0bXMP DataXMP\x2a" SECRET "\0" FRAME "\x3b" SECRET);
	CHECK(same(&x, &y) && only_whole(&y));
	done(&x, &y);
}

TEST(picture_webp_tells_only_what_it_shows)
{
	struct bytes x = { .b = { 0 } }, y = { .b = { 0 } };

	PUT(&y, "RIFF\x22\0\0\0WEBPVP8X\x0a\0\0\0\x20\0\0\0\3\0\0\1\0\0");
	PUT(&y, "VP8L\3\0\0\0\x2f\1\2\0");
	PUT(&x, "RIFF\x86\0\0\0WEBPVP8X\x0a\0\0\0\x2c\0\0\0\3\0\0\1\0\0");
	PUT(&x, "VP8L\3\0\0\0\x2f\1\2\0");
	PUT(&x, "EXIF\x2a\0\0\0" SECRET "XMP \x2a\0\0\0" SECRET);
	CHECK(same(&x, &y) && only_whole(&y));
	done(&x, &y);
}

/* A page of another kind, a bomb, a picture without an image. */
TEST(picture_that_is_none)
{
	static const struct str none[] = { STR_INIT(""),
		STR_INIT("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
		STR_INIT("%PDF-1.7"), STR_INIT("\xff\xd8\xff"),
		STR_INIT("\xff\xd8\xff\xd9"), STR_INIT(PNG),
		STR_INIT(PNG IHDR IEND),
		STR_INIT(PNG "\0\0\0\x0dIHDR\0\1\0\0\0\1\0\0\x08\6\0\0\0\1\2\3"
			     "\4" IDAT IEND),
		STR_INIT("\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01"
			 "\x11\x00" SCAN "\xff\xd9"),
		STR_INIT("GIF89a\2\0\1\0\0\0\0\x3b"),
		STR_INIT("GIF89a<script>alert(1)</script>"),
		STR_INIT("RIFF\xff\xff\xff\xffWEBPVP8L\3\0\0\0\x2f\1\2\0") };
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(picture_clean(&a, none[i]).n == 0);
	arena_free(&a);
}
