/* article_entry.c - passages, uncovered kinds, warnings and concepts.
 *
 * Every list is gone through once and the members of a group once, so that a
 * FAQ of a million passages loads in linear time. It does not know which file
 * it reads: article.c sees to that. */
#include <stdlib.h>
#include <string.h>

#include "article_parts.h"

enum { E_ID, E_TITLE, E_ANSWER, E_LINE, E_MORE, E_SECTION, E_AUTHOR, E_REVIEWED, E_TEXT, E_ASKS,
       E_KEYWORDS, E_PARTS, E_SIGNS, E_KEYS };

/* One table for each kind: a key that another kind has is unknown here. */
static const struct cfg_key passage_keys[E_KEYS] = {
        [E_ID] = { "id", CFG_TEXT, true, ARTICLE_ID_MAX },
        [E_TITLE] = { "title", CFG_TEXT, true, ARTICLE_TITLE_MAX },
        [E_ANSWER] = { "answer", CFG_TEXT, false, ARTICLE_ANSWER_MAX },
        [E_MORE] = { "more", CFG_TEXT, false, ARTICLE_MORE_MAX },
        [E_SECTION] = { "section", CFG_TEXT, false, ARTICLE_SHORT_MAX },
        [E_AUTHOR] = { "author", CFG_TEXT, false, ARTICLE_SHORT_MAX },
        [E_REVIEWED] = { "reviewed", CFG_TEXT, false, ARTICLE_SHORT_MAX },
        [E_TEXT] = { "text", CFG_TEXT, false, 0 },
        [E_ASKS] = { "asks", CFG_TEXTS, false, 0 },
        [E_KEYWORDS] = { "keywords", CFG_TEXTS, false, 0 },
        [E_PARTS] = { "parts", CFG_TEXTS, false, 0 },
};

static const struct cfg_key uncovered_keys[E_KEYS] = {
        [E_ID] = { "id", CFG_TEXT, true, ARTICLE_ID_MAX },
        [E_TITLE] = { "title", CFG_TEXT, true, ARTICLE_TITLE_MAX },
        [E_LINE] = { "line", CFG_TEXT, true, ARTICLE_ANSWER_MAX },
        [E_ASKS] = { "asks", CFG_TEXTS, true, 0 },
        [E_KEYWORDS] = { "keywords", CFG_TEXTS, false, 0 },
        [E_SIGNS] = { "signs", CFG_TEXTS, false, 0 },
};

static const struct cfg_key warning_keys[E_KEYS] = {
        [E_ID] = { "id", CFG_TEXT, true, ARTICLE_ID_MAX },
        [E_TITLE] = { "title", CFG_TEXT, true, ARTICLE_TITLE_MAX },
        [E_LINE] = { "line", CFG_TEXT, true, ARTICLE_ANSWER_MAX },
        [E_ASKS] = { "asks", CFG_TEXTS, false, 0 },
        [E_KEYWORDS] = { "keywords", CFG_TEXTS, false, 0 },
        [E_SIGNS] = { "signs", CFG_TEXTS, false, 0 },
};

static const struct kind {
        const char *key, *what;
        const struct cfg_key *keys;
} kinds[] = {
        [ARTICLE_PASSAGE] = { "passages", "a passage", passage_keys },
        [ARTICLE_UNCOVERED] = { "uncovered", "an uncovered kind", uncovered_keys },
        [ARTICLE_WARNING] = { "warnings", "a warning", warning_keys },
};

static bool is_there(const struct article_sign *signs, size_t count, const struct article_sign *sign)
{
        for (size_t i = 0; i < count; i++)
                if (memcmp(&signs[i], sign, sizeof *sign) == 0)
                        return true;
        return false;
}

void article_read_signs(struct article_load *load, const config_setting_t *list, const char *key,
                        const struct article_sign **signs, size_t *count)
{
        struct article_sign *room;

        *signs = NULL;
        *count = 0;
        if (cfg_count(list) == 0)
                return;
        room = article_get(load, load->arena, cfg_count(list) * sizeof *room);
        for (size_t i = 0; i < cfg_count(list) && room != NULL; i++) {
                const config_setting_t *sign = cfg_item(list, i);

                if (cfg_text(load->cfg, sign, key, ARTICLE_ASK_MAX) == NULL ||
                    !article_check_sign(load->cfg, sign, load->faq, &room[*count]))
                        continue;
                if (load->log->options->doubts && is_there(room, *count, &room[*count]))
                        cfg_doubt(load->cfg, sign, "the sign \"%s\" stands here twice", sign->value.sval);
                ++*count;
        }
        *signs = room;
}

