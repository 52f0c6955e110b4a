/* crampfaq_import.c - tab-separated lines -> a FAQ file.
 *
 * The rows are sorted by id to find those that belong together, and printed in
 * the order in which their ids first came. Texts are mended on the way: control
 * codes become blanks, bytes that are not UTF-8 U+FFFD. Ids are not: they are
 * what a collection's judgements refer to.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../answer/article_check.h"
#include "../answer/lexicon.h"
#include "../answer/room.h"
#include "../answer/vocab.h"
#include "crampfaq.h"
#include "faqfile.h"
#include "whole.h"

struct row {
        const char *id;
        struct whole_field title, text;
        size_t line;
};

struct importing {
        struct faqfile_head head;
        bool asks;
        struct row *row;
        size_t count, room;
};

static int by_id(const void *a, const void *b)
{
        const struct row *x = a, *y = b;
        int order = strcmp(x->id, y->id);

        return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Rows of one id are neighbours; groups go by their first row. */
static int by_line(const void *a, const void *b)
{
        const struct row *const *x = a, *const *y = b;

        return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static bool add_row(struct importing *importing, const struct row *row)
{
        struct row *rows = room_for(importing->row, &importing->room, importing->count + 1, sizeof *rows);

        if (!rows)
                return false;
        importing->row = rows;
        rows[importing->count++] = *row;
        return true;
}

static int read_rows(struct importing *importing, struct whole *whole, const char *path, char *why,
                     size_t cap)
{
        struct whole_field field[3];
        size_t n;

        while ((n = whole_row(whole, field, 3)) > 0) {
                struct row row = { field[0].at, field[1], field[2], whole->line };

                if (n == 1 && (field[0].length == 0 || strcmp(field[0].at, "\r") == 0))
                        continue;
                if (n < 3) {
                        snprintf(why, cap, "%s:%zu: %zu of 3 fields; id TAB title TAB %s would be right",
                                 path, whole->line, n, importing->asks ? "ask" : "text");
                        return -1;
                }
                if (!faqfile_is_id(field[0].at, field[0].length)) {
                        snprintf(why, cap, "%s:%zu: \"%.60s\" cannot be an id; " FAQFILE_ID_RULE
                                 " would be right", path, whole->line, field[0].at);
                        return -1;
                }
                if (!add_row(importing, &row)) {
                        snprintf(why, cap, "no memory");
                        return -1;
                }
        }
        if (importing->count > 0)
                return 0;
        snprintf(why, cap, "%s: it holds no passage", path);
        return -1;
}

/* The first row of each group, in the file's order; NULL with a line in why. */
static const struct row **find_groups(struct importing *importing, const char *path, size_t *count,
                                      char *why, size_t cap)
{
        const struct row *row = importing->row;
        const struct row **group;

        qsort(importing->row, importing->count, sizeof *importing->row, by_id);
        group = malloc(importing->count * sizeof *group);
        if (!group) {
                snprintf(why, cap, "no memory");
                return NULL;
        }
        *count = 0;
        for (size_t i = 0; i < importing->count; i++) {
                if (i == 0 || strcmp(row[i].id, row[i - 1].id) != 0) {
                        group[(*count)++] = &row[i];
                } else if (!importing->asks) {
                        snprintf(why, cap, "%s:%zu: the id %s was there in line %zu already", path,
                                 row[i].line, row[i].id, row[i - 1].line);
                        free(group);
                        return NULL;
                }
        }
        qsort(group, *count, sizeof *group, by_line);
        return group;
}

static int print_faq(struct importing *importing, const char *path, char *why, size_t cap)
{
        const struct row *end = importing->row + importing->count;
        size_t count;
        const struct row **group = find_groups(importing, path, &count, why, cap);
        struct faqfile *out = group ? faqfile_open(stdout) : NULL;

        if (!out) {
                if (group)
                        snprintf(why, cap, "no memory");
                free(group);
                return -1;
        }
        faqfile_begin(out, &importing->head);
        for (size_t i = 0; i < count && !ferror(stdout); i++) {
                const struct row *row = group[i];

                faqfile_passage(out, row->id, row->title, importing->asks ? row->title : row->text,
                                !importing->asks);
                for (; row < end && strcmp(row->id, group[i]->id) == 0; row++)
                        faqfile_ask(out, importing->asks ? row->text : row->title);
                faqfile_passage_end(out);
        }
        faqfile_end(out);
        faqfile_close(out);
        free(group);
        return 0;
}

/* Without one, nobody's "topics" or "more" would be understood. */
static void tell_of_lexicon(const struct faqfile_head *head)
{
        if (!head->lexicon)
                fputs("crampfaq import: this FAQ has no lexicon, so the bot will not understand \"topics\", \"more\" and "
                      "the like; --lexicon names one\n", stderr);
}

static int import_file(struct importing *importing, const char *path, char *why, size_t cap)
{
        struct whole whole;
        int status = CRAMPFAQ_BAD;

        if (whole_read(&whole, path, why, cap) != 0)
                return CRAMPFAQ_BAD;
        if (read_rows(importing, &whole, path, why, cap) == 0 &&
            print_faq(importing, path, why, cap) == 0) {
                tell_of_lexicon(&importing->head);
                status = CRAMPFAQ_FINE;
        }
        free(importing->row);
        whole_free(&whole);
        return status;
}

/* The file that is written, if it is one: a lexicon is named from its folder on. */
static void find_output(char *path, size_t cap)
{
        struct stat is;
        ssize_t length = -1;

        if (fstat(STDOUT_FILENO, &is) == 0 && S_ISREG(is.st_mode))
                length = readlink("/proc/self/fd/1", path, cap - 1);
        path[length > 0 ? length : 0] = '\0';
}

/* Can a FAQ in that language, in the file that is written, name this lexicon? */
static bool lexicon_fits(const char *lexicon, const char *language, char *why, size_t cap)
{
        const struct answer_options options = { .size = sizeof options };
        char output[4096];
        struct lexicon *opened = NULL;
        char *path;

        find_output(output, sizeof output);
        path = cfg_beside(output, lexicon);
        if (path)
                opened = lexicon_open(path, language, &options, why, cap);
        if (opened)
                lexicon_close(opened);
        free(path);
        return opened;
}

static void find_lexicon(struct faqfile_head *head)
{
        static const char *const places[] = { "english.cfg", "faq/english.cfg", "/etc/crampbot/faq/english.cfg",
                                              "/usr/local/etc/crampbot/faq/english.cfg" };
        char why[256];

        for (size_t i = 0; i < sizeof places / sizeof *places && !head->lexicon; i++)
                if (strcmp(head->language, "english") == 0 && lexicon_fits(places[i], "english", why, sizeof why))
                        head->lexicon = places[i];
}

/* Would check refuse what stands in the options? */
static bool head_is_good(const struct faqfile_head *head, char *why, size_t cap)
{
        char reason[512];

        if (head->id && !faqfile_is_id(head->id, strlen(head->id)))
                snprintf(why, cap, "--id: \"%.60s\" will not do; " FAQFILE_ID_RULE " would be right", head->id);
        else if (!article_is_date(head->reviewed))
                snprintf(why, cap, "--reviewed: \"%.60s\" is no day; year-month-day, such as 2026-11-22, would be right",
                         head->reviewed);
        else if (!vocab_speaks(head->language))
                snprintf(why, cap, "--language: there is no stemmer for \"%.60s\"; \"english\" is one", head->language);
        else if (head->lexicon && !lexicon_fits(head->lexicon, head->language, reason, sizeof reason))
                snprintf(why, cap, "--lexicon: %s", reason);
        else
                return true;
        return false;
}

int crampfaq_import(int argc, char **argv, char *why, size_t cap)
{
        static const struct option options[] = {
                { "asks", no_argument, NULL, 'a' }, { "id", required_argument, NULL, 'i' },
                { "title", required_argument, NULL, 't' },
                { "language", required_argument, NULL, 'l' },
                { "lexicon", required_argument, NULL, 'x' },
                { "reviewed", required_argument, NULL, 'r' }, { "help", no_argument, NULL, 'h' },
                { NULL, 0, NULL, 0 }
        };
        struct importing importing = { .head = { .language = "english" } };
        char id[ARTICLE_ID_MAX + 1], today[16] = "1970-01-01";
        time_t now = time(NULL);
        struct tm day;
        int option;

        if (gmtime_r(&now, &day))
                strftime(today, sizeof today, "%Y-%m-%d", &day);
        importing.head.reviewed = today;
        while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
                switch (option) {
                case 'a': importing.asks = true; break;
                case 'i': importing.head.id = optarg; break;
                case 't': importing.head.title = optarg; break;
                case 'l': importing.head.language = optarg; break;
                case 'x': importing.head.lexicon = optarg; break;
                case 'r': importing.head.reviewed = optarg; break;
                default: return crampfaq_no_option(option, argv, why, cap);
                }
        }
        if (argc - optind != 1) {
                snprintf(why, cap, "one file of tab-separated lines is wanted (- is standard input)");
                return CRAMPFAQ_BAD;
        }
        if (!head_is_good(&importing.head, why, cap))
                return CRAMPFAQ_BAD;
        if (!importing.head.lexicon)
                find_lexicon(&importing.head);
        importing.head.origin = argv[optind];
        if (!importing.head.id) {
                faqfile_id_from_path(argv[optind], id);
                importing.head.id = id;
        }
        if (!importing.head.title)
                importing.head.title = importing.head.id;
        return import_file(&importing, argv[optind], why, cap);
}
