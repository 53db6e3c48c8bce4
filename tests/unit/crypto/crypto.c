#include "crypto/crypto.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/keys.h"

static struct crypto_keys *keys;
static char path[] = "/tmp/huiying-crypto.XXXXXX/key";
static char folder[sizeof(path)];

static void setup(void)
{
    keys = keys_of_byte(7);
    snprintf(folder, sizeof(folder), "%.*s", (int)(strlen(path) - 4), path);
    cr_assert_not_null(mkdtemp(folder));
    memcpy(path, folder, strlen(folder));
}

static void teardown(void)
{
    crypto_keys_free(keys);
    unlink(path);
    rmdir(folder);
}

TestSuite(crypto, .init = setup, .fini = teardown);

/* -- The key file ------------------------------------------------------------------------------ */

static bool loads(size_t size, mode_t mode)
{
    static const char bytes[64];
    struct error error = {.code = ERROR_OK};
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    cr_assert(file >= 0 && write(file, bytes, size) == (ssize_t)size);
    close(file);
    chmod(path, mode);
    struct crypto_keys *loaded = crypto_keys_load(path, &error);
    cr_expect(loaded || (error.code == ERROR_INTERNAL && strcmp(error.field, "key_file") == 0));
    crypto_keys_free(loaded);
    chmod(path, 0600);
    return loaded != NULL;
}

