/* SPDX-License-Identifier: EUPL-1.2
 *
 * notify.h - tells the supervisor how we are, by systemd's plain protocol
 * (sd_notify(3)): one datagram to the socket $NOTIFY_SOCKET names.
 */
#ifndef HTTP_NOTIFY_H
#define HTTP_NOTIFY_H
#include "base/err.h"
#include "base/str.h"

/* where: the value of $NOTIFY_SOCKET as main read it; empty: nobody asks, OK.
 * state: "READY=1", "STOPPING=1", "RELOADING=1\nMONOTONIC_USEC=...",
 * "WATCHDOG=1".  Errors: ERR_INVALID (no such path), ERR_REMOTE. */
enum err notify_send(struct str where, struct str state) MUST_CHECK;
#endif
