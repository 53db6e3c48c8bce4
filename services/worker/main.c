/* huiying-worker: escalates what passes its moment, each step once. */
#include "base/log.h"
#include "crypto/crypto.h"
#include "worker.h"

#include <signal.h>
#include <stdio.h>

static int run(const struct config *config);

int main(int argc, char *argv[])
{
    struct config config;
    struct error error;
    struct text text = {0};
    if (!config_load(&config, CONFIG_WORKER, argc, argv, &error)) {
        fprintf(stderr, "huiying-worker: %s\n", error.message);
        return 2;
    }
    switch (config.action) {
    case CONFIG_HELP:
        text_add(&text, "huiying-worker: fires what falls due.\n\n");
        config_write_help(CONFIG_WORKER, &text);
        break;
    case CONFIG_VERSION:
        text_add(&text, "huiying-worker " HUIYING_VERSION "\n");
        break;
    case CONFIG_SHOW:
        config_write_values(&config, CONFIG_WORKER, &text);
        break;
    case CONFIG_RUN:
        return run(&config);
    }
    fputs(text_string(&text), stdout);
    text_done(&text);
    return 0;
}

static int run(const struct config *config)
{
    struct error error;
    log_init(config->log_level, "huiying-worker");
    crypto_init();
    signal(SIGPIPE, SIG_IGN); /* Redis' library writes without caring who still reads */
    struct worker *worker = worker_new(config, &error);
    if (!worker) {
        log_event(LOG_ERROR, "cannot_start", LOG_S("setting", error.field),
                  LOG_S("why", error.message));
        return 2;
    }
    log_event(LOG_INFO, "working", LOG_I("admin_port", http_server_port(worker->admin)));
    worker_run(worker);
    worker_free(worker);
    log_event(LOG_INFO, "ended", LOG_I("fired", metric_value(METRIC_STEPS_FIRED)));
    return 0;
}
