/**
 * Events that come by a topic of Kafka, each appended once: how far a partition was read is stored
 * in the transaction that appends its events. And exposures, which go to a topic. Knows the domain,
 * the protocol's messages and Kafka's clients, and nothing of the server that composes it.
 *
 * <p>Start here: {@link io.emkd.kafka.EventStream}, and {@link io.emkd.kafka.TopicReader}, which
 * does the work; {@link io.emkd.kafka.ExposureTopic}.
 */
@NullMarked
package io.emkd.kafka;

import org.jspecify.annotations.NullMarked;
