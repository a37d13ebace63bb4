/**
 * Events that come by a topic of Kafka, each appended once: how far a partition was read is stored
 * in the transaction that appends its events. Knows the domain, the protocol's message of an
 * interaction and Kafka's clients, and nothing of the server that composes it.
 *
 * <p>Start here: {@link io.emkd.kafka.EventStream}, and {@link io.emkd.kafka.TopicReader}, which
 * does the work.
 */
@NullMarked
package io.emkd.kafka;

import org.jspecify.annotations.NullMarked;
