/* faqfile.c - texts of any bytes -> strings of a FAQ file.
 *
 * It refuses to know where they come from. What cannot be written shows at the
 * stream (ferror).
 */
#include "faqfile.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

struct faqfile {
        FILE *to;
        char *clean;            /* the text at hand, mended */
        size_t room;
        char title[ARTICLE_TITLE_MAX + 1];
        size_t passages, asks;
        bool whole;             /* the passage at hand has its full text */
};

bool faqfile_is_id(const char *text, size_t length)
{
        if (length == 0 || length > ARTICLE_ID_MAX)
                return false;
        for (size_t i = 0; i < length; i++)
                if (!text[i] || !strchr(ARTICLE_ID_LETTERS, text[i]))
                        return false;
        return true;
}

void faqfile_id_from_path(const char *path, char id[ARTICLE_ID_MAX + 1])
{
        const char *slash = strrchr(path, '/');
        const char *name = slash ? slash + 1 : path;
        size_t n = 0;

        for (; *name && *name != '.' && n < ARTICLE_ID_MAX; name++) {
                char c = *name >= 'A' && *name <= 'Z' ? (char)(*name + 'a' - 'A') : *name;

                if (faqfile_is_id(&c, 1) && (c != '-' || n > 0))
                        id[n++] = c;
                else if (n > 0 && id[n - 1] != '-')
                        id[n++] = '-';
        }
        while (n > 0 && id[n - 1] == '-')
                n--;
        if (n == 0)
                id[n++] = 'f', id[n++] = 'a', id[n++] = 'q';
        id[n] = '\0';
}

struct faqfile *faqfile_open(FILE *to)
{
        struct faqfile *out = calloc(1, sizeof *out);

        if (out)
                out->to = to;
        return out;
}

void faqfile_close(struct faqfile *out)
{
        free(out->clean);
        free(out);
}

static bool is_blank(utf8proc_int32_t c)
{
        return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029;
}

/* The text in valid UTF-8, without control codes, blanks run together. Borrowed
 * until the next call; "" where there is no memory. */
static const char *mend(struct faqfile *out, struct whole_field text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.at;
        size_t left = text.length, n = 0;
        bool gap = false;

        if (out->room < text.length * 3 + 1) { /* U+FFFD takes three bytes for one */
                free(out->clean);
                out->room = text.length * 3 + 256;
                out->clean = malloc(out->room);
                if (!out->clean) {
                        out->room = 0;
                        return "";
                }
        }
        while (left > 0) {
                utf8proc_int32_t c;
                utf8proc_ssize_t step = utf8proc_iterate(at, (utf8proc_ssize_t)left, &c);

                if (step <= 0) {
                        c = 0xfffd;
                        step = 1;
                }
                at += step;
                left -= (size_t)step;
                if (is_blank(c)) {
                        gap = n > 0;
                        continue;
                }
                if (gap)
                        out->clean[n++] = ' ';
                gap = false;
                n += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out->clean + n);
        }
        out->clean[n] = '\0';
        return out->clean;
}

/* How much of text fits max bytes: up to a blank, or else a whole character. */
static size_t fitting(const char *text, size_t max)
{
        size_t length = strlen(text), at = max;

        if (length <= max)
                return length;
        while (at > max / 2 && text[at] != ' ')
                at--;
        if (text[at] == ' ')
                return at;
        for (at = max; at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80; at--)
                ;
        return at;
}

/* A string of libconfig: quotes and backslashes are escaped. */
static void print_string(FILE *to, const char *text, size_t length, const char *end)
{
        putc_unlocked('"', to);
        for (size_t i = 0; i < length; i++) {
                if (text[i] == '"' || text[i] == '\\')
                        putc_unlocked('\\', to);
                putc_unlocked(text[i], to);
        }
        fprintf(to, "%s\"", end);
}

static void print_cut(FILE *to, const char *text, size_t max)
{
        bool cut = strlen(text) > max;

        print_string(to, text, fitting(text, cut ? max - 3 : max), cut ? "..." : "");
}

static void print_member(struct faqfile *out, const char *key, const char *text)
{
        struct whole_field field = { (char *)text, strlen(text) };

        fprintf(out->to, "  %s = ", key);
        print_cut(out->to, mend(out, field), strcmp(key, "title") == 0 ? ARTICLE_TITLE_MAX : 200);
        fputs(";\n", out->to);
}

void faqfile_begin(struct faqfile *out, const struct faqfile_head *head)
{
        fputs("# A FAQ made by crampfaq import. Look through the texts before you use them.\n\n"
              "article = {\n", out->to);
        print_member(out, "id", head->id);
        print_member(out, "title", head->title);
        print_member(out, "language", head->language);
        if (head->lexicon)
                print_member(out, "lexicon", head->lexicon);
        print_member(out, "disclaimer", "This is general information.");
        print_member(out, "source", strcmp(head->origin, "-") == 0 ? head->title : head->origin);
        print_member(out, "reviewed", head->reviewed);
        fputs("};\n\nsays = {\n", out->to);
        print_member(out, "help", "Ask me in your own words. I also know: topics, topic NAME, more, "
                     "source, disclaimer.");
        print_member(out, "unknown", "I do not know about that. Say topics to see what I can answer.");
        print_member(out, "unclear", "I did not follow that. Please ask in other words, or say topics.");
        print_member(out, "uncovered", "My source does not answer that. Say topics to see what it does.");
        print_member(out, "choice", "Do you mean");
        print_member(out, "yes", "If so, say yes.");
        print_member(out, "more", "Say more for the rest.");
        print_member(out, "no_more", "That is all there is.");
        print_member(out, "no_topic", "There is no such topic. Say topics to see them all.");
        fputs("};\n\npassages = (\n", out->to);
}

void faqfile_passage(struct faqfile *out, const char *id, struct whole_field title,
                     struct whole_field text, bool whole)
{
        const char *clean = mend(out, title);
        struct whole_field stand_in = { out->title, 0 };

        if (!*clean)
                clean = mend(out, text);
        if (!*clean)
                clean = id;
        snprintf(out->title, sizeof out->title, "%.*s", (int)fitting(clean, ARTICLE_TITLE_MAX), clean);
        stand_in.length = strlen(out->title);
        out->asks = 0;
        fprintf(out->to, "%s  {\n    id = \"%s\";\n    title = ", out->passages++ ? ",\n" : "", id);
        print_string(out->to, out->title, stand_in.length, "");
        clean = mend(out, text);
        if (!*clean)
                clean = mend(out, stand_in);
        if (whole) { /* it is the answer as well; what does not fit a line is behind "more" */
                fputs(";\n    text = ", out->to);
                print_string(out->to, clean, strlen(clean), "");
        } else {
                fputs(";\n    answer = ", out->to);
                print_cut(out->to, clean, ARTICLE_ANSWER_MAX);
        }
        out->whole = whole;
}

void faqfile_ask(struct faqfile *out, struct whole_field ask)
{
        const char *clean = mend(out, ask);

        if (!*clean)
                return;
        fputs(out->asks++ ? ",\n      " : ";\n    asks = [\n      ", out->to);
        print_string(out->to, clean, fitting(clean, ARTICLE_ASK_MAX), "");
}

void faqfile_passage_end(struct faqfile *out)
{
        if (out->asks == 0 && !out->whole) /* at least one is wanted */
                faqfile_ask(out, (struct whole_field){ out->title, strlen(out->title) });
        fputs(out->asks ? " ];\n  }" : ";\n  }", out->to);
}

void faqfile_end(struct faqfile *out)
{
        fputs("\n);\n", out->to);
}
