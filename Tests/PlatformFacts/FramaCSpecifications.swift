import Foundation

/// The C library's functions as Frama-C's headers specify them, in ACSL ("ANSI/ISO C Specification
/// Language", section 2.3: `assigns` clauses).
package enum FramaCSpecifications {
    static let folders = ["/usr/share/frama-c/libc", "/usr/share/frama-c/share/libc"]

    /// Nil where Frama-C is not installed.
    ///
    /// - Parameter folder: Where its C library is, besides the usual places.
    package static func read(folder: String? = nil) throws -> [Specification]? {
        let manager = FileManager.default
        guard let root = (folder.map { [$0] } ?? folders).first(where: manager.fileExists) else {
            return nil
        }
        var found: [Specification] = []
        for path in try manager.subpathsOfDirectory(atPath: root).sorted()
        where path.hasSuffix(".h") && !path.hasPrefix("__fc") {
            guard let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) else {
                continue
            }
            found += parse(text)
        }
        return found.isEmpty ? nil : found
    }

    /// Reads each contract with the declaration behind it.
    package static func parse(_ text: String) -> [Specification] {
        var found: [Specification] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "/*@"),
            let close = rest[open.upperBound...].firstRange(of: "*/")
        {
            let contract = rest[open.upperBound..<close.lowerBound]
            rest = rest[close.upperBound...]
            let declaration = rest.prefix { $0 != ";" && $0 != "{" }
            guard contract.contains("assigns "), !declaration.contains("/*"),
                !declaration.contains("#"),
                let function = signature(declaration)
            else { continue }
            found.append(specification(function.name, function.parameters, contract))
        }
        return found
    }

    /// `extern void *memchr(const void *s, int c, size_t n)`: the name and those of the parameters.
    private static func signature(
        _ declaration: Substring
    ) -> (name: String, parameters: [String])? {
        guard let open = declaration.firstIndex(of: "("),
            let close = declaration.lastIndex(of: ")"), open < close,
            let name = words(declaration[..<open]).last
        else { return nil }
        let parameters = declaration[declaration.index(after: open)..<close]
            .split(separator: ",").map { words($0[...]).last ?? "" }
        return (name, parameters)
    }

    private static func words(_ text: Substring) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
    }

    private static func specification(
        _ name: String, _ parameters: [String], _ contract: Substring
    ) -> Specification {
        var found = Specification(name: name)
        let plain = contract.replacing("\n", with: " ").replacing("@", with: " ")
        for clause in plain.components(separatedBy: "assigns ").dropFirst() {
            let sides = clause.prefix { $0 != ";" }.components(separatedBy: "\\from")
            // Ranges only measure: `*((char *)p+(0..n-1))`.
            let targets = sides[0].replacing(/\([^()]*\.\.[^()]*\)/, with: "")
            for (index, parameter) in parameters.enumerated()
            where words(targets[...]).contains(parameter) {
                // The memory behind it, unless it only measures another's: `dest[0..n-1]`.
                if base(targets, parameter) { found.writes.insert(index) }
            }
            guard sides.count > 1 else { continue }
            for (index, parameter) in parameters.enumerated()
            where words(sides[1][...]).contains(parameter) {
                found.reads.insert(index)
            }
        }
        return found
    }

    /// Whether a target is memory of this parameter, not merely as long as it says.
    private static func base(_ targets: String, _ parameter: String) -> Bool {
        var depth = 0
        var outside = ""
        for character in targets {
            if character == "[" { depth += 1 }
            if depth == 0 { outside.append(character) }
            if character == "]" { depth -= 1 }
        }
        return words(outside[...]).contains(parameter)
    }
}
