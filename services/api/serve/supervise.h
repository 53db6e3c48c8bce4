/* Several processes of one program: started, watched, started again, ended together. */
#ifndef HUIYING_API_SUPERVISE_H
#define HUIYING_API_SUPERVISE_H

/*
 * Runs serve(index, context) in so many child processes, index from 0, or in this one if it is
 * just one. A child that dies is started again after a moment; one of the first that ends with
 * status 2 (it cannot start) ends all. SIGTERM and SIGINT are handed on. Returns the exit status.
 */
int supervise(int processes, int (*serve)(int index, void *context), void *context);

#endif
