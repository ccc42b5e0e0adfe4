"""The listening socket and the process around it, made ready for thousands of phones."""

import gc
import resource
import socket

BACKLOG = 4096
SEND_BUFFER = 64 * 1024  # bytes (the kernel doubles it) that a slow phone can keep of ours in the kernel
GONE_AFTER = 30_000  # milliseconds without an acknowledgement of sent bytes


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose connections inherit no delay, a bounded send buffer and an end for dead peers.

    Raises OSError when the address is taken or not ours. Port 0 takes a free one.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        prepare(sock)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    sock.setblocking(False)
    return sock


def prepare(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER)


def raise_file_limit() -> int:
    """Allow as many open sockets as the system lets this user have; how many that is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def settle_garbage_collector() -> None:
    """After start-up: what is loaded by now stays for good, and need never be looked through again.

    Each drawn screen leaves some hundred objects that hold each other: a hundred thousand at once were a tenth of a
    second in which nobody was served, ten thousand are a hundredth. What has stayed is looked through as rarely.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 500, 50)
