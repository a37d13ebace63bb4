package io.emkd.storage.json;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.emkd.domain.configuration.EncoderKind;
import java.util.List;

/** What was written before networks could differ has one {@code encoder} for all of them. */
interface OlderEnsemble {
  @JsonAlias("encoder")
  @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
  List<EncoderKind> encoders();
}
