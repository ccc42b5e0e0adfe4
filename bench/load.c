/* load - thousands of phones in one thread, for measuring. Loopback only.
 *
 *   cc -O2 -Wall -Wextra -o load load.c        (libc only)        ./load --help
 *
 * Commands come on standard input, one a line; each is answered by one line of JSON on standard output, with
 * times in milliseconds and `busy`, the share of its core that this program itself needed meanwhile: well
 * below 1 it was not what limited the figure. While it measures it looks for bytes without ever sleeping: whoever
 * sends to a sleeper pays for waking it, and phones do not live on this machine. Looking in vain is not `busy`.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char HELP[] =
"usage: load PORT PHONES [option value]...      commands on standard input\n"
"PHONES   a file, one line a phone: the socket's path, a tab, its cookies (may be empty); a path that begins\n"
"         with ! is a hand that moves and looks at nothing\n"
"options  page PATH     fetched before the socket in `come ... 1`; its cookie and its regions are used\n"
"         hi 1          greet as radslag.v1 does          engine 1      speak socket.io\n"
"         ready PREFIX  the frame that shows a phone is in (default: none, the handshake is enough)\n"
"         news PREFIX   the frames that a fan-out counts   ack PREFIX    the frames that answer a move\n"
"         no PREFIX     the frames that refuse one\n"
"         count TEXT    what follows the figure of answers on the screen, and on phones: phone_count TEXT\n"
"         move TEXT     what is sent; %i is a new id that begins with the time, %v the next of the values\n"
"         values A,B    values of %v\n"
"commands come FIRST N AT_ONCE PAGE SPREAD   phones arrive, so many at a time, or spread over milliseconds\n"
"         fanout ROUNDS PAUSE TIMES WHO  one moves, all hear of it; then so many milliseconds, or times its length\n"
"         votes SECONDS RATE FIRST N  moves by these phones; rate 0: each moves again when it was answered\n"
"         answers SECONDS N SCREEN  each of N phones moves once; how soon do the screen and phones show it?\n"
"         quiet MILLISECONDS        read on        behave STALLED FLAPPING GARBAGE FIRST   from FIRST on\n"
"         leave FIRST N             close          quit\n";

enum state { AWAY, CALLING_PAGE, ON_PAGE, CALLING, SHAKING, IN };
enum manner { WELL, STALLED, FLAPPING, GARBAGE };
enum { WAITING = 64, MOST_TEXT = 4000, SAMPLED = 20, PATIENCE = 20000, REGIONS = 8 };

typedef struct {
  int fd, kept, waits, first;
  enum state state;
  enum manner manner;
  bool ready, arrived, sampled, hand;
  char *path, *cookie, *have;
  uint8_t *part;
  int part_len, part_cap;
  long round, seen;
  struct { uint64_t name, version; } shown[REGIONS];
  unsigned moved;
  double began, due[WAITING];
} Phone;

typedef struct { float *v; long n, cap; } Times;

static const char *o_page = "/", *o_ready = "", *o_news = "", *o_ack = "", *o_no = "\1", *o_count = "\1", *o_phone_count = "\1", *o_move = "B";
static bool o_hi, o_engine;
static char *values[64];
static int n_values, port, n_phones, ep, arriving, inside, failed, refused, unsent;
static Phone *phones;
static uint8_t in[1 << 18];
static long bytes_in, frames_in;

static Times waited;                         /* what the running command measures */
static enum { NOTHING, FANOUT, VOTES, ANSWERS } doing;
static long round_no, round_got, acked, sent, sequence, asked_before;
static unsigned run;                         /* ids of one run never are those of another */
static double round_began, first_heard;
static bool closed_loop;
static double *answered_at;
static Times on_screen, on_phones;
static Phone *screen;

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e3 + t.tv_nsec / 1e6; }
static long wall_clock(void) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); return t.tv_sec * 1000 + t.tv_nsec / 1000000; }
static double own_cpu(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec * 1e3 + t.tv_nsec / 1e6; }
static void die(const char *why, ...) {
  va_list a; va_start(a, why); fputs("load: ", stderr); vfprintf(stderr, why, a); fputc('\n', stderr); va_end(a); exit(1);
}
static void *more(void *p, size_t n) { p = realloc(p, n); if (!p) die("no memory"); return p; }
static void put(Times *t, double ms) {
  if (t->n == t->cap) t->v = more(t->v, (t->cap = t->cap ? 2 * t->cap : 4096) * sizeof *t->v);
  t->v[t->n++] = (float)ms;
}
static int by_size(const void *a, const void *b) { float x = *(const float *)a, y = *(const float *)b; return (x > y) - (x < y); }
static double part_of(const Times *t, double share) {
  if (!t->n) return -1;
  long i = (long)(share * t->n);
  return t->v[i < t->n ? i : t->n - 1];
}
static void tell_times(const char *name, Times *t) {
  qsort(t->v, t->n, sizeof *t->v, by_size);
  printf(",\"%s_n\":%ld,\"%s_p50\":%.3f,\"%s_p99\":%.3f,\"%s_max\":%.3f", name, t->n, name, part_of(t, .5), name, part_of(t, .99), name, part_of(t, 1));
  t->n = 0;
}

