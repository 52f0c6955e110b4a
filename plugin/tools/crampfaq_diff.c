/* crampfaq_diff.c - what a new FAQ answers otherwise than the old one.
 *
 *   OLD --.                  golden questions of NEW
 *         +-- golden_run <-- the inbox's questions
 *   NEW --'                  files of questions (-q)
 *
 * What is worse, golden.h says: a running bot refuses to reload the same.
 */
#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../answer/cfg.h"
#include "../answer/golden.h"
#include "../answer/room.h"
#include "../inbox/inbox.h"
#include "crampfaq.h"
#include "json.h"
#include "lines.h"
#include "source.h"

#define FILES_MAX 64

struct stored {
        const char *from;      /* a file of questions, or the inbox */
        size_t line;           /* in the file; 0: of the inbox */
};

struct diffing {
        struct source source;  /* for reports alone */
        const char *inbox;     /* -d */
        const char *questions[FILES_MAX];
        size_t question_files;
        bool json, all;
        struct golden_stored *list;
        struct stored *where;  /* beside list */
        size_t count, list_room, where_room, shown, mistakes;
};

/* -- which FAQs -------------------------------------------------------------- */

static bool is_article(const char *path)
{
        struct cfg_log silent = { .options = NULL };
        struct cfg cfg;
        bool is = cfg_open(&cfg, path, &silent) == 0 && config_lookup(&cfg.config, "article");

        cfg_close(&cfg);
        return is;
}

static int is_cfg(const struct dirent *entry)
{
        size_t length = strlen(entry->d_name);

        return *entry->d_name != '.' && length > 4 && strcmp(entry->d_name + length - 4, ".cfg") == 0;
}

static bool add_file(struct settings *settings, const char *path, char *why, size_t cap)
{
        if (settings->file_count == SETTINGS_FILES_MAX) {
                snprintf(why, cap, "more than %d FAQ files", SETTINGS_FILES_MAX);
                return false;
        }
        settings->file[settings->file_count] = strdup(path);
        if (settings->file[settings->file_count]) {
                settings->file_count++;
                return true;
        }
        snprintf(why, cap, "no memory");
        return false;
}

/* The articles of a folder, in the order of their names. */
static bool read_folder(struct settings *settings, const char *folder, char *why, size_t cap)
{
        struct dirent **entry = NULL;
        int count = scandir(folder, &entry, is_cfg, alphasort);
        bool fine = true;
        char path[4096];

        for (int i = 0; i < count; i++) {
                snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
                if (fine && is_article(path))
                        fine = add_file(settings, path, why, cap);
                free(entry[i]);
        }
        free(entry);
        if (fine && !settings->file_count)
                snprintf(why, cap, "%s: no FAQ file is in this folder", folder);
        return fine && settings->file_count;
}

/* OLD and NEW are a bot.cfg, a FAQ file, or a folder with a bot.cfg or with FAQ files. */
static struct answer *open_one(struct diffing *d, const char *path, struct settings *settings, char *why,
                               size_t cap)
{
        struct source source = d->source;
        struct answer *answer = NULL;
        struct stat status;
        char config[4096];
        bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode), fine;

        memset(settings, 0, sizeof *settings);
        snprintf(config, sizeof config, "%s%s", path, folder ? "/bot.cfg" : "");
        if (folder ? access(config, R_OK) == 0 : source_is_config(path)) {
                source.config = config;
                fine = source_settings(&source, settings, why, cap);
        } else {
                fine = folder ? read_folder(settings, path, why, cap) : add_file(settings, path, why, cap);
        }
        if (fine)
                answer = source_build(&source, settings, why, cap);
        if (!answer)
                settings_free(settings);
        return answer;
}

/* -- which questions --------------------------------------------------------- */

static bool add_question(struct diffing *d, const char *text, bool wrong, const char *from, size_t line)
{
        struct golden_stored *list = room_for(d->list, &d->list_room, d->count + 1, sizeof *list);
        struct stored *where = room_for(d->where, &d->where_room, d->count + 1, sizeof *where);

        if (list)
                d->list = list;
        if (where)
                d->where = where;
        if (!list || !where)
                return false;
        d->list[d->count] = (struct golden_stored){ strdup(text), wrong };
        d->where[d->count] = (struct stored){ from, line };
        return d->list[d->count].question && ++d->count;
}

/* The first field of each line; comments are left out. */
static bool read_questions(struct diffing *d, const char *path, char *why, size_t cap)
{
        struct lines lines;
        bool fine = true;
        size_t length;
        char *line;
        int got;

        if (lines_init(&lines, path, why, cap) < 0)
                return false;
        while (fine && (got = lines_next(&lines, &line, &length, why, cap)) != 0) {
                if (got < 0) {
                        fine = false;
                        break;
                }
                line[strcspn(line, "\t\r")] = '\0';
                if (*line && *line != '#')
                        fine = add_question(d, line, false, path, lines.number);
                if (!fine)
                        snprintf(why, cap, "no memory");
        }
        lines_fini(&lines);
        return fine;
}

static void on_question(void *context, const struct inbox_question *question)
{
        struct diffing *d = context;

        add_question(d, question->words, question->wrong > 0, d->inbox, 0);
}

/* One that was named must be there; that of bot.cfg need not. */
static bool read_inbox(struct diffing *d, char *why, size_t cap)
{
        const struct inbox_options options = { .file = d->inbox, .reader = true };
        struct inbox *inbox = d->inbox ? inbox_open(&options) : NULL;
        char reason[300];
        bool fine;

        if (!d->inbox)
                return true;
        if (!inbox) {
                snprintf(why, cap, "no memory");
                return false;
        }
        fine = inbox_list(inbox, &(struct inbox_wanted){ .most = 0 }, on_question, d, reason, sizeof reason);
        inbox_close(inbox, 0);
        if (!fine)
                snprintf(why, cap, "%s: %s", d->inbox, reason);
        return fine;
}

