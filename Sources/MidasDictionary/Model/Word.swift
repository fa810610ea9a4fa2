/// A closed set of words of the entry format: each case is written in entries as its name with
/// hyphens (`conditionWait` is `condition-wait`) and stored in compact form as its raw value.
public protocol Word: RawRepresentable<UInt8>, CaseIterable, Hashable, Sendable {}

extension Word {
    /// The word as entries, commands and the reference page write it.
    public var name: String {
        var text = ""
        for character in String(describing: self) {
            if character.isUppercase { text.append("-") }
            text.append(character.lowercased())
        }
        return text
    }

    public init?(name: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
