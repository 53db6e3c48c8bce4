#include "support/keys.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct crypto_keys *load_and_remove(const char *path);

struct crypto_keys *keys_made_up(void)
{
    char path[] = "/tmp/huiying-key.XXXXXX";
    struct error error;
    int file = mkstemp(path);
    cr_assert(file >= 0);
    close(file);
    unlink(path);
    crypto_init();
    cr_assert(crypto_key_file_create(path, &error), "%s", error.message);
    return load_and_remove(path);
}

struct crypto_keys *keys_of_byte(unsigned char byte)
{
    char path[] = "/tmp/huiying-key.XXXXXX";
    unsigned char master[32];
    int file = mkstemp(path);
    memset(master, byte, sizeof(master));
    cr_assert(file >= 0 && write(file, master, sizeof(master)) == (ssize_t)sizeof(master));
    close(file);
    crypto_init();
    return load_and_remove(path);
}

static struct crypto_keys *load_and_remove(const char *path)
{
    struct error error;
    struct crypto_keys *keys = crypto_keys_load(path, &error);
    unlink(path);
    cr_assert_not_null(keys, "%s", error.message);
    return keys;
}
