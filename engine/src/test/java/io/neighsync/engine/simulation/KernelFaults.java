package io.neighsync.engine.simulation;

/** Faults of a {@link SimulatedKernel}'s sockets, each armed by a call and used up by the socket it meets first. */
public final class KernelFaults {
    private int eventReceiveErrno;
    private int answerReceiveErrno;
    private boolean eventTruncated;
    private boolean answerTruncated;
    private int sendErrno;
    private int openErrno;
    private int refusalErrno;
    private int breakErrno;
    private int breakAfter;
    private int lostAnswers;

    KernelFaults() {
    }

    /** The next receive on an event socket fails; the queue stays as it is. */
    public void failEventReceive(int errno) {
        eventReceiveErrno = errno;
    }

    /** The next receive on a dump socket fails; the queue stays as it is. */
    public void failAnswerReceive(int errno) {
        answerReceiveErrno = errno;
    }

    /** The next datagram taken off an event socket is cut in half and comes marked truncated. */
    public void truncateEvent() {
        eventTruncated = true;
    }

    /** The next datagram taken off a dump socket is cut in half and comes marked truncated. */
    public void truncateAnswer() {
        answerTruncated = true;
    }

    /** The next send on a dump socket fails; the kernel never sees the request. */
    public void failSend(int errno) {
        sendErrno = errno;
    }

    /** The next opening of a dump socket fails with a NetlinkException. */
    public void failOpen(int errno) {
        openErrno = errno;
    }

    /** The next dump request is answered by NLMSG_ERROR. */
    public void refuseDump(int errno) {
        refusalErrno = errno;
    }

    /** The next dump ends with NLMSG_DONE that carries an errno, after so many datagrams of rows, at least 1. */
    public void breakDump(int errno, int datagrams) {
        breakErrno = errno;
        breakAfter = datagrams;
    }

    /** The next so many requests, for a dump or for one neighbor, are never answered. */
    public void loseAnswers(int requests) {
        lostAnswers = requests;
    }

    /** Forgets every fault that was armed and not met. */
    public void clear() {
        eventReceiveErrno = 0;
        answerReceiveErrno = 0;
        eventTruncated = false;
        answerTruncated = false;
        sendErrno = 0;
        openErrno = 0;
        refusalErrno = 0;
        breakErrno = 0;
        breakAfter = 0;
        lostAnswers = 0;
    }

    int takeReceiveErrno(boolean event) {
        int errno = event ? eventReceiveErrno : answerReceiveErrno;
        if (errno != 0) {
            if (event) {
                eventReceiveErrno = 0;
            } else {
                answerReceiveErrno = 0;
            }
        }
        return errno;
    }

    boolean takeTruncation(boolean event) {
        boolean truncated = event ? eventTruncated : answerTruncated;
        if (truncated) {
            if (event) {
                eventTruncated = false;
            } else {
                answerTruncated = false;
            }
        }
        return truncated;
    }

    int takeSendErrno() {
        int errno = sendErrno;
        sendErrno = 0;
        return errno;
    }

    int takeOpenErrno() {
        int errno = openErrno;
        openErrno = 0;
        return errno;
    }

    int takeRefusalErrno() {
        int errno = refusalErrno;
        refusalErrno = 0;
        return errno;
    }

    int takeBreakErrno() {
        int errno = breakErrno;
        breakErrno = 0;
        return errno;
    }

    int breakAfter() {
        return breakAfter;
    }

    boolean takeLostAnswer() {
        if (lostAnswers == 0) {
            return false;
        }
        lostAnswers--;
        return true;
    }
}
