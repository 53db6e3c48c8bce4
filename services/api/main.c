/* huiying-api: takes in what the public asks and says, and tells how it stands. */
#include "app.h"
#include "base/log.h"
#include "serve/descriptors.h"
#include "serve/supervise.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* What a process opens beside its clients' connections. */
enum { DESCRIPTORS_BESIDE = 256 };

static int serve(int index, void *context);
static int print_and_exit(struct text *text);

int main(int argc, char *argv[])
{
    struct config config;
    struct error error;
    struct text text = {0};
    if (!config_load(&config, CONFIG_API, argc, argv, &error)) {
        fprintf(stderr, "huiying-api: %s\n", error.message);
        return 2;
    }
    switch (config.action) {
    case CONFIG_HELP:
        text_add(&text, "huiying-api: the HTTP service of Huiying.\n\n");
        config_write_help(CONFIG_API, &text);
        return print_and_exit(&text);
    case CONFIG_VERSION:
        text_add(&text, "huiying-api " HUIYING_VERSION "\n");
        return print_and_exit(&text);
    case CONFIG_SHOW:
        config_write_values(&config, CONFIG_API, &text);
        return print_and_exit(&text);
    case CONFIG_RUN:
        break;
    }
    log_init(config.log_level, "huiying-api");
    descriptors_raise(config.connections_max + DESCRIPTORS_BESIDE);
    crypto_init();
    signal(SIGPIPE, SIG_IGN); /* whoever reads the log may go */
    return supervise(config.processes, serve, &config);
}

/* One process's whole life; returns its exit status. */
static int serve(int index, void *context)
{
    struct error error;
    struct app *app = app_new(context, index, &error);
    if (!app) {
        log_event(LOG_ERROR, "cannot_start", LOG_S("setting", error.field),
                  LOG_S("why", error.message));
        return 2;
    }
    log_event(LOG_INFO, "listening", LOG_I("port", http_server_port(app->server)),
              LOG_I("admin_port", http_server_port(app->admin)));
    app_run(app);
    app_free(app);
    return 0;
}

static int print_and_exit(struct text *text)
{
    fputs(text_string(text), stdout);
    text_done(text);
    return 0;
}