/* One phone's line */

static void watch(Phone *p, int how, uint32_t what) {
  struct epoll_event e = {.events = what, .data.ptr = p};
  if (epoll_ctl(ep, how, p->fd, &e) && how != EPOLL_CTL_DEL) die("epoll: %s", strerror(errno));
}
static void hang_up(Phone *p) {
  if (p->state == AWAY) return;
  if (p->state == IN && !p->hand) inside--;
  if (!p->arrived) arriving--;
  p->arrived = true;
  close(p->fd);
  p->fd = -1; p->state = AWAY; p->part_len = 0; p->waits = 0;
}
static void fail(Phone *p) {
  if (p->manner == WELL) failed++;
  hang_up(p);
}
static void send_raw(Phone *p, const void *bytes, int n) {
  ssize_t k = send(p->fd, bytes, n, MSG_NOSIGNAL);
  if (k == n) return;
  unsent++;
  fail(p);
}
static void send_text(Phone *p, const char *text, int n) {
  static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
  uint8_t b[MOST_TEXT + 14]; int h = 2;
  if (n > MOST_TEXT) die("a text of %d bytes is too long", n);
  b[0] = 0x81;
  if (n < 126) b[1] = 0x80 | n; else { b[1] = 0x80 | 126; b[2] = n >> 8; b[3] = n & 255; h = 4; }
  memcpy(b + h, mask, 4); h += 4;
  for (int i = 0; i < n; i++) b[h + i] = text[i] ^ mask[i & 3];
  send_raw(p, b, h + n);
}
static void dial(Phone *p, enum state state) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1; struct linger at_once = {1, 0};   /* no TIME_WAIT: one address has 28,000 ports only */
  p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (p->fd < 0) die("socket: %s", strerror(errno));
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  if (p->manner == STALLED) { int small = 4096; setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small); }
  p->state = state; p->part_len = 0;
  if (connect(p->fd, (void *)&to, sizeof to) && errno != EINPROGRESS) { p->state = CALLING; fail(p); return; }
  watch(p, EPOLL_CTL_ADD, EPOLLOUT);
}
static void arrive(Phone *p, bool with_page, double due) {
  p->began = due; p->arrived = p->ready = false; arriving++;
  dial(p, with_page ? CALLING_PAGE : CALLING);
}
static void ask(Phone *p) {
  char b[4096]; int n; int error = 0; socklen_t size = sizeof error;
  getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) { fail(p); return; }
  const char *path = p->state == CALLING_PAGE ? o_page : p->path;
  n = snprintf(b, sizeof b, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s%s", path, port,
               *p->cookie ? "Cookie: " : "", p->cookie, *p->cookie ? "\r\n" : "");
  if (p->state == CALLING_PAGE) n += snprintf(b + n, sizeof b - n, "Accept: text/html\r\nAccept-Language: sv\r\n\r\n");
  else n += snprintf(b + n, sizeof b - n, "Origin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n", port,
                     o_hi ? "Sec-WebSocket-Protocol: radslag.v1\r\n" : "");
  p->state = p->state == CALLING_PAGE ? ON_PAGE : SHAKING;
  watch(p, EPOLL_CTL_MOD, EPOLLIN);
  send_raw(p, b, n);
}
static void keep(Phone *p, const uint8_t *bytes, int n) {
  if (n > p->part_cap) p->part = more(p->part, p->part_cap = 2 * n);
  memmove(p->part, bytes, n);
  p->part_len = n;
}

