#include "json/write.h"

#include <criterion/criterion.h>

static const struct zone shanghai = {.offset_s = 28800};

Test(write, a_document_of_everything)
{
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_object(&out);
    json_out_member_string(&out, "title", "扬\"尘\"\n");
    json_out_member_string(&out, "none", NULL);
    json_out_member_integer(&out, "n", -5);
    json_out_member_bool(&out, "urgent", true);
    json_out_member_instant(&out, "due_at", 1538450280 * SECOND_US, shanghai);
    json_out_member_instant(&out, "met_at", INSTANT_NONE, shanghai);
    json_out_member_date(&out, "last_day", 17813);
    json_out_member_date(&out, "no_day", CIVIL_DAY_NONE);
    json_out_member_raw(&out, "raw", "[1]", 3);
    json_out_key(&out, "list");
    json_out_begin_array(&out);
    json_out_integer(&out, 1);
    json_out_begin_object(&out);
    json_out_end_object(&out);
    json_out_begin_array(&out);
    json_out_end_array(&out);
    json_out_null(&out);
    json_out_bool(&out, false);
    json_out_string(&out, "");
    json_out_end_array(&out);
    json_out_end_object(&out);
    cr_expect_str_eq(text_string(&text),
                     "{\"title\":\"扬\\\"尘\\\"\\n\",\"none\":null,\"n\":-5,\"urgent\":true,"
                     "\"due_at\":\"2018-10-02T11:18:00+08:00\",\"met_at\":null,"
                     "\"last_day\":\"2018-10-09\",\"no_day\":null,\"raw\":[1],"
                     "\"list\":[1,{},[],null,false,\"\"]}");
    text_done(&text);
}

Test(write, a_terse_document_has_no_null_members)
{
    struct text text = {0};
    struct json_out out = {.text = &text, .is_terse = true};
    json_out_begin_object(&out);
    json_out_member_string(&out, "none", NULL);
    json_out_member_instant(&out, "met_at", INSTANT_NONE, shanghai);
    json_out_member_date(&out, "no_day", CIVIL_DAY_NONE);
    json_out_member_raw(&out, "raw", NULL, 0);
    json_out_member_json(&out, "json", NULL);
    json_out_member_string(&out, "title", "");
    json_out_member_integer(&out, "n", 0);
    json_out_end_object(&out);
    cr_expect_str_eq(text_string(&text), "{\"title\":\"\",\"n\":0}");
    text_done(&text);
}

Test(write, integers_to_both_edges)
{
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_array(&out);
    json_out_integer(&out, INT64_MIN);
    json_out_integer(&out, 0);
    json_out_integer(&out, INT64_MAX);
    json_out_end_array(&out);
    cr_expect_str_eq(text_string(&text), "[-9223372036854775808,0,9223372036854775807]");
    text_done(&text);
}
