/* floor - what the kernel itself needs: a WebSocket server that does nothing but write. Loopback only.
 *
 *   cc -O2 -Wall -Wextra -o floor floor.c
 *   ./floor PORT fan SIZE     a text from anybody: one ready-made frame of SIZE bytes to everybody
 *   ./floor PORT disk FILE    each text is appended to FILE and synced, then answered; what waits together, together
 *
 * A yardstick and no server: no fragments, no care for slow phones, and the handshake's answer is not computed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, PART = 2048, LOG = 1 << 20 };
static struct { bool in; int len, at; uint8_t *part; } line[MOST];
static int all[MOST], n_all, owed[4 * MOST], n_owed, log_fd = -1, log_len, frame_len;
static uint8_t frame[1 << 17], in[1 << 17], log_bytes[LOG];
static const char HELLO[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: not-computed\r\n\r\n";
#define OK_TEXT "{\"t\":\"ok\",\"id\":\"0123456789abcdef0123456789abcdef\",\"at\":1764000000000}"
static uint8_t ok[sizeof OK_TEXT + 1] = {0x81, sizeof OK_TEXT - 1};

static void stop(const char *why) { perror(why); exit(1); }
static void make_frame(int size) {
  int h = size < 126 ? 2 : size < 65536 ? 4 : 10, n = size - h;
  frame[0] = 0x81;
  if (h == 2) frame[1] = n; else { frame[1] = 126; frame[2] = n >> 8; frame[3] = n & 255; }
  memset(frame + h, 'x', n);
  frame_len = size;
}
static void hang_up(int fd) {
  if (line[fd].in) { int last = all[--n_all]; all[line[fd].at] = last; line[last].at = line[fd].at; }
  free(line[fd].part);
  memset(&line[fd], 0, sizeof line[fd]);
  close(fd);
}
static void sync_and_answer(void) {
  if (log_len && (write(log_fd, log_bytes, log_len) != log_len || fdatasync(log_fd))) stop("log");
  log_len = 0;
  for (int i = 0; i < n_owed; i++) if (line[owed[i]].in) send(owed[i], ok, sizeof ok, MSG_NOSIGNAL);
  n_owed = 0;
}
static void heard(int fd, const uint8_t *text, int n) {
  if (log_fd < 0) {
    for (int i = 0; i < n_all; i++) send(all[i], frame, frame_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    return;
  }
  if (log_len + n + 1 > LOG || n_owed == 4 * MOST) sync_and_answer();
  memcpy(log_bytes + log_len, text, n);
  log_bytes[(log_len += n + 1) - 1] = '\n';
  owed[n_owed++] = fd;
}
static void keep(int fd, const uint8_t *bytes, int n) {
  if (n > PART) { hang_up(fd); return; }
  if (n && !line[fd].part) line[fd].part = malloc(PART);
  if (n) memcpy(line[fd].part, bytes, n);
  line[fd].len = n;
}
static void take_frames(int fd, uint8_t *b, int n) {
  while (n >= 6) {
    int size = b[1] & 127, h = 2;
    if (size == 126) { if (n < 8) break; size = b[2] << 8 | b[3]; h = 4; }
    if (n < h + 4 + size) break;
    for (int i = 0; i < size; i++) b[h + 4 + i] ^= b[h + (i & 3)];
    if ((b[0] & 15) == 8) { hang_up(fd); return; }
    heard(fd, b + h + 4, size);
    b += h + 4 + size; n -= h + 4 + size;
  }
  keep(fd, b, n);
}
static void read_line(int fd) {
  int before = line[fd].len;
  if (before) memcpy(in, line[fd].part, before);
  ssize_t k = recv(fd, in + before, sizeof in - before - 1, 0);
  if (k < 0 && errno == EAGAIN) return;
  if (k <= 0) { hang_up(fd); return; }
  int n = before + (int)k;
  uint8_t *from = in;
  if (!line[fd].in) {
    uint8_t *end = memmem(in, n, "\r\n\r\n", 4);
    if (!end) { keep(fd, in, n); return; }
    send(fd, HELLO, sizeof HELLO - 1, MSG_NOSIGNAL);
    line[fd].in = true; line[fd].at = n_all; all[n_all++] = fd;
    from = end + 4; n -= from - in;
  }
  take_frames(fd, from, n);
}
static void watch(int ep, int fd) {
  struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
}
static void welcome(int ep, int door) {
  int fd, one = 1;
  while ((fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MOST) { close(fd); continue; }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(ep, fd);
  }
}
static int open_door(int port) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(door, (void *)&here, sizeof here) || listen(door, 4096)) stop("listen");
  return door;
}
int main(int argc, char **argv) {
  struct rlimit files; struct epoll_event some[512];
  if (argc != 4) { fputs("usage: floor PORT fan SIZE | floor PORT disk FILE\n", stderr); return 1; }
  getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  if (!strcmp(argv[2], "fan")) make_frame(atoi(argv[3]));
  else if ((log_fd = open(argv[3], O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600)) < 0) stop(argv[3]);
  memcpy(ok + 2, OK_TEXT, sizeof OK_TEXT - 1);
  int ep = epoll_create1(0), door = open_door(atoi(argv[1]));
  watch(ep, door);
  for (;;) {
    int n = epoll_wait(ep, some, 512, -1);
    for (int i = 0; i < n; i++) if (some[i].data.fd == door) welcome(ep, door); else read_line(some[i].data.fd);
    if (n_owed) sync_and_answer();
  }
}