/* The entries themselves are found when all are read: article_check_ids. */
static struct article_parts *read_parts(struct article_load *load, const config_setting_t *list)
{
        struct article_parts *parts;

        if (cfg_count(list) == 0)
                return NULL;
        if (cfg_count(list) > ARTICLE_PARTS_MAX) {
                cfg_error(load->cfg, list, "parts names %zu passages; %d are the most that can be picked from by number",
                          cfg_count(list), ARTICLE_PARTS_MAX);
                return NULL;
        }
        parts = article_get(load, load->arena, sizeof *parts);
        for (size_t i = 0; i < cfg_count(list) && parts != NULL; i++)
                if (cfg_text(load->cfg, cfg_item(list, i), "parts", ARTICLE_ID_MAX) != NULL)
                        parts->id[parts->count++] = article_copy(load, cfg_item(list, i));
        return parts;
}

static void check_entry(struct article_load *load, const config_setting_t *group,
                        const config_setting_t *const *found, const struct article_entry *entry)
{
        article_check_id(load->cfg, found[E_ID]);
        article_check_date(load->cfg, found[E_REVIEWED]);
        if (entry->kind == ARTICLE_PASSAGE && found[E_TEXT] == NULL) {
                if (found[E_ANSWER] == NULL)
                        article_check_missing(load->cfg, group, "a passage", "answer");
                if (found[E_ASKS] == NULL)
                        article_check_missing(load->cfg, group, "a passage", "asks");
        }
        if (found[E_ASKS] != NULL && cfg_count(found[E_ASKS]) == 0 && found[E_TEXT] == NULL &&
            entry->kind != ARTICLE_WARNING)
                cfg_error(load->cfg, found[E_ASKS],
                          "asks is empty: nobody would ever get this answer");
        if (entry->kind == ARTICLE_WARNING && cfg_count(found[E_ASKS]) == 0 &&
            cfg_count(found[E_SIGNS]) == 0)
                cfg_error(load->cfg, group, "a warning needs signs or asks");
}

static void read_entry(struct article_load *load, const config_setting_t *group,
                       enum article_kind kind, struct article_entry *entry)
{
        const config_setting_t *found[E_KEYS];
        size_t signs;

        cfg_group(load->cfg, group, kinds[kind].what, kinds[kind].keys, E_KEYS, found);
        entry->kind = kind;
        entry->id = article_copy(load, found[E_ID]);
        entry->title = article_copy(load, found[E_TITLE]);
        entry->text = article_copy(load, found[E_TEXT]);
        entry->answer = article_copy(load, found[kind == ARTICLE_PASSAGE ? E_ANSWER : E_LINE]);
        if (entry->answer == NULL)
                entry->answer = entry->text;
        entry->more = article_copy(load, found[E_MORE]);
        entry->asks = article_copy_list(load, found[E_ASKS], "asks", ARTICLE_ASK_MAX);
        entry->keywords = article_copy_list(load, found[E_KEYWORDS], "keywords", ARTICLE_SHORT_MAX);
        entry->parts = read_parts(load, found[E_PARTS]);
        entry->file = article_file_of(load, group);
        entry->line = group->line;
        entry->article = (unsigned)load->faq->head_count - 1;
        article_read_signs(load, found[E_SIGNS], "signs", &entry->signs, &signs);
        entry->sign_count = (unsigned)signs;
        check_entry(load, group, found, entry);
}

void article_read_entries(struct article_load *load, const config_setting_t *list,
                          enum article_kind kind)
{
        struct article_faq *faq = load->faq;
        size_t count = cfg_count(list);

