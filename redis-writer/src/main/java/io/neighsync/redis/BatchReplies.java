package io.neighsync.redis;

import java.util.Arrays;

/**
 * Follows the replies to one batch: {@code +OK} to MULTI, {@code +QUEUED} to each command, the array of EXEC, then
 * WATCH and GET of the fence. Row {@code i} of the batch is command {@code i} and element {@code i} of EXEC's reply;
 * behind the rows come the sets and messages of the producer-state protocol. Used by one thread; allocates only for
 * errors.
 */
final class BatchReplies {
    /**
     * What a token led to.
     */
    enum Progress {
        /** Replies are outstanding. */
        MORE,
        /** EXEC was answered: {@link #reportRows} knows each row. */
        EXECUTED,
        /** The batch is over and the next one may go out. */
        DONE,
        /** The fence belongs to someone else; {@link #failure} says whom. */
        FENCE_LOST,
        /** Not what Redis answers to a batch; {@link #failure} says what came. */
        UNEXPECTED
    }

    private enum Step { IDLE, MULTI, QUEUED, EXEC, ELEMENTS, WATCH, FENCE }

    private static final byte[] OK = {'O', 'K'};
    private static final byte[] QUEUED = {'Q', 'U', 'E', 'U', 'E', 'D'};

    private final BatchEncoder batch;
    private final String[] rowErrors;
    private byte[] fence = new byte[0];
    private Step step = Step.IDLE;
    private int index;
    private boolean anyRowError;
    private boolean fenceLost;
    private String setError;
    private String deleteSetError;
    private String batchError;
    private String failure;

    BatchReplies(BatchEncoder batch, int maxRows) {
        this.batch = batch;
        rowErrors = new String[maxRows];
    }

    void fence(byte[] ours) {
        fence = ours;
        step = Step.IDLE;
    }

    /** Expects the replies to the batch that was finished. */
    void expect() {
        step = Step.MULTI;
        index = 0;
        fenceLost = false;
        setError = null;
        deleteSetError = null;
        batchError = null;
        if (anyRowError) {
            Arrays.fill(rowErrors, null);
            anyRowError = false;
        }
    }

    String failure() {
        return failure;
    }

    /** Why Redis refused all of the batch, or null. */
    String batchError() {
        return batchError;
    }

    Progress accept(RespDecoder.Token token, RespDecoder reply) {
        return switch (step) {
            case QUEUED -> onQueued(token, reply);
            case ELEMENTS -> onElement(token, reply);
            case MULTI -> isText(token, reply, OK) ? advance(Step.QUEUED) : unexpected(token, reply);
            case EXEC -> onExec(token, reply);
            case WATCH -> isText(token, reply, OK) ? advance(Step.FENCE) : unexpected(token, reply);
            case FENCE -> onFence(token, reply);
            case IDLE -> unexpected(token, reply);
        };
    }

    void reportRows(BatchListener listener) {
        final int rows = batch.rows();
        for (int row = 0; row < rows; row++) {
            final String error = errorOf(row);
            if (error == null) {
                listener.onRowAcknowledged(row);
            } else {
                listener.onRowRefused(row, error);
            }
        }
    }

    private String errorOf(int row) {
        if (setError != null) {
            return setError;
        }
        return deleteSetError != null && batch.isDelete(row) ? deleteSetError : rowErrors[row];
    }

    private Progress onQueued(RespDecoder.Token token, RespDecoder reply) {
        if (token == RespDecoder.Token.ERROR) {
            batchError = batchError == null ? reply.text() : batchError;
        } else if (!isText(token, reply, QUEUED)) {
            return unexpected(token, reply);
        }
        return ++index == batch.commands() ? advance(Step.EXEC) : Progress.MORE;
    }

    private Progress onExec(RespDecoder.Token token, RespDecoder reply) {
        index = 0;
        fenceLost = token == RespDecoder.Token.NIL;
        return switch (token) {
            case ARRAY -> reply.integer() == batch.commands() ? advance(Step.ELEMENTS) : unexpected(token, reply);
            case NIL -> advance(Step.WATCH);
            case ERROR -> onAborted(token, reply);
            default -> unexpected(token, reply);
        };
    }

    private Progress onAborted(RespDecoder.Token token, RespDecoder reply) {
        final String text = reply.text();
        if (!text.startsWith("EXECABORT")) {
            return unexpected(token, reply);
        }
        batchError = batchError == null ? text : batchError;
        step = Step.WATCH;
        return Progress.EXECUTED;
    }

    private Progress onElement(RespDecoder.Token token, RespDecoder reply) {
        if (token == RespDecoder.Token.ERROR) {
            recordError(reply.text());
        } else if (token != RespDecoder.Token.INTEGER) {
            return unexpected(token, reply);
        }
        if (++index < batch.commands()) {
            return Progress.MORE;
        }
        step = Step.WATCH;
        return Progress.EXECUTED;
    }

    private void recordError(String error) {
        final int rows = batch.rows();
        if (index < rows) {
            rowErrors[index] = error;
            anyRowError = true;
        } else if (index == rows + 1 && batch.hasDeletes()) {
            deleteSetError = error;
        } else {
            setError = error;
        }
    }

    private Progress onFence(RespDecoder.Token token, RespDecoder reply) {
        if (token == RespDecoder.Token.BULK && reply.valueEquals(fence) && !fenceLost) {
            step = Step.IDLE;
            return Progress.DONE;
        }
        if (token != RespDecoder.Token.BULK && token != RespDecoder.Token.NIL && token != RespDecoder.Token.ERROR) {
            return unexpected(token, reply);
        }
        failure = switch (token) {
            case ERROR -> "the fence " + Fence.KEY + " cannot be read: " + reply.text();
            case NIL -> "the fence " + Fence.KEY + " was taken: it is missing";
            default -> "the fence " + Fence.KEY + " was taken: it is " + reply.text();
        };
        return Progress.FENCE_LOST;
    }

    private Progress advance(Step next) {
        step = next;
        return Progress.MORE;
    }

    private Progress unexpected(RespDecoder.Token token, RespDecoder reply) {
        failure = "protocol error: unexpected " + switch (token) {
            case SIMPLE_STRING, ERROR, BULK -> token + " '" + reply.text() + "'";
            case INTEGER, ARRAY -> token + " " + reply.integer();
            default -> token.toString();
        } + " while expecting the reply to " + step;
        return Progress.UNEXPECTED;
    }

    private static boolean isText(RespDecoder.Token token, RespDecoder reply, byte[] text) {
        return token == RespDecoder.Token.SIMPLE_STRING && reply.valueEquals(text);
    }
}
