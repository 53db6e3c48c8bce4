/*
 * The secrets of the service: keys, digests, codes and sealed personal data. The only home of
 * libsodium. http, store and services may use it.
 *
 * One master key of 32 bytes lives in a file outside the database; every use derives a key of its
 * own from it, so that one use tells nothing about another.
 */
#ifndef HUIYING_CRYPTO_H
#define HUIYING_CRYPTO_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum {
    CRYPTO_DIGEST_BYTES = 16,
    CRYPTO_DIGEST_HEX_SIZE = 33,
    CRYPTO_HASH_BYTES = 32,
    CRYPTO_HASH_HEX_SIZE = 65,
    CRYPTO_TOKEN_SIZE = 48, /* "hy_" and 43 characters of base64url */
    CRYPTO_QUERY_CODE_SIZE = 9,
    CRYPTO_SEAL_EXTRA_BYTES = 40,
};

struct crypto_keys;

/* Prepares the library; must be called before anything else here. Aborts if it cannot. */
void crypto_init(void);

/* Writes a new random master key to a file that only its owner may read. Fails if it exists. */
bool crypto_key_file_create(const char *path, struct error *error);

/* Reads the master key and derives the keys from it; NULL and *error if the file is missing, too
 * open or not a key. Owned by the caller. */
struct crypto_keys *crypto_keys_load(const char *path, struct error *error);
void crypto_keys_free(struct crypto_keys *keys);

/* BLAKE2b of 128 bits, for ETags and for comparing bodies; as lower-case hexadecimal. */
void crypto_digest(const void *bytes, size_t size, unsigned char ret[CRYPTO_DIGEST_BYTES]);
void crypto_digest_hex(const void *bytes, size_t size, char ret[CRYPTO_DIGEST_HEX_SIZE]);

/* BLAKE2b of 256 bits: what is stored of a token. */
void crypto_hash_hex(const void *bytes, size_t size, char ret[CRYPTO_HASH_HEX_SIZE]);

/* A new random token of 256 bits for a machine to present. */
void crypto_token_new(char ret[CRYPTO_TOKEN_SIZE]);

/* Bytes that nobody can guess. */
void crypto_random(void *ret, size_t size);

/* The eight digits with which a citizen follows an item: a keyed code of its ref, so the same
 * whenever it is worked out. */
void crypto_query_code(const struct crypto_keys *keys, const char *ref,
                       char ret[CRYPTO_QUERY_CODE_SIZE]);

/* True if both are equal; takes the same time wherever they differ. */
bool crypto_equal(const char *one, const char *other);

/* Keyed hash of personal data (a phone), by which it is found without being stored in the open. */
void crypto_find_hash_hex(const struct crypto_keys *keys, const char *text,
                          char ret[CRYPTO_DIGEST_HEX_SIZE]);

/* Keyed digest of what we hand out and want back unchanged (a cursor). */
void crypto_sign_hex(const struct crypto_keys *keys, const char *text,
                     char ret[CRYPTO_DIGEST_HEX_SIZE]);

/* Seals size bytes (XChaCha20-Poly1305, random nonce); ret has room for size +
 * CRYPTO_SEAL_EXTRA_BYTES. The context (an item's ref) must be the same when opening. */
void crypto_seal(const struct crypto_keys *keys, const char *context, const void *bytes,
                 size_t size, unsigned char *ret);

/* Opens what crypto_seal made; ret has room for size - CRYPTO_SEAL_EXTRA_BYTES. False if it was
 * altered, cut, sealed with another key or for another context. */
bool crypto_open(const struct crypto_keys *keys, const char *context, const unsigned char *sealed,
                 size_t size, unsigned char *ret);

#endif
