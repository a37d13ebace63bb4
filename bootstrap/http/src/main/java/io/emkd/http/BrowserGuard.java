package io.emkd.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.NetUtil;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pages of others from using this server through the browser of somebody who reaches it:
 * a page of another origin is refused, and, where whoever reaches the server may do everything, so
 * is a name that somebody's DNS says is this machine.
 */
final class BrowserGuard implements DecoratingHttpServiceFunction {
  private final boolean knownNamesOnly;

  /**
   * @param knownNamesOnly whether the server is called by an address or by {@code localhost} alone
   */
  BrowserGuard(boolean knownNamesOnly) {
    this.knownNamesOnly = knownNamesOnly;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext http, HttpRequest request)
      throws Exception {
    String authority = request.authority();
    if (knownNamesOnly && !isKnownName(host(authority))) {
      return JsonErrors.of(
          http,
          HttpStatus.MISDIRECTED_REQUEST,
          "a server of this machine alone, without --tokens or --jwt-keys, answers only to localhost"
              + " and to addresses, not to other names");
    }
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !isOf(origin, authority)) {
      return JsonErrors.of(
          http, HttpStatus.FORBIDDEN, "pages of other origins may not call this server");
    }
    return delegate.serve(http, request);
  }

  private static String host(@Nullable String authority) {
    if (authority == null) {
      return "";
    }
    int port = authority.lastIndexOf(':');
    return port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
  }

  private static boolean isKnownName(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return bare.toLowerCase(Locale.ROOT).equals("localhost")
        || NetUtil.isValidIpV4Address(bare)
        || NetUtil.isValidIpV6Address(bare);
  }

  private static boolean isOf(String origin, @Nullable String authority) {
    try {
      return authority != null && authority.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException noUri) {
      return false;
    }
  }
}
