import MidasBase

/// Why bytes are not a unit.
public enum BinaryFormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another version of the form, or no unit at all.
    case otherVersion
    /// The bytes are not those that were written.
    case checksum
    case truncated
    case malformed(offset: Int)

    public var description: String {
        switch self {
        case .otherVersion: "not a unit of this version"
        case .checksum: "the checksum does not fit"
        case .truncated: "the bytes end early"
        case .malformed(let offset): "malformed at byte \(offset)"
        }
    }
}

/// The compact binary form of units, for caches: numbers in few bytes, positions as differences.
///
/// The same unit gives the same bytes. `decode(encode(unit)) == unit`; other bytes only throw.
public enum BinaryForm {
    /// Changes with the form; bytes of another version are refused.
    public static let version: UInt8 = 2

    static let magic: [UInt8] = Array("midasIR".utf8) + [version]

    /// Magic and version, a checksum of the rest, then the unit.
    public static func encode(_ unit: Unit) -> [UInt8] {
        var encoder = UnitEncoder()
        encoder.encode(unit)
        let body = encoder.writer.bytes
        var header = CompactWriter(bytes: magic)
        header.fixed(checksum(body))
        return header.bytes + body
    }

    /// The unit that the bytes hold.
    ///
    /// - Throws: `BinaryFormError` where they are not what `encode` wrote, `VerifierError` where an
    ///   id in them names nothing.
    public static func decode(_ bytes: [UInt8]) throws -> Unit {
        try bytes.withUnsafeBufferPointer { try decode($0) }
    }

    /// The same from bytes in place, such as a mapped file.
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Unit {
        try decode(bytes, checkingSum: true)
    }

    /// The same from bytes that are known to be those that `encode` wrote of a unit whose ids all
    /// name something: nothing but their shape is checked. Others may give a unit that is none.
    public static func decodeTrusted(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Unit {
        try decode(bytes, checkingSum: false, checkingReferences: false)
    }

    /// `checkingSum` is false where tests want to reach what stands behind the checksum.
    package static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, checkingSum: Bool, checkingReferences: Bool = true
    ) throws -> Unit {
        do {
            var reader = CompactReader(bytes)
            guard try reader.raw(magic.count).elementsEqual(magic) else {
                throw BinaryFormError.otherVersion
            }
            let expected = try reader.fixed()
            let body = UnsafeBufferPointer(rebasing: bytes[reader.offset...])
            if checkingSum, StableHash.hash(body) != expected { throw BinaryFormError.checksum }
            var decoder = UnitDecoder(body)
            let unit = try decoder.decode()
            if checkingReferences { try UnitVerifier.checkReferences(of: unit) }
            return unit
        } catch CompactReaderError.truncated {
            throw BinaryFormError.truncated
        } catch CompactReaderError.malformed(let offset) {
            throw BinaryFormError.malformed(offset: offset)
        }
    }

    private static func checksum(_ body: [UInt8]) -> UInt64 {
        body.withUnsafeBufferPointer { StableHash.hash($0) }
    }
}
