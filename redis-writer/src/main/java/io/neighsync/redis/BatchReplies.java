package io.neighsync.redis;

import java.util.Arrays;

/**
 * Follows the replies to one batch: {@code +QUEUED} to each command, the array of EXEC, then WATCH and GET of the fence
 * and MULTI for the next one. Command {@code i} of {@link BatchCommands} is element {@code i} of EXEC's reply. Used by
 * one thread; allocates only for errors.
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
        /** The fence belongs to someone else, or this is no reply to a batch: {@link #failure} says which. */
        LOST
    }

    private enum Step { IDLE, QUEUED, EXEC, ELEMENTS, WATCH, FENCE, MULTI }

    private static final byte[] OK = {'O', 'K'};
    private static final byte[] QUEUED = {'Q', 'U', 'E', 'U', 'E', 'D'};

    private final BatchEncoder batch;
    private final BatchCommands commands;
    private final String[] rowErrors;
    private final String[] tableErrors;
    private final String[] deleteErrors;
    private byte[] fence = new byte[0];
    private Step step = Step.IDLE;
    private int index;
    private boolean anyError;
    private boolean fenceLost;
    private String batchError;
    private String failure;
    private boolean batchCommandRefused;

    BatchReplies(BatchEncoder batch, int maxRows) {
        this.batch = batch;
        commands = batch.commands();
        rowErrors = new String[maxRows];
        tableErrors = new String[batch.tables()];
        deleteErrors = new String[batch.tables()];
    }

    void fence(byte[] ours) {
        fence = ours;
        step = Step.IDLE;
    }

    /** Expects the replies to the batch that was finished. */
    void expect() {
        step = commands.count() == 0 ? Step.EXEC : Step.QUEUED;
        index = 0;
        fenceLost = false;
        batchError = null;
        batchCommandRefused = false;
        if (anyError) {
            Arrays.fill(rowErrors, null);
            Arrays.fill(tableErrors, null);
            Arrays.fill(deleteErrors, null);
            anyError = false;
        }
    }

    String failure() {
        return failure;
    }

    /** Why Redis refused all of the batch, or null. */
    String batchError() {
        return batchError;
    }

    /** Whether Redis applied the marker of the batch. */
    boolean isMarkerApplied() {
        return batchError == null && !batchCommandRefused;
    }

    Progress accept(RespDecoder.Token token, RespDecoder reply) {
        return switch (step) {
            case QUEUED -> onQueued(token, reply);
            case ELEMENTS -> onElement(token, reply);
            case EXEC -> onExec(token, reply);
            case WATCH -> isText(token, reply, OK) ? advance(Step.FENCE) : unexpected(token, reply);
            case FENCE -> onFence(token, reply);
            case MULTI -> onMulti(token, reply);
            case IDLE -> unexpected(token, reply);
        };
    }

    void reportRows(BatchListener listener) {
        final int rows = batch.rows();
        for (int row = 0; row < rows; row++) {
            final String error = anyError ? errorOf(row) : null;
            if (error == null) {
                listener.onRowAcknowledged(row);
            } else {
                listener.onRowRefused(row, error);
            }
        }
    }

    private String errorOf(int row) {
        final int table = batch.table(row);
        if (tableErrors[table] != null) {
            return tableErrors[table];
        }
        return deleteErrors[table] != null && batch.isDelete(row) ? deleteErrors[table] : rowErrors[row];
    }

    private Progress onQueued(RespDecoder.Token token, RespDecoder reply) {
        if (token == RespDecoder.Token.ERROR) {
            batchError = batchError == null ? reply.text() : batchError;
        } else if (!isText(token, reply, QUEUED)) {
            return unexpected(token, reply);
        }
        return ++index == commands.count() ? advance(Step.EXEC) : Progress.MORE;
    }

    private Progress onExec(RespDecoder.Token token, RespDecoder reply) {
        index = 0;
        fenceLost = token == RespDecoder.Token.NIL;
        return switch (token) {
            case ARRAY -> reply.integer() == commands.count() ? onElements() : unexpected(token, reply);
            case NIL -> advance(Step.WATCH);
            case ERROR -> onAborted(token, reply);
            default -> unexpected(token, reply);
        };
    }

    private Progress onElements() {
        return commands.count() == 0 ? executed() : advance(Step.ELEMENTS);
    }

    private Progress onAborted(RespDecoder.Token token, RespDecoder reply) {
        final String text = reply.text();
        if (!text.startsWith("EXECABORT")) {
            return unexpected(token, reply);
        }
        batchError = batchError == null ? text : batchError;
        return executed();
    }

    /** An integer, but for the marker, the last one. */
    private Progress onElement(RespDecoder.Token token, RespDecoder reply) {
        final boolean last = index == commands.count() - 1;
        if (token == RespDecoder.Token.ERROR) {
            refuse(index, reply.text());
        } else if (last ? !isText(token, reply, OK) : token != RespDecoder.Token.INTEGER) {
            return unexpected(token, reply);
        }
        index++;
        return last ? executed() : Progress.MORE;
    }

    /** A marker that was refused leaves the one before, whose low watermark is no higher. */
    private void refuse(int command, String error) {
        final int subject = commands.subject(command);
        switch (commands.purpose(command)) {
            case ROW -> rowErrors[subject] = error;
            case TABLE -> tableErrors[subject] = error;
            case DELETES -> deleteErrors[subject] = error;
            case BATCH -> batchCommandRefused = true;
        }
        anyError = true;
    }

    private Progress onFence(RespDecoder.Token token, RespDecoder reply) {
        if (token == RespDecoder.Token.BULK && reply.valueEquals(fence) && !fenceLost) {
            return advance(Step.MULTI);
        }
        if (token != RespDecoder.Token.BULK && token != RespDecoder.Token.NIL && token != RespDecoder.Token.ERROR) {
            return unexpected(token, reply);
        }
        return lost(switch (token) {
            case ERROR -> "the fence " + Fence.KEY + " cannot be read: " + reply.text();
            case NIL -> "the fence " + Fence.KEY + " was taken: it is missing";
            default -> "the fence " + Fence.KEY + " was taken: it is " + reply.text();
        });
    }

    private Progress onMulti(RespDecoder.Token token, RespDecoder reply) {
        if (isText(token, reply, OK)) {
            step = Step.IDLE;
            return Progress.DONE;
        }
        return token == RespDecoder.Token.ERROR
            ? lost("the next batch cannot be fenced: MULTI was refused: " + reply.text())
            : unexpected(token, reply);
    }

    private Progress executed() {
        step = Step.WATCH;
        return Progress.EXECUTED;
    }

    private Progress advance(Step next) {
        step = next;
        return Progress.MORE;
    }

    private Progress lost(String why) {
        failure = why;
        return Progress.LOST;
    }

    private Progress unexpected(RespDecoder.Token token, RespDecoder reply) {
        return lost("protocol error: unexpected " + switch (token) {
            case SIMPLE_STRING, ERROR, BULK -> token + " '" + reply.text() + "'";
            case INTEGER, ARRAY -> token + " " + reply.integer();
            default -> token.toString();
        } + " while expecting the reply to " + step);
    }

    private static boolean isText(RespDecoder.Token token, RespDecoder reply, byte[] text) {
        return token == RespDecoder.Token.SIMPLE_STRING && reply.valueEquals(text);
    }
}
