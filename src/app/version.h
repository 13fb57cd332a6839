/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef APP_VERSION_H
#define APP_VERSION_H
#define ORDSTYRER_VERSION "0.1.0"
#endif