        if (faq->entry_count + count > load->entry_room) {
                size_t room = faq->entry_count + count;
                void *bigger = realloc(faq->entry, room * sizeof *faq->entry);

                if (bigger == NULL) {
                        article_no_memory(load);
                        return;
                }
                faq->entry = bigger;
                load->entry_room = room;
        }
        for (size_t i = 0; i < count && !load->failed; i++) {
                const config_setting_t *group = cfg_item(list, i);

                if (group->type != CONFIG_TYPE_GROUP) {
                        cfg_error(load->cfg, group, "%s must hold groups: ( { ... }, { ... } )",
                                  kinds[kind].key);
                        continue;
                }
                memset(&faq->entry[faq->entry_count], 0, sizeof *faq->entry);
                read_entry(load, group, kind, &faq->entry[faq->entry_count]);
                faq->entry_count++;
        }
}

/* --- concepts --- */

/* The concept of that name, new or from an earlier file; NULL: reported. */
static struct article_concept *concept_of(struct article_load *load, const config_setting_t *name,
                                          size_t first)
{
        struct article_faq *faq = load->faq;
        struct article_concept *concept;

        for (size_t i = 0; i < faq->concept_count; i++)
                if (strcmp(faq->concept[i].name, name->value.sval) == 0) {
                        if (i < first)
                                return &faq->concept[i];
                        cfg_error(load->cfg, name, "the concept \"%s\" stands here twice",
                                  name->value.sval);
                        return NULL;
                }
        if (faq->concept_count == ARTICLE_CONCEPTS_MAX) {
                cfg_error(load->cfg, name, "there are more than %d concepts",
                          ARTICLE_CONCEPTS_MAX);
                return NULL;
        }
        concept = &faq->concept[faq->concept_count];
        concept->name = article_copy(load, name);
        concept->file = article_file_of(load, name);
        concept->line = name->line;
        if (concept->name == NULL)
                return NULL;
        faq->concept_count++;
        return concept;
}

static void read_concept(struct article_load *load, const config_setting_t *group, size_t first)
{
        static const struct cfg_key keys[] = {
                { "name", CFG_TEXT, true, ARTICLE_ID_MAX },
                { "says", CFG_TEXTS, true, 0 },
                { "place", CFG_BOOL, false, 0 },
                { "common", CFG_BOOL, false, 0 },
                { "over", CFG_BOOL, false, 0 },
                { "lasts", CFG_BOOL, false, 0 },
                { "again", CFG_BOOL, false, 0 },
        };
        const config_setting_t *found[7];
        struct article_concept *concept;
        struct article_list list;
        const char **items;

        if (group->type != CONFIG_TYPE_GROUP) {
                cfg_error(load->cfg, group,
                          "concepts must hold groups: ( { name = \"LEG\"; says = [ \"leg\" ]; } )");
                return;
        }
        cfg_group(load->cfg, group, "a concept", keys, 7, found);
        if (found[0] == NULL || found[1] == NULL || !article_check_name(load->cfg, found[0]))
                return;
        if (cfg_count(found[1]) == 0)
                cfg_error(load->cfg, found[1], "says is empty: name the words for it");
        concept = concept_of(load, found[0], first);
        if (concept == NULL)
                return;
        bool *const set[] = { &concept->place, &concept->common, &concept->over, &concept->lasts, &concept->again };

        for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
                if (found[2 + i] != NULL)
                        *set[i] = found[2 + i]->value.ival != 0;
        list = article_copy_list(load, found[1], "says", ARTICLE_SAYS_MAX);
        for (size_t i = 0; i < cfg_count(found[1]); i++)
                article_check_phrase(load->cfg, cfg_item(found[1], i));
        if (concept->says.count == 0) {
                concept->says = list;
                return;
        }
        items = article_get(load, load->lists, (concept->says.count + list.count) * sizeof *items);
        if (items == NULL)
                return;
        memcpy(items, concept->says.item, concept->says.count * sizeof *items);
        if (list.count > 0)
                memcpy(items + concept->says.count, list.item, list.count * sizeof *items);
        concept->says.item = items;
        concept->says.count += list.count;
}

void article_read_concepts(struct article_load *load, const config_setting_t *list)
{
        size_t first = load->faq->concept_count;

        for (size_t i = 0; i < cfg_count(list); i++)
                read_concept(load, cfg_item(list, i), first);
}
