// The threads of native programs, as C: how tasks are handed out, and how those who help wait for more. Knows no program.
//
// Tasks of a phase stand in a row. They are taken from one 64-bit ticket: the number of the run in its upper half; in its lower one
// how many were taken from the left, and how many are left. Every other thread takes from the right: so neighbours in the row,
// which work on neighbouring memory, tend to be with the same thread in phase after phase. A thread that took one holds the phase
// open until it has added itself to `done`, so everything it reads after taking is of that phase. Those without work spin for a little while and then sleep.
import { TABLE } from "./spell.ts";

/** `void *crew_start(int threads)`, `void crew_stop(void *crew)`, and `share`, whose address `crew_share` gives. */
export const CREW = `
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef void (*work)(void **table, char *scratch, int task);
typedef unsigned long long ticket;

struct crew {
  _Alignas(64) _Atomic ticket tickets;
  _Alignas(64) _Atomic int done;
  _Alignas(64) work phase;
  void **table;
  int first;
  unsigned run;
  _Atomic int sleeping;
  _Atomic int stopping;
  _Atomic int joined;
  int followers;
  pthread_mutex_t mutex;
  pthread_cond_t bell;
  pthread_t threads[];
};

static const int patience = 4000;

static inline void rest(int spins) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
  if ((spins & 1023) == 1023) sched_yield();
}

/* Tasks that a ticket can hold. */
static const int most = 65535;

static inline int left(ticket seen) {
  return (int)(seen & most);
}

static void help(struct crew *crew, int thread) {
  const int right = thread & 1;
  ticket seen = atomic_load_explicit(&crew->tickets, memory_order_acquire);
  while (left(seen) != 0) {
    if (!atomic_compare_exchange_weak(&crew->tickets, &seen, right ? seen - 1 : seen - 1 + (most + 1))) continue;
    const int place = (int)((unsigned)seen / (most + 1)) + (right ? left(seen) - 1 : 0);
    char *scratch = (char *)crew->table[${TABLE.scratch}] + thread * (__INTPTR_TYPE__)crew->table[${TABLE.scratchStride}];
    crew->phase(crew->table, scratch, crew->first + place);
    atomic_fetch_add_explicit(&crew->done, 1, memory_order_release);
    seen = atomic_load_explicit(&crew->tickets, memory_order_acquire);
  }
}

static void *follow(void *argument) {
  struct crew *crew = argument;
  const int thread = 1 + atomic_fetch_add(&crew->joined, 1);
  for (;;) {
    help(crew, thread);
    const ticket idle = atomic_load(&crew->tickets);
    for (int spins = 0; spins < patience && atomic_load_explicit(&crew->tickets, memory_order_relaxed) == idle; spins++) rest(spins);
    if (atomic_load(&crew->tickets) == idle && left(idle) == 0) {
      pthread_mutex_lock(&crew->mutex);
      atomic_fetch_add(&crew->sleeping, 1);
      while (atomic_load(&crew->tickets) == idle && !atomic_load(&crew->stopping)) pthread_cond_wait(&crew->bell, &crew->mutex);
      atomic_fetch_sub(&crew->sleeping, 1);
      pthread_mutex_unlock(&crew->mutex);
    }
    if (atomic_load(&crew->stopping)) return NULL;
  }
}

static void wake(struct crew *crew) {
  if (atomic_load(&crew->sleeping) == 0) return;
  pthread_mutex_lock(&crew->mutex);
  pthread_cond_broadcast(&crew->bell);
  pthread_mutex_unlock(&crew->mutex);
}

static void hand_out(struct crew *crew, int first, int tasks) {
  crew->first = first;
  atomic_store_explicit(&crew->done, 0, memory_order_relaxed);
  atomic_store(&crew->tickets, ((ticket)++crew->run << 32) | (unsigned)tasks);
  wake(crew);
  help(crew, 0);
  for (int spins = 0; atomic_load_explicit(&crew->done, memory_order_acquire) < tasks; spins++) rest(spins);
}

static void share(void *own, work phase, void **table, int all) {
  struct crew *crew = own;
  crew->phase = phase;
  crew->table = table;
  for (int first = 0; first < all; first += most) hand_out(crew, first, all - first < most ? all - first : most);
}

void *crew_share(void) { return (void *)share; }

void *crew_start(int threads) {
  const size_t bytes = sizeof(struct crew) + (threads - 1) * sizeof(pthread_t);
  struct crew *crew = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (crew == NULL) return NULL;
  *crew = (struct crew){0};
  pthread_mutex_init(&crew->mutex, NULL);
  pthread_cond_init(&crew->bell, NULL);
  while (crew->followers < threads - 1 && pthread_create(&crew->threads[crew->followers], NULL, follow, crew) == 0) crew->followers++;
  return crew;
}

void crew_stop(void *own) {
  struct crew *crew = own;
  pthread_mutex_lock(&crew->mutex);
  atomic_store(&crew->stopping, 1);
  pthread_cond_broadcast(&crew->bell);
  pthread_mutex_unlock(&crew->mutex);
  for (int i = 0; i < crew->followers; i++) pthread_join(crew->threads[i], NULL);
  free(crew);
}
`;
