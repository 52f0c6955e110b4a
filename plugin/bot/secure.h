/* secure.h - TLS, between bytes on a socket and bytes of IRC.
 *
 *   socket bytes -> secure_feed -> secure_read  -> clear bytes
 *   socket bytes <- send        <- secure_write <- clear bytes
 *
 * Knows no socket: what goes out is handed to a function, what comes in is fed.
 * TLS 1.2 (RFC 5246) or 1.3 (RFC 8446). The certificate is checked before the
 * first clear byte passes, in one of two ways:
 *   no pins  the chain up to an authority of ca_file, its dates, and the host's name (RFC 6125)
 *   pins     the SHA-256 of the whole certificate is one of them, and nothing else
 */
#ifndef BOT_SECURE_H
#define BOT_SECURE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SECURE_PINS_MAX 8

struct secure_settings {
        const char *host;        /* the name that the certificate must bear */
        const char *ca_file;     /* PEM, or a folder of hashed links; NULL: the system's */
        const char *const *pin;  /* hex digits; colons and case do not matter */
        size_t pin_count;
        const char *certificate; /* our own, PEM; or NULL */
        const char *certificate_key; /* NULL: in the same file */
};

enum secure_step {
        SECURE_MORE,  /* feed it more */
        SECURE_UP,    /* checked; clear bytes may pass */
        SECURE_FAILED /* why says what is wrong and what to do */
};

/* Takes bytes for the socket, all or (false) none. */
typedef bool secure_send(void *context, const char *bytes, size_t length);

struct secure;

/* settings are copied. NULL with a line in why[cap]: a file cannot be used. */
struct secure *secure_open(const struct secure_settings *settings, secure_send *send,
                           void *context, char *why, size_t cap);
/* Only looks whether these settings could be used. */
bool secure_try(const struct secure_settings *settings, char *why, size_t cap);
void secure_close(struct secure *secure); /* NULL is fine */

/* A new connection, in place of the one before; then secure_handshake until it
 * is up. False with a line in why. */
bool secure_begin(struct secure *secure, char *why, size_t cap);
enum secure_step secure_handshake(struct secure *secure, char *why, size_t cap);

/* Bytes from the socket. Borrowed until secure_read returned 0. */
void secure_feed(struct secure *secure, const char *bytes, size_t length);

/* Clear bytes into room: how many; 0: feed it first; -1: over, see why (empty:
 * the other side has said that it is done). */
ssize_t secure_read(struct secure *secure, char *room, size_t size, char *why, size_t cap);

/* All of the clear bytes, or false with a line in why. */
bool secure_write(struct secure *secure, const char *bytes, size_t length, char *why, size_t cap);

/* Tells the other side that nothing more comes. */
void secure_finish(struct secure *secure);

/* "TLSv1.3 TLS_AES_256_GCM_SHA384", for the log; valid until secure_begin or close. */
const char *secure_words(const struct secure *secure);

#endif
