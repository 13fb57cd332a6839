/* SPDX-License-Identifier: EUPL-1.2
 * login.h - what the login form shows. */
#ifndef WEB_LOGIN_H
#define WEB_LOGIN_H
#include "fmt/texts.h"

struct login_view {
	enum lang lang;
	struct str token, to, login, error;
};
#endif