/* As on a disk that is full. */
Test(crypto, a_key_that_could_not_be_written_can_be_made_again)
{
    struct error error = {.code = ERROR_OK};
    struct rlimit none = {0, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
    bool is_made = crypto_key_file_create(path, &error);
    setrlimit(RLIMIT_FSIZE, &all);
    cr_expect_not(is_made);
    cr_expect(crypto_key_file_create(path, &error), "%s", error.message);
}

Test(crypto, a_key_file_has_exactly_32_bytes)
{
    cr_expect(loads(32, 0600));
    cr_expect_not(loads(31, 0600));
    cr_expect_not(loads(33, 0600));
    cr_expect_not(loads(0, 0600));
}

Test(crypto, a_key_file_is_its_owners_alone)
{
    static const mode_t open_modes[] = {0640, 0620, 0610, 0604, 0602, 0601, 0660, 0644};
    cr_expect(loads(32, 0600));
    cr_expect(loads(32, 0400));
    for (size_t i = 0; i < sizeof(open_modes) / sizeof(open_modes[0]); i++)
        cr_expect_not(loads(32, open_modes[i]), "%o", open_modes[i]);
}

Test(crypto, a_key_file_that_is_missing_or_a_folder_is_an_error)
{
    struct error error;
    cr_expect_null(crypto_keys_load(path, &error));
    cr_expect_eq(error.code, ERROR_INTERNAL);
    cr_expect_null(crypto_keys_load(folder, &error));
}

Test(crypto, a_new_key_file_is_private_loads_and_is_never_written_over)
{
    struct error error;
    struct stat status;
    cr_assert(crypto_key_file_create(path, &error));
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    cr_expect_eq(status.st_size, 32);
    struct crypto_keys *loaded = crypto_keys_load(path, &error);
    cr_expect_not_null(loaded);
    crypto_keys_free(loaded);
    cr_expect_not(crypto_key_file_create(path, &error));
    cr_expect_eq(error.code, ERROR_INTERNAL);
}

/* -- Sealing ----------------------------------------------------------------------------------- */

enum { PLAIN_SIZE = 24, SEALED_SIZE = PLAIN_SIZE + CRYPTO_SEAL_EXTRA_BYTES };

static const char plain[PLAIN_SIZE] = "{\"phone\":\"10000000001\"}";

Test(crypto, what_is_sealed_opens_again)
{
    unsigned char sealed[SEALED_SIZE], opened[PLAIN_SIZE];
    crypto_seal(keys, "10000037", plain, PLAIN_SIZE, sealed);
    cr_assert(crypto_open(keys, "10000037", sealed, SEALED_SIZE, opened));
    cr_assert_arr_eq(opened, plain, PLAIN_SIZE);
}

Test(crypto, nothing_can_be_sealed_too)
{
    unsigned char sealed[CRYPTO_SEAL_EXTRA_BYTES], opened[1];
    crypto_seal(keys, "", "", 0, sealed);
    cr_assert(crypto_open(keys, "", sealed, sizeof(sealed), opened));
}

Test(crypto, the_same_text_is_sealed_differently_each_time_and_never_shows)
{
    unsigned char one[SEALED_SIZE], other[SEALED_SIZE];
    crypto_seal(keys, "r", plain, PLAIN_SIZE, one);
    crypto_seal(keys, "r", plain, PLAIN_SIZE, other);
    cr_expect_arr_neq(one, other, SEALED_SIZE);
    cr_expect_null(memmem(one, SEALED_SIZE, "1000000", 7));
}

Test(crypto, one_bit_altered_anywhere_does_not_open)
{
    unsigned char sealed[SEALED_SIZE], opened[PLAIN_SIZE];
    crypto_seal(keys, "r", plain, PLAIN_SIZE, sealed);
    for (size_t bit = 0; bit < (size_t)SEALED_SIZE * 8; bit++) {
        sealed[bit / 8] ^= (unsigned char)(1U << bit % 8);
        cr_assert_not(crypto_open(keys, "r", sealed, SEALED_SIZE, opened), "bit %zu", bit);
        sealed[bit / 8] ^= (unsigned char)(1U << bit % 8);
    }
    cr_assert(crypto_open(keys, "r", sealed, SEALED_SIZE, opened));
}

Test(crypto, what_is_cut_at_any_length_does_not_open)
{
    unsigned char sealed[SEALED_SIZE], opened[PLAIN_SIZE];
    crypto_seal(keys, "r", plain, PLAIN_SIZE, sealed);
    for (size_t size = 0; size < SEALED_SIZE; size++)
        cr_assert_not(crypto_open(keys, "r", sealed, size, opened), "%zu bytes", size);
}

Test(crypto, another_context_or_another_key_does_not_open)
{
    unsigned char sealed[SEALED_SIZE], opened[PLAIN_SIZE];
    struct crypto_keys *others = keys_of_byte(8);
    crypto_seal(keys, "10000037", plain, PLAIN_SIZE, sealed);
    cr_expect_not(crypto_open(keys, "10000038", sealed, SEALED_SIZE, opened));
    cr_expect_not(crypto_open(keys, "", sealed, SEALED_SIZE, opened));
    cr_expect_not(crypto_open(others, "10000037", sealed, SEALED_SIZE, opened));
    crypto_keys_free(others);
}

/* -- Codes, hashes, tokens --------------------------------------------------------------------- */

/* Receipts that were given out must stay good: these values never change. */
Test(crypto, a_query_code_is_the_same_for_ever)
{
    char code[CRYPTO_QUERY_CODE_SIZE];
    crypto_query_code(keys, "10000037", code);
    cr_expect_str_eq(code, "05604666");
    crypto_query_code(keys, "10000012", code);
    cr_expect_str_eq(code, "05676886");
}

Test(crypto, a_query_code_has_eight_digits_and_depends_on_the_key)
{
    struct crypto_keys *others = keys_of_byte(8);
    char code[CRYPTO_QUERY_CODE_SIZE], other[CRYPTO_QUERY_CODE_SIZE], ref[16];
    for (int i = 0; i < 500; i++) {
        snprintf(ref, sizeof(ref), "%d", i);
        crypto_query_code(keys, ref, code);
        crypto_query_code(others, ref, other);
        cr_expect(strlen(code) == 8 && strspn(code, "0123456789") == 8);
        cr_expect_str_neq(code, other);
    }
    crypto_keys_free(others);
}

/* What was stored under it is found by it: this value never changes. */
Test(crypto, a_phone_is_found_by_the_same_keyed_hash_for_ever)
{
    struct crypto_keys *others = keys_of_byte(8);
    char hash[CRYPTO_DIGEST_HEX_SIZE], other[CRYPTO_DIGEST_HEX_SIZE];
    crypto_find_hash_hex(keys, "10000000001", hash);
    cr_expect_str_eq(hash, "a28f5c364f94357941d6033151a76fce");
    crypto_find_hash_hex(keys, "10000000002", other);
    cr_expect_str_neq(hash, other);
    crypto_find_hash_hex(others, "10000000001", other);
    cr_expect_str_neq(hash, other);
    crypto_keys_free(others);
}

Test(crypto, digests_are_blake2b)
{
    char digest[CRYPTO_DIGEST_HEX_SIZE], hash[CRYPTO_HASH_HEX_SIZE];
    crypto_digest_hex("", 0, digest);
    cr_expect_str_eq(digest, "cae66941d9efbd404e4d88758ea67670");
    crypto_hash_hex("", 0, hash);
    cr_expect_str_eq(hash, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

Test(crypto, a_token_has_its_mark_43_characters_and_is_new_each_time)
{
    static const char base64url[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char tokens[100][CRYPTO_TOKEN_SIZE];
    for (int i = 0; i < 100; i++) {
        crypto_token_new(tokens[i]);
        cr_expect_eq(strncmp(tokens[i], "hy_", 3), 0);
        cr_expect_eq(strlen(tokens[i]), 46);
        cr_expect_eq(strspn(tokens[i] + 3, base64url), 43);
        for (int j = 0; j < i; j++)
            cr_expect_str_neq(tokens[i], tokens[j]);
    }
}

Test(crypto, equal_means_the_same_bytes_and_the_same_length)
{
    cr_expect(crypto_equal("12345678", "12345678"));
    cr_expect(crypto_equal("", ""));
    cr_expect_not(crypto_equal("12345678", "12345679"));
    cr_expect_not(crypto_equal("12345678", "02345678"));
    cr_expect_not(crypto_equal("12345678", "1234567"));
    cr_expect_not(crypto_equal("1234567", "12345678"));
    cr_expect_not(crypto_equal("", "0"));
    cr_expect_not(crypto_equal("0", ""));
}
