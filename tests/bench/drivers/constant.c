/*
 * Bare evhttp that answers a constant with its tag: what the library gives when nothing is done.
 *
 *     constant PORT BODY-FILE
 */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char tag[] = "\"constant\"";

struct body {
    char bytes[1 << 16];
    size_t size;
};

static void answer(struct evhttp_request *request, void *context);

int main(int argc, char *argv[])
{
    static struct body body;
    FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (!file) {
        fputs("constant: PORT BODY-FILE\n", stderr);
        return 2;
    }
    body.size = fread(body.bytes, 1, sizeof(body.bytes), file);
    fclose(file);
    signal(SIGPIPE, SIG_IGN);
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    evhttp_set_gencb(http, answer, &body);
    if (evhttp_bind_socket(http, "127.0.0.1", (unsigned short)strtoul(argv[1], NULL, 10)) != 0)
        return 1;
    event_base_dispatch(base);
    return 0;
}

static void answer(struct evhttp_request *request, void *context)
{
    const struct body *body = context;
    const char *known =
        evhttp_find_header(evhttp_request_get_input_headers(request), "If-None-Match");
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "ETag", tag);
    if (known && strcmp(known, tag) == 0) {
        evhttp_send_reply(request, 304, "Not Modified", NULL);
        return;
    }
    evhttp_add_header(headers, "Content-Type", "application/json");
    evbuffer_add(evhttp_request_get_output_buffer(request), body->bytes, body->size);
    evhttp_send_reply(request, 200, "OK", NULL);
}
