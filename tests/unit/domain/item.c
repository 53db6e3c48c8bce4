#include "domain/item.h"

#include <criterion/criterion.h>

Test(item, a_code_is_found_at_its_place)
{
    cr_expect_eq(word_find(item_kinds, "inquiry"), ITEM_KIND_INQUIRY);
    cr_expect_eq(word_find(item_channels, "foi_window"), ITEM_CHANNEL_FOI_WINDOW);
    cr_expect_eq(word_find(item_types, "foi"), ITEM_TYPE_FOI);
    cr_expect_eq(word_find(item_severities, "ordinary"), ITEM_SEVERITY_ORDINARY);
    cr_expect_eq(word_find(item_statuses, "concluded"), ITEM_STATUS_CONCLUDED);
}

Test(item, a_word_that_is_in_no_list_is_not_found)
{
    cr_expect_eq(word_find(item_kinds, "complaint"), -1);
    cr_expect_eq(word_find(item_kinds, ""), -1);
    cr_expect_eq(word_find(item_kinds, "INQUIRY"), -1);
}

Test(item, lists_end_after_their_last_word)
{
    cr_expect_null(item_kinds[ITEM_KIND_COUNT].code);
    cr_expect_null(item_channels[ITEM_CHANNEL_COUNT].code);
    cr_expect_null(item_types[ITEM_TYPE_COUNT].code);
    cr_expect_null(item_severities[ITEM_SEVERITY_COUNT].code);
    cr_expect_null(item_statuses[ITEM_STATUS_COUNT].code);
}

Test(item, petitions_and_disclosure_requests_are_kinds_of_their_own)
{
    for (int type = 0; type < ITEM_TYPE_COUNT; type++) {
        enum item_kind expected = ITEM_KIND_INQUIRY;
        if (type == ITEM_TYPE_PETITION)
            expected = ITEM_KIND_PETITION;
        if (type == ITEM_TYPE_FOI)
            expected = ITEM_KIND_DISCLOSURE_REQUEST;
        cr_expect_eq(item_kind_of_type((enum item_type)type), expected);
    }
}
