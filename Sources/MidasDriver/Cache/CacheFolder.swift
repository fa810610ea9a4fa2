import Foundation

/// Where units are kept unless the user says otherwise.
enum CacheFolder {
    /// `$XDG_CACHE_HOME/midas`, else `~/.cache/midas` (XDG Base Directory Specification 0.8); nil
    /// where neither is known.
    static func ofUser() -> String? {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/midas" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/midas" }
        return nil
    }
}
