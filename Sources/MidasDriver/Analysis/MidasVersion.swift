/// The version of midas.
public enum MidasVersion {
    public static let current = "0.1.0"
}
