/// Stands in for a header that `configure` or CMake would have generated, such as `config.h`, when a
/// tree is analysed as it was unpacked.
///
/// The text is that of its template, with what the template leaves open filled in.
public enum VirtualConfig {
    /// How the templates of a generated header are named.
    private static let templateSuffixes = [".in", ".cmake", ".cmake.in", ".in.cmake"]

    /// The templates that a missing header may have been generated from.
    public static func templates(for header: String) -> [String] {
        templateSuffixes.map { header + $0 }
    }

    /// Whether a missing header is worth standing in for although there is no template.
    public static func isConventional(_ header: String) -> Bool {
        Paths.name(header) == "config.h"
    }

    /// The contents of the header.
    ///
    /// - Parameters:
    ///   - template: the text of its template; empty where there is none.
    ///   - script: the `configure.ac` that the template belongs to; empty where there is none.
    public static func contents(template: String, script: String = "") -> String {
        let filled = HeaderTemplate(template, ConfigureScript(script)).filled()
        return (prelude + filled).joined(separator: "\n") + "\n"
    }

    private static let prelude = [
        "#ifndef _GNU_SOURCE", "#define _GNU_SOURCE 1", "#endif",
        "#ifndef __cplusplus", "#include <stdbool.h>", "#endif",
        "#include <stdint.h>", "#include <inttypes.h>",
        "#define STDC_HEADERS 1", "#define HAVE_CONFIG_H 1", "#define HAVE_STDBOOL_H 1",
        "#define PACKAGE \"package\"", "#define PACKAGE_NAME \"package\"",
        "#define PACKAGE_STRING \"package 1.0\"", "#define PACKAGE_VERSION \"1.0\"",
        "#define PACKAGE_BUGREPORT \"\"", "#define PACKAGE_URL \"\"", "#define VERSION \"1.0\"",
    ]
}
