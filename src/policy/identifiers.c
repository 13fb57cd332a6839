/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/identifiers.h"

/* REQ: K8 */

static bool
leap_day_in(int century_year, int yy)
{
	int y = century_year + yy;

	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

/* The first year of the century that the individual number tells of, or -1.
 * Numbers of the 2032 kind say no century. */
static int
century_of(int individual, int yy, bool d_number)
{
	if (d_number) {
		if (individual >= 500 && individual <= 599 && yy >= 58)
			return 1800;
		if (individual <= 199 && yy < 40)
			return 1900;
		if ((individual <= 499 || individual >= 600) && yy >= 40)
			return 1900;
		return individual >= 200 && yy < 40 ? 2000 : -1;
	}
	if (individual <= 499)
		return 1900;
	if (individual <= 749 && yy >= 54)
		return 1800;
	if (yy <= 39)
		return 2000;
	return individual >= 900 && yy >= 40 ? 1900 : -1;
}

static bool
date_exists(int day, int month, int yy, int century)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	if (day < 1 || month < 1 || month > 12)
		return false;
	if (month == 2 && day == 29)
		return century < 0 ? yy % 4 == 0 : leap_day_in(century, yy);
	return day <= days[month - 1];
}

/* The remainder of k1 (0 with the rule of 1964, to 3 with that of 2032), or
 * -1 where k2 does not hold. */
static int
control_rest(const unsigned char d[11])
{
	static const int w1[] = { 3, 7, 6, 1, 8, 9, 4, 5, 2 };
	static const int w2[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
	int s1 = d[9], s2 = d[10];

	for (int i = 0; i < 9; i++)
		s1 += w1[i] * d[i];
	for (int i = 0; i < 10; i++)
		s2 += w2[i] * d[i];
	return s2 % 11 == 0 ? s1 % 11 : -1;
}

/* Takes the offset of a test series off the month. */
static bool
synthetic_month(int *month)
{
	static const int offset[] = { 80, 65, 40 };

	for (int i = 0; i < 3; i++) {
		if (*month > offset[i] && *month <= offset[i] + 12) {
			*month -= offset[i];
			return true;
		}
	}
	return false;
}

enum national_id
national_id_of(const unsigned char d[11])
{
	int rest = control_rest(d);
	int day = d[0] * 10 + d[1], month = d[2] * 10 + d[3];
	int yy = d[4] * 10 + d[5];
	int individual = d[6] * 100 + d[7] * 10 + d[8];
	bool d_number = d[0] >= 4 && d[0] <= 7;
	bool synthetic = synthetic_month(&month);
	int century;

	if (rest < 0 || rest > 3)
		return ID_NONE;
	if (d[0] >= 8)
		return rest == 0 ? ID_HEALTH : ID_NONE;
	/* A number that tells no century may still be one of the 2032 kind,
	 * given to a person born in any. */
	century = rest == 0 ? century_of(individual, yy, d_number) : -1;
	if (!date_exists(d_number ? day - 40 : day, month, yy, century))
		return ID_NONE;
	if (rest == 0)
		return synthetic ? ID_SYNTHETIC : ID_REAL;
	return synthetic ? ID_SYNTHETIC_2032 : ID_REAL_2032;
}

bool
national_id_control(const unsigned char d[11])
{
	return control_rest(d) == 0;
}

bool
bank_account_valid(const unsigned char d[11])
{
	static const int w[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
	int sum = d[10];

	for (int i = 0; i < 10; i++)
		sum += w[i] * d[i];
	return sum % 11 == 0 && (d[0] || d[1] || d[2] || d[3]);
}

bool
iban_valid(const unsigned char d[13])
{
	unsigned rest = 0;

	for (int i = 2; i < 13; i++)
		rest = (rest * 10 + d[i]) % 97;
	rest = (rest * 10000 + 2324) % 97; /* N is 23, O is 24 */
	rest = (rest * 100 + d[0] * 10U + d[1]) % 97;
	return rest == 1 && bank_account_valid(d + 2);
}
