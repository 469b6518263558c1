import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What a TLS client in Java says to each chain: a PEM file a line, leaf first, root last; `OK` or why not, a line each. */
class Verdicts {
    public static void main(String[] words) throws Exception {
        Date at = new Date(Long.parseLong(words[1]));
        for (String file : Files.readAllLines(Path.of(words[0]))) System.out.println(verdict(file, at));
    }

    private static String verdict(String file, Date at) throws Exception {
        try (FileInputStream stream = new FileInputStream(file)) {
            List<X509Certificate> chain = new ArrayList<>();
            for (var one : CertificateFactory.getInstance("X.509").generateCertificates(stream))
                chain.add((X509Certificate) one);
            clientTrusting(chain.get(chain.size() - 1), at)
                .checkServerTrusted(chain.subList(0, chain.size() - 1).toArray(new X509Certificate[0]), exchange(chain));
            return "OK";
        } catch (Exception refusal) {
            Throwable cause = refusal;
            while (cause.getCause() != null) cause = cause.getCause();
            return String.valueOf(cause.getMessage()).replace('\n', ' ');
        }
    }

    private static String exchange(List<X509Certificate> chain) {
        return chain.get(0).getPublicKey().getAlgorithm().startsWith("E") ? "ECDHE_ECDSA" : "ECDHE_RSA";
    }

    private static X509TrustManager clientTrusting(X509Certificate root, Date at) throws Exception {
        var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), new X509CertSelector());
        parameters.setDate(at);
        parameters.setRevocationEnabled(false);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
