/* reply.c - words into lines, the tail always whole.
 *
 * Two runs over the same code: one that only counts (bytes NULL) to find out
 * what fits, one that writes. It refuses to know what the words mean.
 */
#include "reply.h"

#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "answer.h"
#include "vector.h"

#define CUT_MIN 60   /* a cut text shorter than this says too little */
#define DOTS "..."

/* Where the next word goes. */
struct pen {
        char *bytes;        /* NULL: only counted */
        size_t used;        /* of REPLY_BYTES */
        size_t column;      /* bytes in the last line */
        size_t lines;
        size_t line_bytes;
        size_t line_count;
        size_t start[REPLY_LINES];
};

/* A word, or one character of a word that is longer than a line. */
struct piece {
        const char *at;
        size_t raw;         /* bytes in the source */
        size_t clean;       /* bytes as written */
        bool glued;         /* no blank before it */
};

/* A text that stays in one line if it fits one: the hint, the tail. */
struct unit {
        const char *text;
        size_t length;      /* as written, blanks run together */
        bool neat;
};

struct source {
        const char *at;
        size_t in_word;     /* bytes left of a word that is given out by characters */
        size_t line_bytes;
};

/* One character. Bytes that are not UTF-8 are given as U+FFFD, one by one. */
static size_t decode(const char *p, utf8proc_int32_t *c)
{
        utf8proc_ssize_t n;

        if ((unsigned char)*p < 0x80) {
                *c = (unsigned char)*p;
                return 1;
        }
        n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, c);
        if (n > 0)
                return (size_t)n;
        *c = 0xfffd;
        return 1;
}

/* Blanks, and what must not leave as it is: C0 and C1 controls, line and
 * paragraph separators, and the codes that turn the reading direction over. */
