package io.emkd.server.tls;

import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;

/** A key manager in the form of a factory, which is what some servers take. */
final class OneKeyManager extends KeyManagerFactory {
  OneKeyManager(KeyManager manager) {
    super(new Always(manager), new NoProvider(), "one");
  }

  private static final class NoProvider extends Provider {
    NoProvider() {
      super("one-key-manager", "1", "hands out the key manager that it was made of");
    }
  }

  private static final class Always extends KeyManagerFactorySpi {
    private final KeyManager manager;

    Always(KeyManager manager) {
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
}
