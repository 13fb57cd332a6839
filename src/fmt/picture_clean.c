/* SPDX-License-Identifier: EUPL-1.2
 *
 * picture_clean.c - part by part, and only the parts that are known to be
 * needed for showing it are copied.  Nothing is decoded.  REQ: P8 K8
 */
#include <stdint.h>

#include "base/buf.h"
#include "fmt/picture.h"

/* Numbers; 0 past the end. */
static uint32_t
number(struct str s, size_t at, size_t bytes, bool little)
{
	uint32_t v = 0;

	if (at > s.n || s.n - at < bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		v = v << 8 |
		    (unsigned char)s.p[little ? at + bytes - 1 - i : at + i];
	return v;
}

static uint32_t
be32(struct str s, size_t at)
{
	return number(s, at, 4, false);
}

static uint32_t
be16(struct str s, size_t at)
{
	return number(s, at, 2, false);
}

static uint32_t
le32(struct str s, size_t at)
{
	return number(s, at, 4, true);
}

static uint32_t
le16(struct str s, size_t at)
{
	return number(s, at, 2, true);
}

static unsigned
byte(struct str s, size_t at)
{
	return number(s, at, 1, false);
}

static bool
fits(uint32_t width, uint32_t height)
{
	return width > 0 && height > 0 && width <= PICTURE_PIXELS &&
	       height <= PICTURE_PIXELS / width;
}

static bool
is_one_of(struct str name, const char *names)
{
	struct str rest = str_from(names);

	while (rest.n)
		if (str_eq(str_take(&rest, ' '), name))
			return true;
	return false;
}

/* PNG ----------------------------------------------------------------------
 */

static bool
clean_png(struct str s, struct buf *out)
{
	bool data = false;
	size_t at = 8;

	buf_put(out, str_cut(s, 0, 8));
	if (be32(s, 8) != 13 || !str_eq(str_cut(s, 12, 16), STR("IHDR")) ||
				    !fits(be32(s, 16), be32(s, 20)))
		return false;
	while (s.n - at >= 12) {
		size_t n = be32(s, at);
		struct str name = str_cut(s, at + 4, at + 8);

		if (n > s.n - at - 12)
			return false;
		if (is_one_of(name, "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB "
				    "iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT"))
			buf_put(out, str_cut(s, at, at + 12 + n));
		data = data || str_eq(name, STR("IDAT"));
		if (str_eq(name, STR("IEND")))
			return data;
		at += 12 + n;
	}
	return false;
}

/* JPEG ---------------------------------------------------------------------
 */

enum {
	M_SOF0 = 0xc0,
	M_DHT = 0xc4,
	M_JPG = 0xc8,
	M_DAC = 0xcc,
	M_SOF15 = 0xcf,
	M_RST0 = 0xd0,
	M_RST7 = 0xd7,
	M_EOI = 0xd9,
	M_SOS = 0xda,
	M_APP0 = 0xe0,
	M_APP1 = 0xe1,
	M_APP2 = 0xe2,
	M_APP14 = 0xee,
	M_APP15 = 0xef,
	M_COM = 0xfe
};

/* How it is to be turned: 2 to 8, or 1. */
static unsigned
orientation(struct str exif)
{
	struct str tiff = str_cut(exif, 6, exif.n);
	bool little = str_starts(tiff, STR("II"));
	size_t at = number(tiff, 4, 4, little);
	size_t n = number(tiff, at, 2, little);

	for (size_t i = 0; i < n; i++) {
		size_t entry = at + 2 + 12 * i;
		unsigned v = number(tiff, entry + 8, 2, little);

		if (number(tiff, entry, 2, little) == 0x0112)
			return v >= 2 && v <= 8 ? v : 1;
	}
	return 1;
}

/* An Exif of that one entry. */
static void
put_orientation(struct buf *out, unsigned v)
{
	static const char head[] = "\xff\xe1\x00\x22"
				   "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01"
				   "\x01\x12\0\x03\0\0\0\x01\0";

	if (v == 1)
		return;
	buf_put(out, (struct str){ head, sizeof(head) - 1 });
	buf_char(out, (char)v);
	buf_put(out, (struct str){ "\0\0\0\0\0\0", 6 });
}

static bool
is_size(unsigned m)
{
	return m >= M_SOF0 && m <= M_SOF15 && m != M_DHT && m != M_JPG &&
	       m != M_DAC;
}

/* Of the application's own segments: JFIF, colour profiles, and how Adobe
 * stored the colours. */
static bool
is_kept(unsigned m, struct str body)
{
	if (m == M_COM)
		return false;
	if (m < M_APP0 || m > M_APP15)
		return true;
	return (m == M_APP0 && str_starts(body, STR("JFIF"))) ||
	    (m == M_APP2 && str_starts(body, STR("ICC_PROFILE"))) ||
		(m == M_APP14 && str_starts(body, STR("Adobe")));
}

/* The coded image goes on until a marker that is no restart. */
static size_t
past_scan(struct str s, size_t at)
{
	while (at + 1 < s.n) {
		unsigned m = byte(s, at + 1);

		if (byte(s, at) == 0xff && m != 0 && m != 0xff &&
		    (m < M_RST0 || m > M_RST7))
			return at;
		at++;
	}
	return s.n;
}

struct jpeg {
	struct str in;
	size_t at;
	bool sized, scanned;
	unsigned turned; /* 0: not seen yet */
};

/* A segment at j->at, with its marker.  false: broken. */
static bool
clean_segment(struct jpeg *j, unsigned m, struct buf *out)
{
	size_t n = be16(j->in, j->at + 2), from = j->at;
	struct str body = str_cut(j->in, from + 4, from + 2 + n);

	if (n < 2 || n > j->in.n - from - 2)
		return false;
	j->at += 2 + n;
	if (m == M_APP1 && str_starts(body, STR("Exif")) && !j->turned) {
		j->turned = orientation(body);
		put_orientation(out, j->turned);
	}
	if (is_size(m)) {
		j->sized = true;
		if (!fits(be16(body, 3), be16(body, 1)))
			return false;
	}
	if (!is_kept(m, body))
		return true;
	if (m == M_SOS) {
		j->scanned = true;
		j->at = past_scan(j->in, j->at);
	}
	buf_put(out, str_cut(j->in, from, j->at));
	return true;
}

static bool
clean_jpeg(struct str s, struct buf *out)
{
	struct jpeg j = { .in = s, .at = 2 };

	buf_put(out, str_cut(s, 0, 2));
	while (s.n - j.at >= 2) {
		unsigned m = byte(s, j.at + 1);

		if (byte(s, j.at) != 0xff)
			return false;
		if (m == 0xff) { /* filling */
			j.at++;
			continue;
		}
		if (m == M_EOI) {
			buf_put(out, str_cut(s, j.at, j.at + 2));
			return j.sized && j.scanned;
		}
		if (s.n - j.at < 4 || m == 0 || m == 1 ||
		    (m >= M_RST0 && m < M_EOI) || !clean_segment(&j, m, out))
			return false;
	}
	return false;
}

/* GIF ----------------------------------------------------------------------
 */

/* Past the blocks that begin at `at`, each with its length; 0: cut off. */
static size_t
past_blocks(struct str s, size_t at)
{
	while (at < s.n && byte(s, at) != 0) {
		size_t n = byte(s, at);

		if (n >= s.n - at)
			return 0;
		at += 1 + n;
	}
	return at < s.n ? at + 1 : 0;
}

static size_t
colours(unsigned flags)
{
	return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* Timing and movement stay; comments and the applications' own do not. */
static bool
is_shown(struct str s, size_t at)
{
	struct str app = str_cut(s, at + 3, at + 14);

	if (byte(s, at) == 0x2c || byte(s, at + 1) == 0xf9)
		return true;
	return byte(s, at + 1) == 0xff && (str_eq(app, STR("NETSCAPE2.0")) ||
					      str_eq(app, STR("ANIMEXTS1.0")));
}

static bool
clean_gif(struct str s, struct buf *out)
{
	size_t at = 13 + colours(byte(s, 10));
	bool image = false;

	if (!fits(le16(s, 6), le16(s, 8)) || at >= s.n)
		return false;
	buf_put(out, str_cut(s, 0, at));
	while (at < s.n && byte(s, at) != 0x3b) {
		bool is_image = byte(s, at) == 0x2c;
		size_t body = is_image ? at + 11 + colours(byte(s, at + 9))
				       : at + 2;
		size_t end = past_blocks(s, body);

		if ((!is_image && byte(s, at) != 0x21) || end == 0)
			return false;
		image = image || is_image;
		if (is_shown(s, at))
			buf_put(out, str_cut(s, at, end));
		at = end;
	}
	buf_char(out, 0x3b);
	return at < s.n && image;
}

/* WebP ---------------------------------------------------------------------
 */

/* The chunk at `at`, n bytes of it.  false: it is the description of all, and
 * the picture is too large. */
static bool
clean_chunk(struct str s, size_t at, size_t n, struct buf *out, bool *image)
{
	struct str name = str_cut(s, at, at + 4);
	bool is_image = str_eq(name, STR("VP8 ")) ||
	    is_one_of(name, "VP8L ANMF");

	*image = *image || is_image;
	if (!str_eq(name, STR("VP8X"))) {
		if (is_image || is_one_of(name, "ALPH ANIM ICCP"))
			buf_put(out, str_cut(s, at, at + 8 + n));
		return true;
	}
	if (n < 10 || !fits(number(s, at + 12, 3, true) + 1,
			  number(s, at + 15, 3, true) + 1))
		return false;
	buf_put(out, str_cut(s, at, at + 8));
	/* It says which of the others there are: no Exif, no XMP. */
	buf_char(out, (char)(byte(s, at + 8) & ~0x0cu));
	buf_put(out, str_cut(s, at + 9, at + 8 + n));
	return true;
}

static bool
clean_webp(struct str s, struct buf *out)
{
	size_t size = le32(s, 4), at = 12;
	bool image = false;

	if (size < 4 || size > s.n - 8)
		return false;
	s = str_cut(s, 0, 8 + size);
	buf_put(out, str_cut(s, 0, 12));
	while (s.n - at >= 8) {
		size_t n = le32(s, at + 4);

		n += n & 1;
		if (n > s.n - at - 8 || !clean_chunk(s, at, n, out, &image))
			return false;
		at += 8 + n;
	}
	for (size_t i = 0; out->p && i < 4; i++)
		out->p[4 + i] = (char)((out->n - 8) >> (8 * i) & 0xff);
	return at == s.n && image;
}

struct str
picture_clean(struct arena *a, struct str bytes)
{
	struct buf out = { .arena = a };
	const char *type = picture_type(bytes);
	bool whole = false;

	if (!type)
		return STR_NONE;
	switch (type[6]) {
	case 'p': whole = clean_png(bytes, &out); break;
	case 'j': whole = clean_jpeg(bytes, &out); break;
	case 'g': whole = clean_gif(bytes, &out); break;
	case 'w': whole = clean_webp(bytes, &out); break;
	default: break;
	}
	return whole ? buf_str(&out) : STR_NONE;
}