static bool is_blank(utf8proc_int32_t c)
{
        return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029 ||
               (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Most bytes: ASCII that is neither blank nor control. */
static bool is_plain(char c)
{
        return c > 0x20 && c < 0x7f;
}

static size_t encoded(utf8proc_int32_t c)
{
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static const char *skip_blanks(const char *p)
{
        utf8proc_int32_t c;

        for (;;) {
                size_t n;

                while (*p == ' ')
                        p++;
                if (!*p || is_plain(*p))
                        return p;
                n = decode(p, &c);
                if (!is_blank(c))
                        return p;
                p += n;
        }
}

/* Is it no ASCII, or a blank behind which there is another? Without a branch, for vectors. */
static inline unsigned char is_odd(const char *at)
{
        return (unsigned char)(((unsigned char)(at[0] - ' ') > '~' - ' ') | ((at[0] == ' ') & (at[1] == ' ')));
}

/* The length of a text that is written as it stands: ASCII, a single blank between words. 0: it
 * is another. Nearly all that a FAQ says is, and long. */
static size_t neat(const char *text)
{
        size_t length = strlen(text), i = 0;
        unsigned char odd = 0;

        if (length == 0 || text[0] == ' ' || text[length - 1] == ' ')
                return 0;
        for (; i + VECTOR_BYTES <= length; i += VECTOR_BYTES)
                for (size_t lane = i; lane < i + VECTOR_BYTES; lane++)
                        odd |= is_odd(text + lane);
        for (; i < length; i++)
                odd |= is_odd(text + i);
        return odd ? 0 : length;
}

/* Measures the word at p. */
static struct piece word_at(const char *p)
{
        struct piece word = { .at = p };
        utf8proc_int32_t c;

        for (;;) {
                size_t n = 0;

                while (is_plain(p[word.raw + n]))
                        n++;
                word.raw += n;
                word.clean += n;
                if (!p[word.raw])
                        return word;
                n = decode(p + word.raw, &c);
                if (is_blank(c))
                        return word;
                word.raw += n;
                word.clean += encoded(c);
        }
}

static bool next_piece(struct source *s, struct piece *out)
{
        utf8proc_int32_t c;
        bool glued = s->in_word > 0;

        if (!glued) {
                s->at = skip_blanks(s->at);
                if (!*s->at)
                        return false;
                *out = word_at(s->at);
                if (out->clean <= s->line_bytes) {
                        s->at += out->raw;
                        return true;
                }
                s->in_word = out->raw;
        }
        out->at = s->at;
        out->raw = decode(s->at, &c);
        out->clean = encoded(c);
        out->glued = glued;
        s->at += out->raw;
        s->in_word -= out->raw;
        return true;
}

static void write_clean(char *to, const char *from, size_t raw, size_t clean)
{
        if (raw == clean) { /* what is mended gets longer */
                memcpy(to, from, raw);
                return;
        }
        for (size_t i = 0; i < raw;) {
                utf8proc_int32_t c;

                i += decode(from + i, &c);
                to += utf8proc_encode_char(c, (utf8proc_uint8_t *)to);
        }
}

static bool new_line(struct pen *pen)
{
        if (pen->lines == pen->line_count || pen->lines == REPLY_LINES)
                return false;
        if (pen->lines > 0)
                pen->used++; /* the NUL of the line before */
        if (pen->used >= REPLY_BYTES)
                return false;
        pen->start[pen->lines++] = pen->used;
        pen->column = 0;
        return true;
}

/* Puts a piece on the line, or on a new one. False: no room. */
static bool put(struct pen *pen, const struct piece *piece)
{
        size_t gap = pen->column > 0 && !piece->glued;

        if (pen->lines == 0 || pen->column + gap + piece->clean > pen->line_bytes) {
                if (!new_line(pen))
                        return false;
                gap = 0;
        }
        if (pen->used + gap + piece->clean >= REPLY_BYTES)
                return false;
        if (pen->bytes) {
                if (gap)
                        pen->bytes[pen->used] = ' ';
                write_clean(pen->bytes + pen->used + gap, piece->at, piece->raw, piece->clean);
        }
        pen->used += gap + piece->clean;
        pen->column += gap + piece->clean;
        return true;
}

static struct unit unit_of(const char *text)
{
        struct unit unit = { text ? text : "", 0, true };

        unit.length = neat(unit.text);
        if (unit.length > 0)
                return unit;
        unit.neat = false;
        for (const char *at = skip_blanks(unit.text); *at; at = skip_blanks(at)) {
                struct piece word = word_at(at);

                unit.length += (unit.length > 0) + word.clean;
                at += word.raw;
        }
        return unit;
}

static bool put_whole(struct pen *pen, const struct unit *unit)
{
        struct source s = { unit->text, 0, pen->line_bytes };
        struct piece piece = { unit->text, unit->length, unit->length, false };

        if (unit->length == 0)
                return true;
        if (unit->length <= pen->line_bytes && !pen->bytes)
                return put(pen, &piece);
        if (unit->length <= pen->line_bytes && pen->lines > 0 &&
            pen->column + (pen->column > 0) + unit->length > pen->line_bytes && !new_line(pen))
                return false;
        if (unit->length <= pen->line_bytes && unit->neat)
                return put(pen, &piece);
        while (next_piece(&s, &piece))
                if (!put(pen, &piece))
                        return false;
        return true;
}

static bool put_end(struct pen *pen, const char *dots, const struct unit *hint, const struct unit *tail)
{
        struct piece piece = { dots, strlen(dots), strlen(dots), true };

        /* Not alone on a line of their own. */
        if (piece.clean > 0 && (pen->column + piece.clean > pen->line_bytes || !put(pen, &piece)))
                return false;
        return put_whole(pen, hint) && put_whole(pen, tail);
}

/* Puts the first `limit` bytes of the text. */
static bool put_text(struct pen *pen, const char *text, size_t limit)
{
        struct source s = { text, 0, pen->line_bytes };
        struct piece piece;

        while (next_piece(&s, &piece)) {
                if ((size_t)(piece.at - text) >= limit)
                        break;
                if (!put(pen, &piece))
                        return false;
        }
        return true;
}

static bool ends_sentence(const struct piece *piece)
{
        return piece->raw > 1 && !piece->glued && strchr(".!?", piece->at[piece->raw - 1]);
}

/* How many bytes of the text can stand before dots, hint and tail; 0: fewer
 * than CUT_MIN. The end of a sentence is the better place where it costs less
 * than half: half a sentence about somebody's health can say the opposite. */
static size_t best_cut(struct pen pen, const char *text, const struct unit *hint,
                       const struct unit *tail, bool *sentence)
{
        struct source s = { text, 0, pen.line_bytes };
        struct piece piece;
        size_t any = 0, whole = 0;

        while (next_piece(&s, &piece) && put(&pen, &piece)) {
                struct pen rest = pen;
                bool ends = ends_sentence(&piece);

                if (!put_end(&rest, ends ? " " DOTS : DOTS, hint, tail))
                        continue;
                any = (size_t)(s.at - text);
                if (ends)
                        whole = any;
        }
        *sentence = whole >= CUT_MIN && whole >= any / 2;
        if (*sentence)
                return whole;
        return any >= CUT_MIN ? any : 0;
}

static void finish(struct reply *out, const struct pen *pen, size_t used)
{
        out->count = pen->lines;
        out->used = used;
        for (size_t i = 0; i < pen->lines; i++) {
                out->line[i] = out->bytes + pen->start[i];
                if (i > 0)
                        out->bytes[pen->start[i] - 1] = '\0';
        }
        out->bytes[pen->used] = '\0';
}

static struct pen pen_for(struct reply *out, size_t line_bytes, size_t line_count)
{
        return (struct pen){ .bytes = out ? out->bytes : NULL, .line_bytes = line_bytes,
                             .line_count = line_count };
}

/* Ways 1, 2 and 4: all of it. */
static bool lay_all(struct reply *out, const char *text, const struct unit *tail, size_t line_bytes,
                    size_t line_count)
{
        struct pen pen = pen_for(out, line_bytes, line_count);
        struct piece whole = { .at = text, .raw = neat(text) };

        whole.clean = whole.raw;
        if (!(whole.raw > 0 && whole.raw <= line_bytes ? put(&pen, &whole) : put_text(&pen, text, SIZE_MAX)) ||
            !put_whole(&pen, tail) || pen.lines == 0)
                return false;
        finish(out, &pen, strlen(text));
        return true;
}

/* Ways 3 and 5. */
static bool lay_cut(struct reply *out, const char *text, const struct unit *hint,
                    const struct unit *tail, size_t line_bytes, size_t line_count)
{
        static const struct unit nothing = { "", 0, false };
        struct pen pen = pen_for(NULL, line_bytes, line_count);
        bool sentence;
        size_t cut = best_cut(pen, text, hint, tail, &sentence);

        if (!cut && hint->length > 0) {
                hint = &nothing;
                cut = best_cut(pen, text, hint, tail, &sentence);
        }
        if (!cut)
                return false;
        pen = pen_for(out, line_bytes, line_count);
        if (!put_text(&pen, text, cut) || !put_end(&pen, sentence ? " " DOTS : DOTS, hint, tail))
                return false;
        finish(out, &pen, (size_t)(skip_blanks(text + cut) - text));
        return true;
}

bool reply_lay_out(struct reply *out, const char *text, const char *hint, const char *tail,
                   size_t line_bytes, size_t line_count)
{
        struct unit whole_tail = unit_of(tail), whole_hint;

        out->count = 0;
        out->used = 0;
        if (line_bytes < ANSWER_LINE_MIN)
                return false;
        if (line_bytes > ANSWER_LINE_MAX)
                line_bytes = ANSWER_LINE_MAX;
        if (line_count == 0)
                line_count = 1;
        if (line_count > REPLY_LINES)
                line_count = REPLY_LINES;
        if (lay_all(out, text, &whole_tail, line_bytes, line_count)) /* nearly always */
                return true;
        whole_hint = unit_of(hint);
        return lay_cut(out, text, &whole_hint, &whole_tail, line_bytes, line_count) ||
               lay_all(out, text, &whole_tail, line_bytes, REPLY_LINES) ||
               lay_cut(out, text, &whole_hint, &whole_tail, line_bytes, REPLY_LINES);
}
