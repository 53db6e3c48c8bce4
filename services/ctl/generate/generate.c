/* huiyingctl generate: made-up items at size, to try the product with and to measure it. */
#include "command.h"

#include "base/clock.h"
#include "generate/batch.h"
#include "sql.h"
#include "store/zone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MAX = 16, PROGRESS_BATCHES = 100, QUIET_DAYS = 120, FIRST_YEAR = 2018 };

/* Numbers that chance is asked with: apart for what is answered and what is open. */
static const uint64_t open_numbers = UINT64_C(1) << 40;

struct options {
    int64_t items; /* answered ones */
    int64_t open;  /* windows of further items */
    int64_t seed;
    int64_t due_in_s; /* -1: the open ones fall due when their rules say */
    int64_t due_over_s;
    int64_t jobs;
};

/* One of the processes that share the work: it takes every jobs-th batch. */
struct job {
    const struct options *options;
    int64_t index;
    struct db_session *session;
    struct generate_office office;
    struct generate_batch batch;
    struct generate_item item;
    struct reference *reference;
    struct crypto_keys *keys;
    int64_t items_made;
    int64_t windows_made;
};

static bool read_options(int *count, char **arguments, struct options *ret);
static bool read_number(int *count, char **arguments, const char *name, int64_t *number);
static int share_out(const struct config *config, const struct options *options, int64_t now_us);
static int run_job(const struct config *config, const struct options *options, int64_t index,
                   int64_t now_us);
static bool open_job(struct job *job, const struct config *config, struct error *error);
static bool take_token(struct job *job, struct error *error);
static bool make_answered(struct job *job, struct error *error);
static bool make_open(struct job *job, struct error *error);
static bool make_open_item(struct job *job, int64_t place, int64_t left, struct error *error);
static int64_t received_at(const struct job *job, int64_t place);
static void close_job(struct job *job);

int command_generate(const struct config *config, int count, char **arguments)
{
    struct options options = {.seed = 1, .due_in_s = -1, .jobs = sysconf(_SC_NPROCESSORS_ONLN)};
    if (!read_options(&count, arguments, &options) || count != 0)
        return command_misuse("generate");
    int64_t began_us = clock_mono_us(), now_us = clock_wall_us();
    int status = share_out(config, &options, now_us);
    if (status == COMMAND_OK)
        printf("%lld answered items and %lld open windows in %.1f s\n", (long long)options.items,
               (long long)options.open, (double)(clock_mono_us() - began_us) / SECOND_US);
    return status;
}

static bool read_options(int *count, char **arguments, struct options *ret)
{
    bool is_good = read_number(count, arguments, "items", &ret->items) &&
                   read_number(count, arguments, "open", &ret->open) &&
                   read_number(count, arguments, "seed", &ret->seed) &&
                   read_number(count, arguments, "due-in", &ret->due_in_s) &&
                   read_number(count, arguments, "due-over", &ret->due_over_s) &&
                   read_number(count, arguments, "jobs", &ret->jobs);
    if (ret->jobs < 1 || ret->jobs > JOBS_MAX)
        ret->jobs = ret->jobs < 1 ? 1 : JOBS_MAX;
    return is_good && ret->items + ret->open > 0;
}

/* Leaves *number as it is where the option is not given. */
static bool read_number(int *count, char **arguments, const char *name, int64_t *number)
{
    const char *value = command_option(count, arguments, name);
    char *end = NULL;
    if (!value)
        return true;
    *number = strtoll(value, &end, 10);
    return end != value && *end == '\0' && *number >= 0 && *number <= INT64_C(1000000000);
}

static int share_out(const struct config *config, const struct options *options, int64_t now_us)
{
    int status = COMMAND_OK, result;
    int64_t started = 0;
    if (options->jobs == 1)
        return run_job(config, options, 0, now_us);
    fflush(NULL);
    for (; started < options->jobs; started++) {
        pid_t pid = fork();
        if (pid == 0)
            exit(run_job(config, options, started, now_us));
        if (pid < 0) {
            fprintf(stderr, "huiyingctl: no further process: %s\n", strerror(errno));
            status = COMMAND_FAILED;
            break;
        }
    }
    for (; started > 0; started--) {
        if (wait(&result) < 0 || !WIFEXITED(result) || WEXITSTATUS(result) != 0)
            status = COMMAND_FAILED;
    }
    return status;
}

static int run_job(const struct config *config, const struct options *options, int64_t index,
                   int64_t now_us)
{
    struct job job = {.options = options, .index = index, .office = {.now_us = now_us}};
    struct error error;
    int status = COMMAND_OK;
    if (!open_job(&job, config, &error) || !make_answered(&job, &error) || !make_open(&job, &error))
        status = command_fail("not all was made", &error);
    close_job(&job);
    return status;
}

