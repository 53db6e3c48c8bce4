/* The guard: the verdict must not depend on how the bytes are cut, and what passes must hold no
 * byte that could be read in two ways. */
#include "http/guard.h"

#include <stdlib.h>
#include <string.h>

static const struct guard_limits limits = {2048, 20};

static enum guard_verdict feed(struct guard *guard, const char *bytes, size_t size, size_t step,
                               size_t *ret_taken)
{
    enum guard_verdict verdict = GUARD_MORE;
    guard_init(guard, &limits);
    *ret_taken = 0;
    while (verdict == GUARD_MORE && *ret_taken < size) {
        size_t taken, left = size - *ret_taken;
        verdict = guard_feed(guard, bytes + *ret_taken, left < step ? left : step, &taken);
        *ret_taken += taken;
    }
    return verdict;
}

static void require(int truth)
{
    if (!truth)
        abort();
}

static void check_head(const struct guard *guard, const char *bytes)
{
    size_t size = guard->head_size, fields = 0;
    require(size <= limits.header_bytes_max);
    require(memcmp(bytes + size - 4, "\r\n\r\n", 4) == 0);
    require(guard->target_start + guard->target_size < size && guard->target_size > 0);
    require(guard->host_start + guard->host_size < size && guard->host_size > 0);
    require(!memchr(bytes, '\0', size));
    for (size_t i = 0; i < size; i++) {
        require((bytes[i] == '\r') == (i + 1 < size && bytes[i + 1] == '\n'));
        require(i < 1 || bytes[i - 1] != '\n' || (bytes[i] != ' ' && bytes[i] != '\t'));
        fields += bytes[i] == '\n';
    }
    require(fields - 2 <= limits.header_count_max);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 1)
        return 0;
    const char *bytes = (const char *)data + 1;
    struct guard whole, cut;
    size_t whole_taken, cut_taken;
    enum guard_verdict verdict = feed(&whole, bytes, size - 1, size, &whole_taken);
    require(feed(&cut, bytes, size - 1, data[0] % 7 + 1U, &cut_taken) == verdict);
    require(cut_taken == whole_taken && cut.refusal == whole.refusal);
    require((verdict == GUARD_REFUSED) == (whole.refusal != ERROR_OK));
    if (verdict == GUARD_HEAD)
        check_head(&whole, bytes);
    return 0;
}
