/*
 * The floor of a daemon that mirrors neighbors into Redis: receives a notification of the kernel, writes its row in one
 * MULTI .. EXEC with the commands that neighsyncd writes for a row, waits for the answer, receives the next. IPv4 SETs of
 * one link; no table, no recovery, and no fence, unless "fenced" asks for the very commands of neighsyncd's batch: a marker
 * within the transaction, and behind it WATCH and GET of the fence and MULTI of the next one.
 *
 * usage: bare-listener REDIS_SOCKET LINK [fenced]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* as long as neighsyncd's own; no minus sign, as an answer with one is an error */
#define FENCE "1:0123456789abcdef0123456789abcdef:1"
#define MARKER "0123456789abcdef0123456789abcdef:1:1234567:0"
#define BEGIN "*1\r\n$5\r\nMULTI\r\n"
#define END "*1\r\n$4\r\nEXEC\r\n"
#define WATCH_FENCE \
    "*2\r\n$5\r\nWATCH\r\n$16\r\nNEIGHSYNCD_FENCE\r\n*2\r\n$3\r\nGET\r\n$16\r\nNEIGHSYNCD_FENCE\r\n"
/* +OK, three times +QUEUED, *3 and an integer for each command */
#define ANSWER_LINES 8
/* four times +QUEUED, *4 and a line for each command, +OK, two lines of the fence, +OK */
#define FENCED_ANSWER_LINES 13
/* +OK twice, two lines of the fence, +OK */
#define TAKEN_ANSWER_LINES 5
#define LLADDR_LENGTH 6
#define TEXT_LENGTH 64

static const char *link_name;
static unsigned int link_index;
static int redis;
static int fenced;

static void fail(const char *what) {
    fprintf(stderr, "bare-listener: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int connect_redis(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        fail(path);
    }
    return fd;
}

/* Joins the group before it asks for the dump, so that no change is between the two. */
static int open_netlink(void) {
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_NEIGH};
    struct {
        struct nlmsghdr header;
        struct ndmsg neighbor;
    } request = {
        .header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETNEIGH, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .neighbor = {.ndm_family = AF_INET},
    };
    int bytes = 4 << 20;
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        send(fd, &request, sizeof request, 0) != sizeof request) {
        fail("netlink");
    }
    return fd;
}

static void await_answer(int expected) {
    char answer[512];
    int lines = 0;
    while (lines < expected) {
        ssize_t length = read(redis, answer, sizeof answer);
        if (length <= 0) {
            fail("read from Redis");
        }
        for (ssize_t i = 0; i < length; i++) {
            lines += answer[i] == '\n';
            if (answer[i] == '-') {
                fprintf(stderr, "bare-listener: Redis refused: %.*s\n", (int)length, answer);
                exit(1);
            }
        }
    }
}

static void write_words(const char *words, int length, int answer_lines) {
    if (write(redis, words, (size_t)length) != length) {
        fail("write to Redis");
    }
    await_answer(answer_lines);
}

static void take_fence(void) {
    char words[256];
    int length = snprintf(words, sizeof words,
        "*3\r\n$3\r\nSET\r\n$16\r\nNEIGHSYNCD_FENCE\r\n$%zu\r\n" FENCE "\r\n" WATCH_FENCE BEGIN, sizeof FENCE - 1);
    write_words(words, length, TAKEN_ANSWER_LINES);
}

static void write_row(const char *address, const char *lladdr) {
    char key[TEXT_LENGTH + IF_NAMESIZE];
    char marker[128] = "";
    char batch[1024];
    int key_length = snprintf(key, sizeof key, "%s:%s", link_name, address);
    if (fenced) {
        snprintf(marker, sizeof marker,
            "*3\r\n$3\r\nSET\r\n$17\r\nNEIGHSYNCD_MARKER\r\n$%zu\r\n" MARKER "\r\n", sizeof MARKER - 1);
    }
    int length = snprintf(batch, sizeof batch,
        "%s"
        "*6\r\n$4\r\nHSET\r\n$%d\r\n_NEIGH_TABLE:%s\r\n$5\r\nneigh\r\n$17\r\n%s\r\n$6\r\nfamily\r\n$4\r\nIPv4\r\n"
        "*3\r\n$4\r\nSADD\r\n$19\r\nNEIGH_TABLE_KEY_SET\r\n$%d\r\n%s\r\n"
        "*3\r\n$7\r\nPUBLISH\r\n$21\r\nNEIGH_TABLE_CHANNEL@0\r\n$1\r\nG\r\n"
        "%s" END "%s",
        fenced ? "" : BEGIN, key_length + 13, key, lladdr, key_length, key, marker, fenced ? WATCH_FENCE BEGIN : "");
    write_words(batch, length, fenced ? FENCED_ANSWER_LINES : ANSWER_LINES);
}

static void on_neighbor(struct nlmsghdr *message) {
    struct ndmsg *neighbor = NLMSG_DATA(message);
    int length = (int)(message->nlmsg_len - NLMSG_LENGTH(sizeof *neighbor));
    char address[INET_ADDRSTRLEN] = "";
    char lladdr[TEXT_LENGTH] = "";
    if (neighbor->ndm_family != AF_INET || (unsigned int)neighbor->ndm_ifindex != link_index) {
        return;
    }
    struct rtattr *attribute = (struct rtattr *)((char *)neighbor + NLMSG_ALIGN(sizeof *neighbor));
    for (; RTA_OK(attribute, length); attribute = RTA_NEXT(attribute, length)) {
        unsigned char *data = RTA_DATA(attribute);
        if (attribute->rta_type == NDA_DST) {
            inet_ntop(AF_INET, data, address, sizeof address);
        } else if (attribute->rta_type == NDA_LLADDR && RTA_PAYLOAD(attribute) == LLADDR_LENGTH) {
            snprintf(lladdr, sizeof lladdr, "%02x:%02x:%02x:%02x:%02x:%02x", data[0], data[1], data[2], data[3],
                data[4], data[5]);
        }
    }
    if (address[0] != '\0' && lladdr[0] != '\0') {
        write_row(address, lladdr);
    }
}

int main(int argc, char **argv) {
    static char datagram[1 << 16];
    if (argc != 3 && (argc != 4 || strcmp(argv[3], "fenced") != 0)) {
        fprintf(stderr, "usage: bare-listener REDIS_SOCKET LINK [fenced]\n");
        return 64;
    }
    fenced = argc == 4;
    link_name = argv[2];
    link_index = if_nametoindex(link_name);
    if (link_index == 0) {
        fail(link_name);
    }
    redis = connect_redis(argv[1]);
    if (fenced) {
        take_fence();
    }
    int netlink = open_netlink();
    for (;;) {
        ssize_t length = recv(netlink, datagram, sizeof datagram, 0);
        if (length < 0 && errno == ENOBUFS) {
            /* changes were lost: the harness misses them */
            continue;
        }
        if (length < 0) {
            fail("receive from the kernel");
        }
        unsigned int rest = (unsigned int)length;
        struct nlmsghdr *message = (struct nlmsghdr *)datagram;
        for (; NLMSG_OK(message, rest); message = NLMSG_NEXT(message, rest)) {
            if (message->nlmsg_type == RTM_NEWNEIGH) {
                on_neighbor(message);
            }
        }
    }
}
