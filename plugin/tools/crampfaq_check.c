/* crampfaq_check.c - every mistake and every doubtful thing in FAQ files.
 *
 * FAQ files and lexicon files may be given in any order ("faq/" and all in it): a
 * lexicon is checked with the FAQ that names it, and by itself if none does. A FAQ
 * without mistakes then answers its golden questions.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../answer/article_check.h"
#include "../answer/cfg.h"
#include "../answer/golden.h"
#include "../answer/lexicon.h"
#include "crampfaq.h"
#include "json.h"
#include "source.h"

struct checking {
        struct source source;
        const char *lexicon[SETTINGS_FILES_MAX];
        bool checked[SETTINGS_FILES_MAX];  /* a FAQ named this lexicon */
        size_t lexicon_count;
        size_t mistakes, doubts, files;
        size_t golden, failing;            /* golden questions; those not answered as they should be */
        bool json;
};

static void print_report(void *context, const char *file, unsigned line,
                         enum answer_severity severity, const char *what)
{
        struct checking *checking = context;

        if (severity == ANSWER_ERROR)
                checking->mistakes++;
        else
                checking->doubts++;
        if (checking->json) {
                fputs("{\"file\":", stdout);
                json_print(file);
                printf(",\"line\":%u,\"severity\":\"%s\",\"what\":", line,
                       severity == ANSWER_ERROR ? "error" : "warning");
                json_print(what);
                puts("}");
                return;
        }
        fputs(file, stdout);
        if (line > 0)
                printf(":%u", line);
        printf(": %s%s\n", severity == ANSWER_ERROR ? "" : "warning: ", what);
}

static bool same_file(const char *a, const char *b)
{
        char *x = realpath(a, NULL), *y = realpath(b, NULL);
        bool same = strcmp(x ? x : a, y ? y : b) == 0;

        free(x);
        free(y);
        return same;
}

static void note_file(void *context, const char *path)
{
        struct checking *checking = context;

        checking->files++;
        for (size_t i = 0; i < checking->lexicon_count; i++)
                if (same_file(checking->lexicon[i], path))
                        checking->checked[i] = true;
}

/* A file that can be read, holds no article and no passages, but what only a lexicon has. */
static bool is_lexicon(const char *path)
{
        struct cfg_log silent = { .options = NULL };
        struct cfg cfg;
        bool is = cfg_open(&cfg, path, &silent) == 0 && !config_lookup(&cfg.config, "article") &&
                  !config_lookup(&cfg.config, "passages") &&
                  (config_lookup(&cfg.config, "synonyms") || config_lookup(&cfg.config, "lists") ||
                   config_lookup(&cfg.config, "words"));

        cfg_close(&cfg);
        return is;
}

static bool add_file(struct checking *checking, const char *path, char *why, size_t cap)
{
        if (!is_lexicon(path))
                return source_add(&checking->source, path, why, cap);
        if (checking->lexicon_count == SETTINGS_FILES_MAX) {
                snprintf(why, cap, "more than %d lexicon files", SETTINGS_FILES_MAX);
                return false;
        }
        checking->lexicon[checking->lexicon_count++] = path;
        return true;
}

static void on_golden(void *context, const struct golden_result *r)
{
        char what[600], now[100];

        if (r->verdict != GOLDEN_FAILS)
                return;
        snprintf(what, sizeof what, "\"%.300s\" should get %.120s and gets %s", r->question, r->expected,
                 golden_text(&r->now, now, sizeof now));
        print_report(context, r->file, r->line, ANSWER_ERROR, what);
}

static void check_golden(struct checking *checking, struct answer *answer)
{
        size_t before = checking->mistakes;
        struct golden_run run = { .now = answer, .each = on_golden, .strict = true, .report = print_report,
                                  .context = checking };

        golden_run(&run);
        checking->golden = run.golden;
        checking->failing = run.fails;
        checking->mistakes = before + run.mistakes;
}

static void look_for_days(struct checking *checking, const struct cfg *cfg, const config_setting_t *at, const char *latest)
{
        char what[100];

        for (size_t i = 0; i < cfg_count(at); i++)
                look_for_days(checking, cfg, cfg_item(at, i), latest);
        if (!at->name || strcmp(at->name, "reviewed") != 0 || at->type != CONFIG_TYPE_STRING ||
            !article_is_date(at->value.sval) || strcmp(at->value.sval, latest) <= 0)
                return;
        snprintf(what, sizeof what, "the day %s is yet to come: when was it last looked through?", at->value.sval);
        print_report(checking, cfg_file(cfg, at), at->line, ANSWER_DOUBT, what);
}

