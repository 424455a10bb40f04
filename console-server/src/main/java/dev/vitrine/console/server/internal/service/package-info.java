/// The two gRPC services. They hand every call to the aggregator's thread and keep nothing.
@NullMarked
package dev.vitrine.console.server.internal.service;

import org.jspecify.annotations.NullMarked;
