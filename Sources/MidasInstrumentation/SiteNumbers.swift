import MidasBase
import MidasFindings

/// Numbers of sites that stay the same while lines move: a hash of the file, the function, what is
/// called, and the how-manieth such call of the function it is.
struct SiteNumbers {
    private var used: Set<UInt32> = []
    private var ordinals: [Key: Int] = [:]

    private struct Key: Hashable {
        var file: String
        var function: String
        var what: String
    }

    /// The number of the next such call; calls are asked for in the order of the text.
    mutating func number(file: String, function: String, what: String) -> UInt32 {
        let key = Key(file: file, function: function, what: what)
        let ordinal = ordinals[key, default: 0]
        ordinals[key] = ordinal + 1
        var hash = StableHash()
        for text in [file, function, what] {
            for byte in text.utf8 { hash.combine(UInt64(byte)) }
            hash.combine(UInt64(text.utf8.count))
        }
        hash.combine(UInt64(ordinal))
        var number = UInt32(truncatingIfNeeded: hash.finish())
        while number == 0 || !used.insert(number).inserted { number &+= 1 }
        return number
    }
}