/* The page: whose seat it gives, and which regions it shows */

static char *between(char *from, const char *before, char end) {
  char *at = strstr(from, before), *stop;
  if (!at) return NULL;
  at += strlen(before);
  stop = strchr(at, end);
  return stop ? strndup(at, stop - at) : NULL;
}
static void note_seat(Phone *p, char *head) {
  for (char *at = head; (at = strcasestr(at, "\nset-cookie: ")); at += 13)
    if (!strncmp(at + 13, "seat-", 5)) { free(p->cookie); p->cookie = between(at, ": ", ';'); return; }
}
static void note_regions(Phone *p, char *body) {
  char have[1500]; int n = 0;
  for (char *at = body; (at = strstr(at, "data-region=\"")); at += 13) {
    char *name = between(at, "data-region=\"", '"'), *version = between(at, "data-v=\"", '"');
    if (name && version && *version && strlen(name) + strlen(version) < 100 && n < 1300)
      n += sprintf(have + n, "%s\"%s\":\"%s\"", n ? "," : "", name, version);
    free(name); free(version);
  }
  free(p->have);
  p->have = strndup(have, n);
}
static bool page_is_here(Phone *p, uint8_t *bytes, int n) {
  bytes[n] = 0;
  char *head = (char *)bytes, *body = strstr(head, "\r\n\r\n"), *length;
  if (!body) return false;
  if (strncmp(head + 9, "200", 3)) { refused++; fail(p); return false; }
  length = strcasestr(head, "\ncontent-length: ");
  if (!length || n < body + 4 - head + atol(length + 17)) return false;
  *body = 0;
  note_seat(p, head);
  note_regions(p, body + 4);
  return true;
}

/* What is heard */

