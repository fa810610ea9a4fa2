import Glibc

/// C++ names as the dictionary knows them, from the linker's symbols.
///
/// The C++ runtime demangles (Itanium C++ ABI, section 3.4); it is loaded on first use.
package enum CxxNames {
    private typealias Demangler =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?,
            UnsafeMutablePointer<Int32>?
        ) -> UnsafeMutablePointer<CChar>?

    private static let demangler: Demangler? = {
        guard let library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL),
            let symbol = dlsym(library, "__cxa_demangle")
        else { return nil }
        return unsafeBitCast(symbol, to: Demangler.self)
    }()

    /// The qualified name of a symbol: without parameters and result for C++, as it is for C.
    package static func qualifiedName(ofSymbol symbol: String) -> String {
        guard symbol.hasPrefix("_Z"), let demangler else { return symbol }
        var status: Int32 = 0
        guard let text = demangler(symbol, nil, nil, &status) else { return symbol }
        defer { free(text) }
        return name(ofDemangled: String(cString: text))
    }

    /// `std::ostream& std::operator<< <int>(std::ostream&, char)` is `std::operator<<`.
    package static func name(ofDemangled text: String) -> String {
        var depth = 0
        var start = text.startIndex
        var end = text.endIndex
        var index = text.startIndex
        while index < text.endIndex {
            let rest = text[index...]
            if depth == 0, rest.hasPrefix("operator") {
                let symbols = rest.dropFirst("operator".count)
                let isCall = symbols.hasPrefix("()")
                let isNamed = symbols.first == " "
                let open = symbols.dropFirst(isCall ? 2 : 0)
                    .firstIndex { $0 == "(" || $0 == " " && !isNamed }
                end = open ?? text.endIndex
                break
            }
            switch text[index] {
            case "<": depth += 1
            case ">": depth -= 1
            case " " where depth == 0: start = text.index(after: index)
            case "(" where depth == 0 && !rest.hasPrefix("(anonymous namespace)"):
                end = index
            default: break
            }
            if end != text.endIndex { break }
            index = text.index(after: index)
        }
        return withoutTags(String(text[start..<end]))
    }

    /// `what[abi:cxx11]` is `what`.
    private static func withoutTags(_ name: String) -> String {
        var name = name
        while let open = name.firstRange(of: "[abi:"),
            let close = name[open.upperBound...].firstIndex(of: "]")
        {
            name.removeSubrange(open.lowerBound...close)
        }
        return name
    }
}
