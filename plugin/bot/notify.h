/* notify.h - tells systemd how the service fares: sd_notify(3), without its library.
 *
 *   NOTIFY_SOCKET  where to: a path, or "@name" for an abstract one
 *   WATCHDOG_USEC  how often it wants to hear of us, in WATCHDOG_PID's process
 */
#ifndef BOT_NOTIFY_H
#define BOT_NOTIFY_H

#include <stdint.h>

/* "READY=1\nSTATUS=...": nothing happens where nobody listens. */
__attribute__((format(printf, 1, 2)))
void notify_say(const char *format, ...);

/* Half the time that the watchdog allows, in ms; 0: there is none. */
uint64_t notify_interval(void);

/* RELOADING=1 with the clock that Type=notify-reload wants. READY=1 ends it. */
void notify_reloading(void);

#endif