static bool open_job(struct job *job, const struct config *config, struct error *error)
{
    struct zone zone;
    if (!zone_find(config->zone, &zone)) {
        error_set(error, ERROR_BAD_PARAMETER, "zone", "the zone is not known");
        return false;
    }
    job->keys = crypto_keys_load(config->key_file, error);
    job->session = job->keys ? command_session(config, error) : NULL;
    struct db_rows *rows =
        job->session ? db_session_query(job->session, sql[SQL_REFERENCE_READ].text, NULL, 0, error)
                     : NULL;
    job->reference = rows ? reference_from_rows(rows, error) : NULL;
    db_session_rows_free(rows);
    if (!job->reference || !take_token(job, error))
        return false;
    job->batch =
        (struct generate_batch){.session = job->session, .version = job->reference->version};
    job->office.reference = job->reference;
    job->office.keys = job->keys;
    job->office.zone = zone;
    return true;
}

/* All that is made belongs to one token that nobody can use. */
static bool take_token(struct job *job, struct error *error)
{
    static const char statement[] =
        "INSERT INTO api_token (name, role, hash, revoked_at) "
        "VALUES ('generate', 'operator', sha256('generate'), clock_timestamp()) "
        "ON CONFLICT (hash) DO UPDATE SET name = excluded.name RETURNING id";
    struct db_rows *rows = db_session_query(job->session, statement, NULL, 0, error);
    if (!rows)
        return false;
    job->office.token_id = (int)db_rows_integer(rows, 0, 0);
    job->office.actor = "generate";
    db_session_rows_free(rows);
    return true;
}

/* Batches go out in order of time, so that numbers grow with it as they do in life. */
static bool make_answered(struct job *job, struct error *error)
{
    const struct options *options = job->options;
    struct generate_batch *batch = &job->batch;
    bool is_good = true;
    for (int64_t turn = job->index, place = 0; is_good && place < options->items;
         turn += options->jobs) {
        is_good = generate_batch_begin(batch, error);
        place = turn * batch->count;
        while (is_good && batch->used < batch->count && place < options->items) {
            struct chance chance = chance_of((uint64_t)options->seed, (uint64_t)place);
            generate_item_answered(&job->office, &chance, generate_batch_next_id(batch),
                                   received_at(job, place++), &job->item);
            generate_batch_add(batch, &job->item);
        }
        is_good = is_good && generate_batch_store(batch, error);
        if (job->index == 0 && turn / options->jobs % PROGRESS_BATCHES == PROGRESS_BATCHES - 1)
            fprintf(stderr, "%lld of %lld items\n", (long long)place, (long long)options->items);
    }
    return is_good;
}

static bool make_open(struct job *job, struct error *error)
{
    const struct options *options = job->options;
    struct generate_batch *batch = &job->batch;
    int64_t share = options->open / options->jobs + (job->index < options->open % options->jobs);
    bool is_good = true;
    for (int64_t place = job->index; is_good && job->windows_made < share;) {
        is_good = generate_batch_begin(batch, error);
        while (is_good && batch->used < batch->count && job->windows_made < share) {
            is_good = make_open_item(job, place, share - job->windows_made, error);
            place += options->jobs;
        }
        is_good = is_good && generate_batch_store(batch, error);
    }
    return is_good;
}

/* An item that would have more windows than are left to make is passed over. */
static bool make_open_item(struct job *job, int64_t place, int64_t left, struct error *error)
{
    const struct options *options = job->options;
    struct chance chance = chance_of((uint64_t)options->seed, open_numbers + (uint64_t)place);
    int64_t id = generate_batch_next_id(&job->batch);
    if (options->due_in_s < 0) {
        generate_item_open(&job->office, &chance, id, &job->item);
    } else {
        int64_t due_us = job->office.now_us + options->due_in_s * SECOND_US +
                         options->due_over_s * SECOND_US / options->open * place;
        if (!generate_item_due(&job->office, &chance, id, due_us, &job->item)) {
            error_set(error, ERROR_CONFLICT, NULL,
                      "no rule gives an ordinary opinion event one window, counted in hours");
            return false;
        }
    }
    if ((int64_t)job->item.item.docket.window_count > left)
        return true;
    generate_batch_add(&job->batch, &job->item);
    job->windows_made += (int64_t)job->item.item.docket.window_count;
    return true;
}

/* Evenly over the years, with some unrest, up to so long ago that all can be answered. */
static int64_t received_at(const struct job *job, int64_t place)
{
    int64_t first_us =
        zone_day_start(job->office.zone, civil_to_day((struct civil){FIRST_YEAR, 1, 1}));
    int64_t span_us = job->office.now_us - QUIET_DAYS * DAY_US - first_us;
    struct chance chance = chance_of((uint64_t)job->options->seed, ~(uint64_t)place);
    double part =
        ((double)place + (double)chance_below(&chance, 1000) / 1000) / (double)job->options->items;
    return first_us + (int64_t)((double)span_us * part);
}

static void close_job(struct job *job)
{
    generate_batch_done(&job->batch);
    generate_item_done(&job->item);
    reference_release(job->reference);
    db_session_close(job->session);
    crypto_keys_free(job->keys);
}
