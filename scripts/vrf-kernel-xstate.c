/*
 * Preloaded into User Mode Linux 6.1, which hands ptrace(2) PTRACE_SETREGSET an NT_X86_XSTATE area of 2696 bytes. On a
 * CPU with AMX the kernel asks for the whole area, 11 KiB, and refuses a shorter one with EFAULT: pad it with what the
 * kernel reports for the same thread.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define XSTATE_BV 512          /* Intel SDM vol. 1, 13.4.2: which states the area holds */
#define X87_TO_PKRU 0x3ffUL    /* all that fits into the 2696 bytes */

static long raw(int request, long pid, void *address, void *data)
{
    return syscall(SYS_ptrace, request, pid, address, data);
}

static long set_xstate(long pid, void *type, struct iovec *given)
{
    static char area[65536] __attribute__((aligned(64)));
    struct iovec whole = { area, sizeof area };

    if (raw(PTRACE_GETREGSET, pid, type, &whole) < 0)
        return -1;
    if (given->iov_len >= whole.iov_len)
        return raw(PTRACE_SETREGSET, pid, type, given);
    memcpy(area, given->iov_base, given->iov_len);
    *(uint64_t *)(area + XSTATE_BV) &= X87_TO_PKRU;
    return raw(PTRACE_SETREGSET, pid, type, &whole);
}

long ptrace(enum __ptrace_request request, ...)
{
    va_list arguments;
    long pid, word;
    void *address, *data;

    va_start(arguments, request);
    pid = va_arg(arguments, int);
    address = va_arg(arguments, void *);
    data = va_arg(arguments, void *);
    va_end(arguments);

    if (request == PTRACE_SETREGSET && (long)address == NT_X86_XSTATE)
        return set_xstate(pid, address, data);
    if (request != PTRACE_PEEKTEXT && request != PTRACE_PEEKDATA && request != PTRACE_PEEKUSER)
        return raw(request, pid, address, data);
    if (raw(request, pid, address, &word) < 0) /* the system call stores the word, the C function returns it */
        return -1;
    errno = 0;
    return word;
}