static bool begins(const uint8_t *text, long n, const char *prefix) {
  long k = (long)strlen(prefix);
  return k <= n && !memcmp(text, prefix, k);
}
static bool is_phone(const Phone *p) { return !o_hi || strstr(p->path, "surface=phone"); }
static void entered(Phone *p) {
  if (p->arrived) return;
  p->arrived = p->ready = true;
  arriving--;
  put(&waited, now() - p->began);
}
static void greet(Phone *p) {
  char hi[1600];
  if (o_hi && !p->hand) send_text(p, hi, sprintf(hi, "{\"t\":\"hi\",\"have\":{%s}}", p->have ? p->have : ""));
}
static void move(Phone *p, double due) {
  char b[MOST_TEXT]; char *w = b;
  if (p->waits == WAITING) { unsent++; return; }
  for (const char *s = o_move; *s && w - b < MOST_TEXT - 100; s++) {
    if (s[0] == '%' && s[1] == 'i') { w += sprintf(w, "%012lx%08x%012lx", wall_clock(), run, ++sequence); s++; }
    else if (s[0] == '%' && s[1] == 'v') { w += sprintf(w, "%s", values[((p - phones) + p->moved) % n_values]); s++; }
    else *w++ = *s;
  }
  p->moved++;
  p->due[(p->first + p->waits++) % WAITING] = due;
  sent++;
  send_text(p, b, w - b);
}
static void was_answered(Phone *p, bool taken) {
  if (!p->waits) return;
  double due = p->due[p->first], t = now();
  p->first = (p->first + 1) % WAITING; p->waits--;
  if (p->manner != WELL) return;
  if (taken) acked++; else refused++;
  if (doing == VOTES) put(&waited, t - due);
  if (doing == VOTES && closed_loop) move(p, t);
}
static long figure_on(const uint8_t *text, long n, const char *before) {
  const uint8_t *at = memmem(text, n, before, strlen(before)), *d = at;
  if (!at) return -1;
  while (d > text && d[-1] >= '0' && d[-1] <= '9') d--;
  return d == at ? -1 : atol((const char *)d);
}
static void note_figure(Phone *p, const uint8_t *text, long n) {
  long shown = figure_on(text, n, p == screen ? o_count : o_phone_count); double t = now();
  while (p->seen < shown && p->seen < sequence - asked_before) put(p == screen ? &on_screen : &on_phones, t - answered_at[p->seen++]);
}
static uint64_t hash(const uint8_t *text, long n) {
  uint64_t h = 14695981039346656037u;
  for (long i = 0; i < n; i++) h = (h ^ text[i]) * 1099511628211u;
  return h;
}
static void note_versions(Phone *p, const uint8_t *text, long n) {
  static const char V[] = "\":{\"v\":\"";
  for (const uint8_t *at = text; (at = memmem(at, text + n - at, V, 8)); at += 8) {
    const uint8_t *name = at;
    while (name > text && name[-1] != '"') name--;
    uint64_t which = hash(name, at - name);
    for (int i = 0; i < REGIONS; i++)
      if (!p->shown[i].name || p->shown[i].name == which) { p->shown[i].name = which; p->shown[i].version = hash(at + 8, 16); break; }
  }
}
static uint64_t screen_of(const Phone *p) {
  uint64_t all = 0;
  for (int i = 0; i < REGIONS; i++) all += p->shown[i].name * 31 ^ p->shown[i].version;
  return all;
}
static void heard(Phone *p, const uint8_t *text, long n) {
  frames_in++;
  if (o_engine) {
    if (n && text[0] == '2') { send_text(p, "3", 1); return; }
    if (n && text[0] == '0') { send_text(p, "40", 2); return; }
  }
  if (!p->arrived && begins(text, n, is_phone(p) ? o_ready : o_news)) entered(p);
  if (begins(text, n, o_news)) {
    if (doing == NOTHING) note_versions(p, text, n);
    if (doing == FANOUT && p->round != round_no) {
      p->round = round_no;
      if (!round_got++) first_heard = now();
    }
    if (doing == ANSWERS && p->sampled) note_figure(p, text, n);
  }
  if (p->waits && begins(text, n, o_ack)) was_answered(p, true);
  else if (begins(text, n, o_no)) was_answered(p, false);
}
static int frame_size(const uint8_t *b, int n, int *head) {
  uint64_t size = n > 1 ? b[1] & 127 : 0;
  *head = 2;
  if (n < 2) return 0;
  if (size == 126) { if (n < 4) return 0; size = b[2] << 8 | b[3]; *head = 4; }
  else if (size == 127) { if (n < 10) return 0; size = 0; for (int i = 2; i < 10; i++) size = size << 8 | b[i]; *head = 10; }
  return size + *head <= (uint64_t)n ? (int)(size + *head) : 0;
}
static void take_frames(Phone *p, const uint8_t *b, int n) {
  int head, size;
  while (p->state == IN && (size = frame_size(b, n, &head))) {
    int kind = b[0] & 15;
    if (kind == 8) { fail(p); return; }
    if (kind == 9) { uint8_t pong[6] = {0x8a, 0x80}; send_raw(p, pong, 6); }
    if (kind == 1) heard(p, b + head, size - head);
    b += size; n -= size;
  }
  if (p->state == IN) keep(p, b, n);
}
static void read_line(Phone *p) {
  int before = p->part_len;
  memcpy(in, p->part, before);
  ssize_t k = recv(p->fd, in + before, sizeof in - before - 1, 0);
  if (k < 0 && errno == EAGAIN) return;
  if (k <= 0) { fail(p); return; }
  int n = before + (int)k; uint8_t *from = in;
  bytes_in += k; p->part_len = 0;
  if (p->state == ON_PAGE) {
    if (page_is_here(p, in, n)) { close(p->fd); dial(p, CALLING); }
    else if (p->state != AWAY) keep(p, in, n);
    return;
  }
  if (p->state == SHAKING) {
    uint8_t *end = memmem(in, n, "\r\n\r\n", 4);
    if (!end) { keep(p, in, n); return; }
    if (memcmp(in + 9, "101", 3)) { refused++; fail(p); return; }
    p->state = IN; inside += !p->hand;
    n -= end + 4 - in; from = end + 4;
    if (p->manner == STALLED) watch(p, EPOLL_CTL_MOD, 0);
    greet(p);
    if (p->manner != WELL || p->hand || (!*o_ready && !o_engine)) entered(p);
  }
  take_frames(p, from, n);
}
static bool asked;   /* a command waits on standard input */
static double in_vain;
static void turn(int ms) {
  struct epoll_event some[512];
  double before = ms ? 0 : own_cpu();
  int n = epoll_wait(ep, some, 512, ms);
  if (!n && !ms) in_vain += own_cpu() - before;
  for (int i = 0; i < n; i++) {
    Phone *p = some[i].data.ptr;
    if (!p) { asked = true; continue; }
    if (p->state == CALLING_PAGE || p->state == CALLING) ask(p);
    else if (p->state != AWAY && p->manner == STALLED && p->state == IN) fail(p);  /* given up by the server */
    else if (p->state != AWAY) read_line(p);
  }
}
static void listen_for(double ms) {
  for (double end = now() + ms; now() < end;) turn((int)(end - now()) + 1);
}

