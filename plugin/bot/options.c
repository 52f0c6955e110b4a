/* options.c - what crampbot is told to do on its command line. It refuses to know what becomes of it. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>

const char options_help[] =
        "crampbot answers questions on IRC.\n"
        "\n"
        "Usage: crampbot [-c FILE] [--check [--json] | --status]\n"
        "\n"
        "  -c, --config FILE  the configuration; otherwise ./bot.cfg, or else\n"
        "                     /etc/crampbot/bot.cfg or /usr/local/etc/crampbot/bot.cfg\n"
        "      --check        look at the configuration and everything it names, tell\n"
        "                     every mistake and what is doubtful, and do not connect\n"
        "      --json         with --check: a JSON object a line (file, line, severity, what)\n"
        "      --status       ask the bot that runs with this configuration, on this\n"
        "                     machine as the same user (or root), how it fares\n"
        "      --version      print the version\n"
        "  -h, --help         print this\n"
        "\n"
        "Signals: INT and TERM quit; HUP reads the configuration again and takes it\n"
        "over only if all of it is right; USR1 opens the log's file anew.\n"
        "\n"
        "Exit codes: 0 all is well, 2 the configuration has mistakes or none of its\n"
        "plugins works, 3 no bot runs (--status), 64 wrong options, 70 an internal error,\n"
        "71 the system refuses, or another bot runs with the same `state`.\n";

bool options_read(int argc, char **argv, struct options *out, char *why, size_t cap)
{
        static const struct option options[] = {
                {"config", required_argument, NULL, 'c'},      {"check", no_argument, NULL, OPTIONS_CHECK},
                {"json", no_argument, NULL, 'j'},              {"status", no_argument, NULL, OPTIONS_STATUS},
                {"version", no_argument, NULL, OPTIONS_VERSION}, {"help", no_argument, NULL, OPTIONS_HELP},
                {NULL, 0, NULL, 0},
        };
        int option;

        *out = (struct options){.task = OPTIONS_RUN};
        while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
                if (option == '?' || (option == 'c' && !*optarg) || (option == OPTIONS_CHECK && out->task == OPTIONS_STATUS) ||
                    (option == OPTIONS_STATUS && out->task == OPTIONS_CHECK)) {
                        snprintf(why, cap, "these options make no sense; --help tells them");
                        return false;
                }
                if (option == 'c')
                        out->path = optarg;
                else if (option == 'j')
                        out->json = true;
                else if (out->task != OPTIONS_HELP && out->task != OPTIONS_VERSION)
                        out->task = (enum options_task)option;
        }
        if (optind < argc) {
                snprintf(why, cap, "\"%s\" is one word too many; --help tells the options", argv[optind]);
                return false;
        }
        if (!out->json || (out->task != OPTIONS_RUN && out->task != OPTIONS_STATUS))
                return true;
        snprintf(why, cap, "--json says how --check is to report; --help tells the options");
        return false;
}
