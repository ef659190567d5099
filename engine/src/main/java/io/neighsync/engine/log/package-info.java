/**
 * The log: where what the classes say to SLF4J goes, without making them wait.
 *
 * <pre>
 *   any thread                     thread neigh-log, or, while there is none, the caller under a lock
 *   DaemonLogger --LogMessage--&gt; LogWriter --&gt; RepeatFilter --&gt; LogTarget --+--&gt; SyslogSink  syslog(3)
 *    level                         queue                       output    +--&gt; StreamSink  stdout, stderr
 * </pre>
 *
 * <p>{@link io.neighsync.engine.log.DaemonLog} turns it: level and output, start and close. Everybody else uses SLF4J,
 * and the last segment of a logger's name is the function that SONiC's tools look for in a line.
 */
package io.neighsync.engine.log;