/* -- what comes out ---------------------------------------------------------- */

static const char *const verdicts[] = {
        [GOLDEN_FINE] = "same", [GOLDEN_BETTER] = "better", [GOLDEN_CHANGED] = "changed",
        [GOLDEN_FAILS] = "fails", [GOLDEN_WORSE] = "worse",
};

static void print_given(const char *name, const struct golden_given *given)
{
        printf(",\"%s\":{\"kind\":\"%s\",\"id\":", name, answer_kind_name(given->kind));
        json_print(given->id);
        printf(",\"confidence\":%.3f}", given->confidence);
}

static void print_json(const struct golden_result *r, const char *from, size_t line)
{
        printf("{\"verdict\":\"%s\",\"file\":", verdicts[r->verdict]);
        json_print(from);
        printf(",\"line\":%zu,\"question\":", line);
        json_print(r->question);
        if (r->expected) {
                fputs(",\"expected\":", stdout);
                json_print(r->expected);
        }
        print_given("before", &r->before);
        print_given("now", &r->now);
        puts("}");
}

static void print_plain(const struct golden_result *r, const char *from, size_t line)
{
        char before[100], now[100], question[600];

        snprintf(question, sizeof question, "%s", r->question);
        cfg_plain(question);
        printf("%-7s  %s", verdicts[r->verdict], from);
        if (line)
                printf(":%zu", line);
        printf(": \"%s\": %s -> %s", question, golden_text(&r->before, before, sizeof before),
               golden_text(&r->now, now, sizeof now));
        if (r->expected && r->verdict != GOLDEN_BETTER)
                printf(", should get %s", r->expected);
        putchar('\n');
}

static void on_result(void *context, const struct golden_result *r)
{
        struct diffing *d = context;
        const struct stored golden = { r->file, r->line };
        const struct stored *where = r->file ? &golden : &d->where[d->shown++]; /* each comes once, in turn */

        if (r->verdict != GOLDEN_FINE || d->all)
                (d->json ? print_json : print_plain)(r, where->from, where->line);
}

static void on_report(void *context, const char *file, unsigned line, enum answer_severity severity, const char *what)
{
        struct diffing *d = context;

        if (severity != ANSWER_ERROR)
                return;
        d->mistakes++;
        if (line)
                fprintf(stderr, "%s:%u: %s\n", file, line, what);
        else
                fprintf(stderr, "%s: %s\n", file, what);
}

static int compare(struct diffing *d, struct answer *before, struct answer *now)
{
        struct golden_run run = { .before = before, .now = now, .stored = d->list, .stored_count = d->count,
                                  .each = on_result, .report = on_report, .context = d };

        golden_run(&run);
        if (!d->json)
                printf("%zu golden questions and %zu others: %zu worse, %zu better, %zu changed, %zu golden ones fail "
                       "as before.\n", run.golden, run.stored_asked, run.worse, run.better, run.changed, run.fails);
        return run.mistakes ? CRAMPFAQ_BAD : run.worse ? CRAMPFAQ_BELOW : CRAMPFAQ_FINE;
}

/* -- the command ------------------------------------------------------------- */

static int read_options(struct diffing *d, int argc, char **argv, char *why, size_t cap)
{
        static const struct option options[] = {
                { "json", no_argument, NULL, 'j' }, { "all", no_argument, NULL, 'a' },
                { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
        };
        int option;

        while ((option = getopt_long(argc, argv, ":d:q:h", options, NULL)) != -1) {
                switch (option) {
                case 'd': d->inbox = optarg; break;
                case 'j': d->json = true; break;
                case 'a': d->all = true; break;
                case 'q':
                        if (d->question_files == FILES_MAX) {
                                snprintf(why, cap, "more than %d files of questions", FILES_MAX);
                                return CRAMPFAQ_BAD;
                        }
                        d->questions[d->question_files++] = optarg;
                        break;
                default: return crampfaq_no_option(option, argv, why, cap);
                }
        }
        if (argc - optind == 2)
                return CRAMPFAQ_FINE;
        snprintf(why, cap, "two FAQs are wanted: the old one and the new one");
        return CRAMPFAQ_BAD;
}

int crampfaq_diff(int argc, char **argv, char *why, size_t cap)
{
        struct diffing d = { .source = { .report = on_report } };
        struct settings settings[2] = { { .file_count = 0 }, { .file_count = 0 } };
        struct answer *answer[2] = { NULL, NULL };
        int status = read_options(&d, argc, argv, why, cap);

        if (status != CRAMPFAQ_FINE)
                return status;
        status = CRAMPFAQ_BAD;
        d.source.context = &d;
        for (int i = 0; i < 2; i++) {
                answer[i] = open_one(&d, argv[optind + i], &settings[i], why, cap);
                if (!answer[i])
                        goto out;
        }
        for (int i = 1; i >= 0 && !d.inbox; i--)
                if (settings[i].inbox && access(settings[i].inbox, F_OK) == 0)
                        d.inbox = settings[i].inbox;
        if (!read_inbox(&d, why, cap))
                goto out;
        for (size_t i = 0; i < d.question_files; i++)
                if (!read_questions(&d, d.questions[i], why, cap))
                        goto out;
        status = compare(&d, answer[0], answer[1]);
out:
        if (d.mistakes && *why)
                *why = '\0'; /* said already, with all the others */
        for (int i = 0; i < 2; i++) {
                answer_close(answer[i]);
                settings_free(&settings[i]);
        }
        while (d.count)
                free((char *)d.list[--d.count].question);
        free(d.list);
        free(d.where);
        return status;
}