/* Commands */

static double own_before, began;
static void begin(void) { waited.n = 0; failed = refused = unsent = 0; acked = sent = 0; in_vain = 0; began = now(); own_before = own_cpu(); }
static double busy(void) { return (own_cpu() - own_before - in_vain) / (now() - began); }
static void end(void) {
  double ms = now() - began;
  printf("{\"ms\":%.1f,\"busy\":%.3f,\"failed\":%d,\"refused\":%d,\"unsent\":%d,\"inside\":%d", ms, busy(), failed, refused, unsent, inside);
}
static void done(void) { puts("}"); fflush(stdout); }

static int different_screens(int first, int n) {
  uint64_t known[64]; int found = 0;
  for (Phone *p = phones + first; p < phones + first + n; p++) {
    int i = 0;
    while (i < found && known[i] != screen_of(p)) i++;
    if (i == found && found < 64) known[found++] = screen_of(p);
  }
  return found;
}
static void come(int first, int n, int at_once, int page, double spread) {
  int next = 0; begin();
  for (int i = first; i < first + n; i++) memset(phones[i].shown, 0, sizeof phones[i].shown);
  while ((next < n || arriving) && now() - began < 180000 + spread) {
    double t = now();
    while (next < n && (spread > 0 ? began + next * spread / n <= t : arriving < at_once)) {
      arrive(&phones[first + next], page, spread > 0 ? began + next * spread / n : now());
      next++;
    }
    turn(spread > 0 ? 1 : 20);
  }
  end();
  listen_for(o_hi ? 700 : 50);   /* what the hub's next ticks bring */
  printf(",\"screens\":%d", different_screens(first, n));
  tell_times("come", &waited);
  done();
}
static void fanout(int rounds, double pause, double times, int who) {
  Times whole = {0}, span = {0}; long bytes = 0;
  begin(); doing = FANOUT;
  double resting = 0, slept_cpu = 0;
  for (int r = 0; r < rounds && !failed; r++) {
    long b = bytes_in;
    round_no++; round_got = 0; round_began = now();
    move(&phones[who], round_began);
    while (round_got < inside && now() - round_began < PATIENCE) turn(0);
    if (round_got < inside) { failed = inside - (int)round_got; break; }
    double length = now() - round_began, cpu = own_cpu();
    put(&whole, length); put(&span, now() - first_heard); bytes += bytes_in - b;
    listen_for(length * times > pause ? length * times : pause);
    resting += now() - round_began - length; slept_cpu += own_cpu() - cpu;
  }
  doing = NOTHING;
  began += resting; own_before += slept_cpu;
  end();
  printf(",\"bytes\":%.1f,\"rounds\":[", (double)bytes / (whole.n ? whole.n : 1) / (inside ? inside : 1));
  for (long i = 0; i < whole.n; i++) printf("%s%.2f", i ? "," : "", whole.v[i]);
  printf("],\"spans\":[");
  for (long i = 0; i < span.n; i++) printf("%s%.2f", i ? "," : "", span.v[i]);
  printf("]"); free(whole.v); free(span.v);
  done();
}
static void misbehave(Phone *p, long tick) {
  static const char *rubbish[] = {"", "{", "[1]", "{\"t\":\"do\"}", "\"hi\""};
  if (p->manner == GARBAGE && p->state == IN) send_text(p, rubbish[tick % 5], (int)strlen(rubbish[tick % 5]));
  else if (p->manner == FLAPPING && p->state == IN) hang_up(p);
  else if (p->state == AWAY) arrive(p, false, now());
}
static void votes(double seconds, double rate, int first, int n) {
  long next = 0, tick = 0; begin(); doing = VOTES; closed_loop = rate <= 0;
  double stop = began + seconds * 1e3;
  if (closed_loop) for (int i = first; i < first + n; i++) if (phones[i].state == IN && phones[i].manner == WELL) move(&phones[i], now());
  while (now() < stop) {
    double t = now();
    for (; rate > 0 && next < (t - began) / 1e3 * rate; next++) {
      Phone *p = &phones[first + next % n];
      if (p->state == IN && p->manner == WELL) move(p, began + next * 1e3 / rate);
    }
    for (; tick < (t - began) / 20; tick++)   /* each of the bad ones once a second */
      for (int i = (int)(tick % 50); i < n_phones; i += 50) if (phones[i].manner > STALLED) misbehave(&phones[i], tick / 50);
    turn(0);
  }
  long in_time = acked; double ms = now() - began, busy_while = busy();
  closed_loop = false;
  for (double patience = now() + 5000; acked + refused < sent && now() < patience;) turn(20);
  doing = NOTHING;
  end();
  printf(",\"busy_while\":%.3f,\"sent\":%ld,\"acked\":%ld,\"a_second\":%.1f,\"lost\":%ld", busy_while, sent, acked, in_time / ms * 1e3, sent - acked - refused);
  tell_times("ack", &waited);
  done();
}
static void answers(double seconds, int n, int on) {
  int *order = more(NULL, n * sizeof *order), next = 0; Times when = {0};
  answered_at = more(answered_at, n * sizeof *answered_at);
  screen = &phones[on]; screen->sampled = true; screen->seen = 0;
  for (int i = 0; i < n; i++) { put(&when, (double)rand() / RAND_MAX * seconds * 1e3); order[i] = i; }
  for (int i = n - 1; i > 0; i--) { int j = rand() % (i + 1), o = order[i]; order[i] = order[j]; order[j] = o; }
  qsort(when.v, n, sizeof *when.v, by_size);
  for (int i = 0, left = SAMPLED; i < n && left; i += n / SAMPLED + 1, left--) { phones[i].sampled = true; phones[i].seen = 0; }
  asked_before = sequence; on_screen.n = on_phones.n = 0; begin(); doing = ANSWERS;
  double busy_while = -1;
  while (next < n || ((screen->seen < n || acked < sent) && now() - began < seconds * 1e3 + 10000)) {
    for (double t = now(); next < n && began + when.v[next] <= t; next++) {
      answered_at[next] = began + when.v[next];
      move(&phones[order[next]], answered_at[next]);
    }
    if (next == n && busy_while < 0) busy_while = busy();
    turn(0);
  }
  end();
  listen_for(2500);
  doing = NOTHING;
  printf(",\"busy_while\":%.3f,\"sent\":%ld,\"acked\":%ld,\"seen\":%ld", busy_while, sent, acked, screen->seen);
  tell_times("screen", &on_screen); tell_times("phones", &on_phones);
  free(order); free(when.v);
  done();
}
static void behave(int stalled, int flapping, int garbage, int first) {
  begin();
  for (int i = 0; i < stalled + flapping + garbage; i++) {
    Phone *p = &phones[first + i];
    hang_up(p);
    p->manner = i < stalled ? STALLED : i < stalled + flapping ? FLAPPING : GARBAGE;
    arrive(p, false, now());
    turn(0);
  }
  for (double patience = now() + PATIENCE; arriving && now() < patience;) turn(20);
  end(); done();
}
static void leave(int first, int n) {
  begin();
  for (int i = first; i < first + n; i++) { hang_up(&phones[i]); phones[i].manner = WELL; }
  end(); done();
}
static void quiet(double ms) { begin(); listen_for(ms); end(); printf(",\"frames\":%ld", frames_in); done(); }

