/* quiet.h - the bot's log, where a target has it: still made, and thrown away. */
#ifndef FUZZ_QUIET_H
#define FUZZ_QUIET_H

#include "../../plugin/bot/log.h"
#include "fuzz.h"

static inline void fuzz_quiet(void)
{
        struct log_settings settings = {.level = LOG_DEBUG, .file = "/dev/null"};
        char why[200];

        for (size_t i = 0; i < LOG_MODULES; i++)
                settings.levels[i] = -1;
        must_of(log_configure(&settings, why, sizeof why), "no log", why);
}

#endif
