/* mechanism.h - one SASL mechanism's side of the talk, message by message.
 *
 * Messages are in base64, as IRC carries them; "" is the empty one.
 *
 *   EXTERNAL       -> account                         RFC 4422, appendix A
 *   PLAIN          -> account NUL account NUL password        RFC 4616
 *   SCRAM-SHA-256  -> first, <- first, -> final, <- proof, -> ""  RFC 5802, 7677
 *   ECDSA-NIST256P-CHALLENGE  -> account, <- 32 bytes, -> their signature
 *
 * libgsasl does the first three, OpenSSL's libcrypto the last.
 */
#ifndef BOT_MECHANISM_H
#define BOT_MECHANISM_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"

#define MECHANISM_OUT_MAX 4096 /* base64, with NUL */
/* A server that asks for more rounds of hashing would only stop the bot; one
 * that asks for fewer makes a stolen proof easy to guess from (RFC 7677, 4). */
#define MECHANISM_ROUNDS_MAX 200000
#define MECHANISM_ROUNDS_MIN 4096

struct mechanism;

enum mechanism_step {
        MECHANISM_MORE,   /* out is to be sent, and the server has to say more */
        MECHANISM_DONE,   /* out is to be sent; our side is done, and the server
                           * has proved itself if the mechanism has it do so */
        MECHANISM_WRONG   /* the server's message is wrong or proves nothing */
};

/* The name as servers list it. */
const char *mechanism_name(enum config_mechanism which);
/* MECHANISM_COUNT: unknown. name: length bytes, in any case. */
enum config_mechanism mechanism_of(const char *name, size_t length);

/* Starts a talk; account may be NULL for EXTERNAL. Copies of the password are
 * wiped by mechanism_close. key_file: ECDSA's. NULL with a line in why. */
struct mechanism *mechanism_open(enum config_mechanism which, const char *account,
                                 const char *password, const char *key_file,
                                 char *why, size_t cap);

/* Takes the server's message and writes ours into out[MECHANISM_OUT_MAX]. */
enum mechanism_step mechanism_step(struct mechanism *mechanism, const char *in, char *out,
                                   char *why, size_t cap);

/* NULL is fine. */
void mechanism_close(struct mechanism *mechanism);

/* mechanism_ecdsa.c: signs 32 bytes with a P-256 key in PEM. *size: of
 * signature, then how much of it was used. False with a line in why. */
bool mechanism_sign(const char *key_file, const unsigned char challenge[32],
                    unsigned char *signature, size_t *size, char *why, size_t cap);

#endif
