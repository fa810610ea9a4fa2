import SwiftProtobufPluginLibrary

/// Names of C, as protobuf-c makes them (https://github.com/protobuf-c/protobuf-c).
enum CName {
    /// `foo.bar.BazQux` as a type: `Foo__Bar__BazQux`.
    static func type(_ message: Descriptor) -> String {
        message.fullName.split(separator: ".").map { camel($0) }.joined(separator: "__")
    }

    /// `foo.bar.BazQux` in functions: `foo__bar__baz_qux`.
    static func function(_ message: Descriptor) -> String {
        message.fullName.split(separator: ".").map { lower($0) }.joined(separator: "__")
    }

    /// `BazQux` as `baz_qux`.
    static func lower(_ name: some StringProtocol) -> String {
        var result = ""
        var wasUpper = true
        for letter in name {
            if letter.isUppercase && !wasUpper { result.append("_") }
            wasUpper = letter.isUppercase
            result += letter.lowercased()
        }
        return result
    }

    private static func camel(_ name: Substring) -> String {
        var result = ""
        var isNextUpper = true
        for letter in name {
            if letter == "_" {
                isNextUpper = true
            } else {
                result += isNextUpper ? letter.uppercased() : String(letter)
                isNextUpper = false
            }
        }
        return result
    }

    /// A guard against a second inclusion.
    static func includeGuard(_ stem: String, _ suffix: String) -> String {
        let letters = (stem + suffix).uppercased().map {
            $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_"
        }
        return String(letters)
    }
}

/// Names of C++, as protoc makes them.
enum CppName {
    static let keywords: Set<String> = [
        "alignas", "alignof", "and", "asm", "auto", "bitand", "bitor", "bool", "break", "case",
        "catch", "char", "class", "compl", "const", "constexpr", "continue", "decltype", "default",
        "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float",
        "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
        "noexcept", "not", "nullptr", "operator", "or", "private", "protected", "public",
        "register", "return", "short", "signed", "sizeof", "static", "struct", "switch",
        "template", "this", "throw", "true", "try", "typedef", "typeid", "typename", "union",
        "unsigned", "using", "virtual", "void", "volatile", "while", "xor",
    ]

    /// `::foo::bar::Outer_Inner`
    static func type(_ message: Descriptor) -> String {
        var name = message.name
        var outer = message.containingType
        while let message = outer {
            name = message.name + "_" + name
            outer = message.containingType
        }
        let package = message.file.package.split(separator: ".").map { "::" + $0 }.joined()
        return package + "::" + name
    }
}
