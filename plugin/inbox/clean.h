/* clean.h - what somebody said -> words that may be kept.
 *
 *   "\x02" "Anna: mail bob@example.org! Why does magnesium help my Calf at 3am?"
 *   -> "mail why does magnesium help my calf at 3am?"
 *
 * What is kept is small letters without accents, digits, apostrophes within words, and
 * one of . , ! ? ; : behind a word. What may say who somebody is goes:
 *
 *   - formatting and control codes, bytes that are no UTF-8
 *   - the asker's nick and account and the bot's nick, alone, as "anna's", or joined to other
 *     words ("hi,anna"), however accents and brackets stand in them, and the first letters of
 *     the asker's ("anna" of "anna_42")
 *   - a first word with a colon behind it: another person is spoken to
 *   - nicks of a shape that no word has: anna_42, [anna], anna1978, @anna
 *   - addresses: mail, web, hosts, IPv4 and IPv6, channels, paths
 *   - numbers that stand together and have five digits or more: phones, dates, postcodes
 *   - words with capitals behind each other, of any script that has them, unless most words
 *     have one: "Mary Watson", "Dr. Jean-Luc O'Brien". Of those that begin a sentence the first
 *     stays, and with it a single one behind it: "Mary Watson told me" looks like "Does
 *     Magnesium help", and is kept
 *
 * A single name in plain letters cannot be told from a word and stays, too: that is why
 * those who are not admins see only what was asked on several days.
 */
#ifndef INBOX_CLEAN_H
#define INBOX_CLEAN_H

#include <stddef.h>

#define CLEAN_BYTES 240 /* of the words that are kept, with their NUL; the rest is cut at a blank */

struct clean_names {
        const char *nick, *account; /* the asker's; NULL or "": none */
        const char *self;           /* the bot's nick, the same */
};

/* Reads any bytes. names may be NULL. Returns the length of out; 0: no word of three
 * letters is left, and there is nothing to keep. Does not allocate. */
size_t clean_words(char out[CLEAN_BYTES], const char *bytes, size_t length,
                   const struct clean_names *names);

/* What two questions are the same by: the words without what stands between them.
 * Returns its length, at most strlen(words). */
size_t clean_fold(char out[CLEAN_BYTES], const char *words);

#endif
