/* POST /v1/inquiries. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>

Test(inquiries, a_logged_inquiry_is_shown_with_its_place_and_tag)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    cr_assert_str_eq(reply_header(item, "Location"), item_path(item));
    cr_assert(reply_header(item, "ETag"));
    cr_assert_str_eq(reply_text(item, "windows[0].stage"), "reply");
    office_close(office);
}
