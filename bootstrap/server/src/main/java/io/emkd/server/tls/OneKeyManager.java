package io.emkd.server.tls;

import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.ManagerFactoryParameters;

/** A key manager in the form of a factory, which is what some servers take. */
final class OneKeyManager extends SimpleKeyManagerFactory {
  private final KeyManager manager;

  OneKeyManager(KeyManager manager) {
    this.manager = manager;
  }

  @Override
  protected void engineInit(KeyStore store, char[] password) {}

  @Override
  protected void engineInit(ManagerFactoryParameters parameters) {}

  @Override
  protected KeyManager[] engineGetKeyManagers() {
    return new KeyManager[] {manager};
  }
}