/* Was anything looked through on a day that is yet to come, anywhere on earth? */
static void check_days(struct checking *checking)
{
        struct cfg_log silent = { .options = NULL };
        time_t tomorrow = time(NULL) + (time_t)24 * 60 * 60;
        struct source source = checking->source;
        struct settings settings;
        char latest[16], why[256];
        struct tm day;
        struct cfg cfg;

        source.report = NULL; /* it was read before */
        if (!gmtime_r(&tomorrow, &day) || strftime(latest, sizeof latest, "%Y-%m-%d", &day) == 0 ||
            !source_settings(&source, &settings, why, sizeof why))
                return;
        for (size_t i = 0; i < settings.file_count; i++) {
                if (cfg_open(&cfg, settings.file[i], &silent) == 0)
                        look_for_days(checking, &cfg, config_root_setting(&cfg.config), latest);
                cfg_close(&cfg);
        }
        settings_free(&settings);
}

static void check_faq(struct checking *checking, char *why, size_t cap)
{
        struct answer *answer = source_open(&checking->source, why, cap);

        if (answer) {
                check_golden(checking, answer);
                answer_close(answer);
                check_days(checking);
        } else if (checking->mistakes > 0) {
                *why = '\0'; /* said already, with all the others */
        } else if (checking->json && checking->source.file_count > 0) {
                print_report(checking, checking->source.file[0], 0, ANSWER_ERROR, why);
                *why = '\0';
        } else {
                checking->mistakes++;
        }
}

/* A lexicon's language stands in the file itself. */
static void check_lexicon(struct checking *checking, const char *path, char *why, size_t cap)
{
        struct answer_options options = { .size = sizeof options, .report = print_report,
                                          .context = checking, .doubts = true };
        struct cfg_log silent = { .options = NULL };
        const char *language = "english";
        size_t before = checking->mistakes;
        struct lexicon *lexicon;
        struct cfg cfg;

        if (cfg_open(&cfg, path, &silent) == 0)
                config_lookup_string(&cfg.config, "language", &language);
        lexicon = lexicon_open(path, language, &options, why, cap);
        checking->files++;
        if (lexicon)
                lexicon_close(lexicon);
        else if (checking->mistakes > before)
                *why = '\0';
        else
                checking->mistakes++;
        cfg_close(&cfg);
}

static void print_sum(const struct checking *checking)
{
        if (checking->golden)
                printf("%zu of %zu golden questions are answered as they should be.\n",
                       checking->golden - checking->failing, checking->golden);
        if (checking->mistakes + checking->doubts + checking->failing == 0)
                printf("%zu %s, nothing wrong.\n", checking->files,
                       checking->files == 1 ? "file" : "files");
        else if (checking->mistakes + checking->doubts)
                printf("%zu %s, %zu %s.\n", checking->mistakes,
                       checking->mistakes == 1 ? "mistake" : "mistakes", checking->doubts,
                       checking->doubts == 1 ? "warning" : "warnings");
}

int crampfaq_check(int argc, char **argv, char *why, size_t cap)
{
        static const struct option options[] = {
                { "json", no_argument, NULL, 'j' }, { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
        };
        struct checking checking = { .source = { .report = print_report, .uses_file = note_file,
                                                 .doubts = true } };
        int option;

        checking.source.context = &checking;
        while ((option = getopt_long(argc, argv, ":c:h", options, NULL)) != -1) {
                if (option == 'c')
                        checking.source.config = optarg;
                else if (option == 'j')
                        checking.json = true;
                else
                        return crampfaq_no_option(option, argv, why, cap);
        }
        for (int i = optind; i < argc; i++)
                if (!add_file(&checking, argv[i], why, cap))
                        return CRAMPFAQ_BAD;
        if (checking.source.file_count > 0 || checking.lexicon_count == 0)
                check_faq(&checking, why, cap);
        for (size_t i = 0; i < checking.lexicon_count; i++)
                if (!checking.checked[i])
                        check_lexicon(&checking, checking.lexicon[i], why, cap);
        if (!*why && !checking.json)
                print_sum(&checking);
        return checking.mistakes > 0 ? CRAMPFAQ_BAD : checking.failing > 0 ? CRAMPFAQ_BELOW : CRAMPFAQ_FINE;
}
