/* late.h - a shared library that is loaded when it is first needed: most bots
 * never log in by SASL, and need not carry what that takes.
 */
#ifndef BOT_LATE_H
#define BOT_LATE_H

#include <stdbool.h>
#include <stddef.h>

struct late_symbol {
        const char *name;
        size_t offset; /* of a pointer to it, in the caller's struct */
};

/* Loads file (once and for good; the dynamic linker counts) and fills in the
 * pointers of `into`. False with a line in why that names the library. */
bool late_load(const char *file, const struct late_symbol *symbols, size_t count, void *into,
               char *why, size_t cap);

#endif
