#include "crypto/crypto.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MASTER_BYTES = crypto_kdf_KEYBYTES, NONCE_BYTES = 24, TAG_BYTES = 16 };
_Static_assert(MASTER_BYTES == 32, "the master key has 32 bytes");
_Static_assert(NONCE_BYTES + TAG_BYTES == CRYPTO_SEAL_EXTRA_BYTES, "nonce and tag are the extra");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == NONCE_BYTES, "nonce size");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_ABYTES == TAG_BYTES, "tag size");

/* Numbers of the derived keys: never change or reuse one. */
enum { KEY_QUERY_CODE = 1, KEY_FIND = 2, KEY_SEAL = 3, KEY_SIGN = 4 };

struct crypto_keys {
    unsigned char query_code[32];
    unsigned char find[32];
    unsigned char seal[32];
    unsigned char sign[32];
};

static void keyed_hex(const unsigned char key[32], const char *text,
                      char ret[CRYPTO_DIGEST_HEX_SIZE]);

void crypto_init(void)
{
    if (sodium_init() < 0)
        memory_abort("libsodium cannot start");
}

bool crypto_key_file_create(const char *path, struct error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        error_set(error, ERROR_INTERNAL, "key_file", "cannot create %s: %s", path, strerror(errno));
        return false;
    }
    unsigned char master[MASTER_BYTES];
    randombytes_buf(master, sizeof(master));
    bool written = write(file, master, sizeof(master)) == MASTER_BYTES && fsync(file) == 0;
    sodium_memzero(master, sizeof(master));
    close(file);
    if (!written) {
        unlink(path); /* or the next attempt would find it */
        error_set(error, ERROR_INTERNAL, "key_file", "cannot write %s", path);
    }
    return written;
}

struct crypto_keys *crypto_keys_load(const char *path, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        error_set(error, ERROR_INTERNAL, "key_file", "cannot open %s: %s", path, strerror(errno));
        return NULL;
    }
    struct stat status;
    unsigned char master[MASTER_BYTES + 1];
    bool is_private = fstat(file, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    ssize_t size = read(file, master, sizeof(master));
    close(file);
    if (!is_private || size != MASTER_BYTES) {
        error_set(error, ERROR_INTERNAL, "key_file",
                  is_private ? "%s must hold exactly 32 bytes"
                             : "%s must be readable by its owner alone (chmod 600)",
                  path);
        return NULL;
    }
    struct crypto_keys *keys = memory_new(1, sizeof(*keys));
    crypto_kdf_derive_from_key(keys->query_code, 32, KEY_QUERY_CODE, "huiying_", master);
    crypto_kdf_derive_from_key(keys->find, 32, KEY_FIND, "huiying_", master);
    crypto_kdf_derive_from_key(keys->seal, 32, KEY_SEAL, "huiying_", master);
    crypto_kdf_derive_from_key(keys->sign, 32, KEY_SIGN, "huiying_", master);
    sodium_memzero(master, sizeof(master));
    return keys;
}

void crypto_keys_free(struct crypto_keys *keys)
{
    if (!keys)
        return;
    sodium_memzero(keys, sizeof(*keys));
    free(keys);
}

void crypto_digest(const void *bytes, size_t size, unsigned char ret[CRYPTO_DIGEST_BYTES])
{
    crypto_generichash(ret, CRYPTO_DIGEST_BYTES, bytes, size, NULL, 0);
}

void crypto_digest_hex(const void *bytes, size_t size, char ret[CRYPTO_DIGEST_HEX_SIZE])
{
    unsigned char digest[CRYPTO_DIGEST_BYTES];
    crypto_digest(bytes, size, digest);
    sodium_bin2hex(ret, CRYPTO_DIGEST_HEX_SIZE, digest, sizeof(digest));
}

void crypto_hash_hex(const void *bytes, size_t size, char ret[CRYPTO_HASH_HEX_SIZE])
{
    unsigned char hash[CRYPTO_HASH_BYTES];
    crypto_generichash(hash, sizeof(hash), bytes, size, NULL, 0);
    sodium_bin2hex(ret, CRYPTO_HASH_HEX_SIZE, hash, sizeof(hash));
}

void crypto_token_new(char ret[CRYPTO_TOKEN_SIZE])
{
    unsigned char random[32];
    randombytes_buf(random, sizeof(random));
    memcpy(ret, "hy_", 3);
    sodium_bin2base64(ret + 3, CRYPTO_TOKEN_SIZE - 3, random, sizeof(random),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof(random));
}

void crypto_random(void *ret, size_t size)
{
    randombytes_buf(ret, size);
}

void crypto_query_code(const struct crypto_keys *keys, const char *ref,
                       char ret[CRYPTO_QUERY_CODE_SIZE])
{
    unsigned char mac[16];
    uint64_t number = 0;
    crypto_generichash(mac, sizeof(mac), (const unsigned char *)ref, strlen(ref), keys->query_code,
                       sizeof(keys->query_code));
    memcpy(&number, mac, sizeof(number));
    snprintf(ret, CRYPTO_QUERY_CODE_SIZE, "%08u", (unsigned)(number % 100000000));
}

bool crypto_equal(const char *one, const char *other)
{
    size_t size = strlen(one);
    return strlen(other) == size && sodium_memcmp(one, other, size) == 0;
}

void crypto_find_hash_hex(const struct crypto_keys *keys, const char *text,
                          char ret[CRYPTO_DIGEST_HEX_SIZE])
{
    keyed_hex(keys->find, text, ret);
}

void crypto_sign_hex(const struct crypto_keys *keys, const char *text,
                     char ret[CRYPTO_DIGEST_HEX_SIZE])
{
    keyed_hex(keys->sign, text, ret);
}

void crypto_seal(const struct crypto_keys *keys, const char *context, const void *bytes,
                 size_t size, unsigned char *ret)
{
    randombytes_buf(ret, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ret + NONCE_BYTES, NULL, bytes, size,
                                               (const unsigned char *)context, strlen(context),
                                               NULL, ret, keys->seal);
}

bool crypto_open(const struct crypto_keys *keys, const char *context, const unsigned char *sealed,
                 size_t size, unsigned char *ret)
{
    return size >= CRYPTO_SEAL_EXTRA_BYTES &&
           crypto_aead_xchacha20poly1305_ietf_decrypt(
               ret, NULL, NULL, sealed + NONCE_BYTES, size - NONCE_BYTES,
               (const unsigned char *)context, strlen(context), sealed, keys->seal) == 0;
}

static void keyed_hex(const unsigned char key[32], const char *text,
                      char ret[CRYPTO_DIGEST_HEX_SIZE])
{
    unsigned char hash[CRYPTO_DIGEST_BYTES];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), key, 32);
    sodium_bin2hex(ret, CRYPTO_DIGEST_HEX_SIZE, hash, sizeof(hash));
}