static void obey(const char *line) {
  double a = 0, b = 0, c = 0, d = 0, e = 0; char what[16] = "";
  sscanf(line, "%15s %lf %lf %lf %lf %lf", what, &a, &b, &c, &d, &e);
  if (!strcmp(what, "come")) come((int)a, (int)b, (int)c, (int)d, e);
  else if (!strcmp(what, "fanout")) fanout((int)a, b, c, (int)d);
  else if (!strcmp(what, "votes")) votes(a, b, (int)c, (int)d);
  else if (!strcmp(what, "answers")) answers(a, (int)b, (int)c);
  else if (!strcmp(what, "behave")) behave((int)a, (int)b, (int)c, (int)d);
  else if (!strcmp(what, "leave")) leave((int)a, (int)b);
  else if (!strcmp(what, "quiet")) quiet(a);
  else if (!strcmp(what, "quit")) exit(0);
  else die("what is %s?", what);
}

static void read_phones(const char *file) {
  FILE *f = fopen(file, "r"); char *line = NULL; size_t size = 0;
  if (!f) die("%s: %s", file, strerror(errno));
  while (getline(&line, &size, f) > 0) {
    phones = more(phones, (n_phones + 1) * sizeof *phones);
    phones[n_phones] = (Phone){.fd = -1, .arrived = true};
    phones[n_phones].hand = *line == '!';
    phones[n_phones].path = strdup(strtok(line + phones[n_phones].hand, "\t\n"));
    char *cookie = strtok(NULL, "\n");
    phones[n_phones++].cookie = strdup(cookie ? cookie : "");
  }
  free(line); fclose(f);
}
static void read_option(const char *name, char *value) {
  if (!strcmp(name, "page")) o_page = value;
  else if (!strcmp(name, "hi")) o_hi = true;
  else if (!strcmp(name, "engine")) o_engine = true;
  else if (!strcmp(name, "ready")) o_ready = value;
  else if (!strcmp(name, "news")) o_news = value;
  else if (!strcmp(name, "ack")) o_ack = value;
  else if (!strcmp(name, "no")) o_no = value;
  else if (!strcmp(name, "count")) o_count = value;
  else if (!strcmp(name, "phone_count")) o_phone_count = value;
  else if (!strcmp(name, "move")) o_move = value;
  else if (!strcmp(name, "values")) for (char *v = strtok(value, ","); v && n_values < 64; v = strtok(NULL, ",")) values[n_values++] = v;
  else die("there is no option %s", name);
}
int main(int argc, char **argv) {
  char line[256]; struct rlimit files;
  if (argc < 3 || !strcmp(argv[1], "--help")) { fputs(HELP, stdout); return argc < 3; }
  port = atoi(argv[1]);
  read_phones(argv[2]);
  for (int i = 3; i + 1 < argc; i += 2) read_option(argv[i], argv[i + 1]);
  getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < (rlim_t)n_phones + 64) die("this system allows %lu open files, fewer than %d phones need", (unsigned long)files.rlim_cur, n_phones);
  ep = epoll_create1(0);
  run = (unsigned)getpid() << 16 ^ (unsigned)time(NULL);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(ep, EPOLL_CTL_ADD, STDIN_FILENO, &input)) die("commands come through a pipe");
  for (;;) {   /* phones listen and answer pings also between commands */
    while (!asked) turn(1000);
    asked = false;
    if (!fgets(line, sizeof line, stdin)) return 0;
    obey(line);
    asked = false;
  }
}
