/* article_check.c - what article.c asks of single settings and of the whole FAQ.
 *
 * Says what is wrong and changes nothing, but that parts are told which passages their ids name.
 * Ids are found by hashing, so that a million are checked in a moment. */
#include "article_check.h"

#include <stdlib.h>
#include <string.h>

#include "lexicon.h"
#include "spell.h"
#include "text.h"
#include "vocab.h"

void article_check_id(struct cfg *cfg, const config_setting_t *id)
{
        const char *s = id != NULL ? id->value.sval : "";

        if (s[strspn(s, ARTICLE_ID_LETTERS)] != '\0')
                cfg_error(cfg, id, "the id \"%s\" may only hold letters, digits, \".\", \"_\" and \"-\"",
                          s);
}

bool article_check_name(struct cfg *cfg, const config_setting_t *name)
{
        const char *s = name->value.sval;

        if (s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0')
                return true;
        cfg_error(cfg, name, "the name \"%s\" may only hold capital letters, digits and \"_\"", s);
        return false;
}

static unsigned two_digits(const char *s)
{
        return (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
}

bool article_is_date(const char *s)
{
        static const unsigned char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        static const char form[] = "dddd-dd-dd";
        unsigned year, month, day;

        if (strlen(s) != strlen(form))
                return false;
        for (size_t i = 0; form[i] != '\0'; i++)
                if (form[i] == '-' ? s[i] != '-' : s[i] < '0' || s[i] > '9')
                        return false;
        year = two_digits(s) * 100 + two_digits(s + 2);
        month = two_digits(s + 5);
        day = two_digits(s + 8);
        if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
                return false;
        return month != 2 || day != 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

void article_check_date(struct cfg *cfg, const config_setting_t *date)
{
        if (date != NULL && !article_is_date(date->value.sval))
                cfg_error(cfg, date, "\"%s\" is no day: write year-month-day, such as 2026-11-22",
                          date->value.sval);
}

void article_check_phrase(struct cfg *cfg, const config_setting_t *phrase)
{
        const char *at = NULL, *fault = phrase->type == CONFIG_TYPE_STRING
                                               ? lexicon_phrase_fault(phrase->value.sval, &at) : NULL;

        if (fault != NULL)
                cfg_error(cfg, phrase, "in says, %s: \"%.60s\"", fault, at);
}

void article_check_missing(struct cfg *cfg, const config_setting_t *group, const char *what,
                           const char *key)
{
        for (size_t i = 0; i < cfg_count(group); i++)
                if (strcmp(cfg_item(group, i)->name, key) == 0)
                        return;
        cfg_error(cfg, group, "%s has no \"%s\" (and no \"text\" to stand for it)", what, key);
}

/* The number of the concept of that name, or -1: reported. */
static int concept_number(struct cfg *cfg, const config_setting_t *sign, const char *name,
                          const struct article_faq *faq)
{
        const char *near;

        for (size_t i = 0; i < faq->concept_count; i++)
                if (strcmp(faq->concept[i].name, name) == 0)
                        return (int)i;
        near = spell_nearest(name, faq->concept, faq->concept_count, sizeof *faq->concept);
        cfg_error(cfg, sign, "there is no concept \"%s\"%s%s%s", name,
                  near != NULL ? "; is \"" : "", near != NULL ? near : "",
                  near != NULL ? "\" meant?" : "");
        return -1;
}

static bool add_concept(struct cfg *cfg, const config_setting_t *sign, const char *name, bool said,
                        const struct article_faq *faq, struct article_sign *out)
{
        int c = concept_number(cfg, sign, name, faq);
        uint64_t bit = (uint64_t)1 << (c & 63);

        if (c < 0)
                return false;
        (said ? out->said : out->unsaid)[c / 64] |= bit;
        if (!(out->said[c / 64] & out->unsaid[c / 64] & bit))
                return true;
        cfg_error(cfg, sign, "%s is to be said and not to be said: this sign can never be", name);
        return false;
}

bool article_check_sign(struct cfg *cfg, const config_setting_t *sign,
                        const struct article_faq *faq, struct article_sign *out)
{
        const char *s = sign->value.sval;
        bool good = true;

        memset(out, 0, sizeof *out);
        for (char mark = '+', next; ; mark = next) {
                size_t whole = strcspn(s, "+-"), length = whole;
                size_t from = strspn(s, " \t");
                char name[ARTICLE_ID_MAX + 1];

                next = s[whole];
                while (length > from && strchr(" \t", s[length - 1]) != NULL)
                        length--;
                if (length <= from || length - from >= sizeof name) {
                        cfg_error(cfg, sign, "a sign is concepts joined by +, and by - before what "
                                  "must not be said: \"LEG + SWOLLEN - JEANS\"");
                        return false;
                }
                memcpy(name, s + from, length - from);
                name[length - from] = '\0';
                good &= add_concept(cfg, sign, name, mark == '+', faq, out);
                s += whole + 1;
                if (next == '\0')
                        return good;
        }
}

/* An open hash of numbers + 1. */
struct seen {
        uint32_t *slot;
        size_t size;
};

static bool seen_init(struct cfg_log *log, struct seen *seen, size_t count)
{
        seen->size = 64;
        while (seen->size < count * 2)
                seen->size *= 2;
        seen->slot = calloc(seen->size, sizeof *seen->slot);
        if (seen->slot == NULL)
                cfg_report(log, "article", 0, ANSWER_ERROR, "out of memory");
        return seen->slot != NULL;
}

static uint32_t *slot_of(const struct seen *seen, const struct article_faq *faq, const char *id)
{
        size_t at = vocab_hash(id, strlen(id)) & (seen->size - 1);

        while (seen->slot[at] != 0 && strcmp(faq->entry[seen->slot[at] - 1].id, id) != 0)
                at = (at + 1) & (seen->size - 1);
        return &seen->slot[at];
}

/* Which passages do the parts name? */
static void find_parts(struct cfg_log *log, const struct seen *seen, const struct article_faq *faq,
                       const struct article_entry *entry)
{
        struct article_parts *parts = entry->parts;

        for (size_t i = 0; parts != NULL && i < parts->count; i++) {
                uint32_t found = parts->id[i] != NULL ? *slot_of(seen, faq, parts->id[i]) : 0;

                if (found != 0 && faq->entry[found - 1].kind == ARTICLE_PASSAGE)
                        parts->entry[i] = found - 1;
                else if (parts->id[i] != NULL)
                        cfg_report(log, entry->file, entry->line, ANSWER_ERROR,
                                   "parts names \"%s\", which is the id of no passage", parts->id[i]);
        }
}

void article_check_ids(struct cfg_log *log, const struct article_faq *faq)
{
        struct seen seen;

        for (size_t i = 0; i < faq->head_count; i++)
                for (size_t j = 0; j < i; j++)
                        if (faq->head[i].id != NULL && faq->head[j].id != NULL &&
                            strcmp(faq->head[i].id, faq->head[j].id) == 0)
                                cfg_report(log, log->options->files[i], 0, ANSWER_ERROR,
                                           "the article id \"%s\" is also that of %s",
                                           faq->head[i].id, log->options->files[j]);
        if (!seen_init(log, &seen, faq->entry_count))
                return;
        for (size_t i = 0; i < faq->entry_count; i++) {
                const struct article_entry *entry = &faq->entry[i], *other;
                uint32_t *slot;

                if (entry->id == NULL)
                        continue;
                slot = slot_of(&seen, faq, entry->id);
                other = *slot != 0 ? &faq->entry[*slot - 1] : NULL;
                if (other == NULL)
                        *slot = (uint32_t)i + 1;
                else
                        cfg_report(log, entry->file, entry->line, ANSWER_ERROR,
                                   "the id \"%s\" is taken: %s:%u has it", entry->id, other->file,
                                   other->line);
        }
        for (size_t i = 0; i < faq->entry_count; i++)
                find_parts(log, &seen, faq, &faq->entry[i]);
        free(seen.slot);
}

void article_check_lines(struct cfg_log *log, const struct article_faq *faq)
{
        for (size_t i = 0; i < faq->entry_count; i++) {
                const struct article_entry *entry = &faq->entry[i];
                const char *disclaimer = faq->head[entry->article].disclaimer;
                size_t bytes;

                if (entry->kind != ARTICLE_PASSAGE || entry->answer == NULL || entry->answer == entry->text ||
                    disclaimer == NULL)
                        continue;
                bytes = strlen(entry->answer) + 1 + strlen(disclaimer);
                if (bytes > ARTICLE_LINE)
                        cfg_report(log, entry->file, entry->line, ANSWER_DOUBT,
                                   "the answer and the disclaimer are %zu bytes together; at most %d fit one "
                                   "line everywhere, and the rest waits behind \"more\"", bytes, ARTICLE_LINE);
        }
}

/* The words of an ask or a title alone, so that case and points do not hide a repeat. */
static uint64_t print_of(struct text *text, const char *ask)
{
        uint64_t print = 14695981039346656037u;

        text_read(text, ask, strlen(ask));
        for (size_t i = 0; i < text->count; i++)
                for (size_t j = 0; j <= text->word[i].length; j++)
                        print = (print ^ (unsigned char)text->word[i].s[j]) * 1099511628211u;
        return print;
}

struct ask {
        uint64_t print;
        uint32_t entry, item;
};

static int by_print(const void *left, const void *right)
{
        const struct ask *a = left, *b = right;

        if (a->print != b->print)
                return a->print < b->print ? -1 : 1;
        if (a->entry != b->entry)
                return a->entry < b->entry ? -1 : 1;
        return (a->item > b->item) - (a->item < b->item);
}

/* Of all asks, or of the titles that a choice may offer; what is one stands together. NULL: reported. */
static struct ask *find_prints(struct cfg_log *log, const struct article_faq *faq, bool titles, size_t *count)
{
        struct text *text = malloc(sizeof *text);
        struct ask *asks;

        *count = faq->entry_count;
        for (size_t i = 0; i < faq->entry_count && !titles; i++)
                *count += faq->entry[i].asks.count;
        asks = malloc((*count + 1) * sizeof *asks);
        *count = 0;
        for (uint32_t i = 0; i < faq->entry_count && text != NULL && asks != NULL; i++) {
                const struct article_entry *entry = &faq->entry[i];
                bool offered = entry->kind == ARTICLE_PASSAGE && entry->title != NULL;

                for (uint32_t j = 0; j < (titles ? offered : entry->asks.count); j++)
                        asks[(*count)++] = (struct ask){
                                print_of(text, titles ? entry->title : entry->asks.item[j]), i, j };
        }
        if (text == NULL || asks == NULL)
                cfg_report(log, "article", 0, ANSWER_ERROR, "out of memory");
        else
                qsort(asks, *count, sizeof *asks, by_print);
        free(text);
        return asks;
}

static void report_ask(struct cfg_log *log, const struct article_entry *entry, const char *ask,
                       const struct article_entry *other)
{
        if (entry == other)
                cfg_report(log, entry->file, entry->line, ANSWER_DOUBT, "\"%s\" stands twice in asks", ask);
        else
                cfg_report(log, entry->file, entry->line, ANSWER_DOUBT, "\"%s\" also asks for \"%s\" (%s:%u)", ask,
                           other->id != NULL ? other->id : "", other->file, other->line);
}

static void check_repeats(struct cfg_log *log, const struct article_faq *faq, bool titles)
{
        size_t count;
        struct ask *asks = find_prints(log, faq, titles, &count);

        for (size_t i = 1; i < count; i++) {
                const struct article_entry *entry = &faq->entry[asks[i].entry], *other = &faq->entry[asks[i - 1].entry];

                if (asks[i].print != asks[i - 1].print)
                        continue;
                if (titles)
                        cfg_report(log, entry->file, entry->line, ANSWER_DOUBT, "the title \"%s\" is also that of \"%s\" "
                                   "(%s:%u): nobody could choose between them", entry->title,
                                   other->id != NULL ? other->id : "", other->file, other->line);
                else
                        report_ask(log, entry, entry->asks.item[asks[i].item], other);
        }
        free(asks);
}

/* As "crampfaq import --asks" makes them, for somebody to write. */
static void check_answers(struct cfg_log *log, const struct article_faq *faq)
{
        for (size_t i = 0; i < faq->entry_count; i++) {
                const struct article_entry *entry = &faq->entry[i];

                if (entry->kind == ARTICLE_PASSAGE && entry->text == NULL && entry->answer != NULL && entry->title != NULL &&
                    strcmp(entry->answer, entry->title) == 0)
                        cfg_report(log, entry->file, entry->line, ANSWER_DOUBT,
                                   "the answer is only the title again; what the bot is to say would be right");
        }
}

void article_check_repeats(struct cfg_log *log, const struct article_faq *faq)
{
        check_repeats(log, faq, false);
        check_repeats(log, faq, true);
        check_answers(log, faq);
}

static void note_concepts(uint64_t used[ARTICLE_SETS], const struct article_sign *signs, size_t count)
{
        for (size_t i = 0; i < count; i++)
                for (size_t w = 0; w < ARTICLE_SETS; w++)
                        used[w] |= signs[i].said[w] | signs[i].unsaid[w];
}

void article_check_concepts(struct cfg_log *log, const struct article_faq *faq)
{
        uint64_t used[ARTICLE_SETS] = { 0 };

        for (size_t i = 0; i < faq->head_count; i++) {
                const struct article_head *head = &faq->head[i];

                note_concepts(used, head->topic, head->topic_count);
                note_concepts(used, head->beside, head->beside_count);
                note_concepts(used, head->implied, head->implied_count);
                note_concepts(used, head->taken_back, head->taken_back_count);
        }
        for (size_t i = 0; i < faq->entry_count; i++)
                note_concepts(used, faq->entry[i].signs, faq->entry[i].sign_count);
        for (size_t i = 0; i < faq->concept_count; i++) {
                const struct article_concept *concept = &faq->concept[i];

                if (!(used[i / 64] >> i % 64 & 1) && !concept->over && !concept->lasts && !concept->again)
                        cfg_report(log, concept->file, concept->line, ANSWER_DOUBT,
                                   "no sign names the concept %s", concept->name);
        }
}
