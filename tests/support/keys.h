/* Keys of encryption for tests: from a key file that is made, read and removed again. */
#ifndef HUIYING_SUPPORT_KEYS_H
#define HUIYING_SUPPORT_KEYS_H

#include "crypto/crypto.h"

/* New ones at each call; the library is made ready, too. The caller frees. */
struct crypto_keys *keys_made_up(void);

/* The keys of 32 times this byte, for what must be the same at every run. The caller frees. */
struct crypto_keys *keys_of_byte(unsigned char byte);

#endif
