/// Names one build's site table: replicas whose references differ must not exchange records.
public struct SiteTableReference: Hashable, Sendable {
    /// Digest of the table's canonical bytes.
    public var digest: UInt64
    /// Number of sites; a record's sites are below it.
    public var siteCount: UInt32

    /// Bytes of an encoded reference.
    public static let size = 12

    public init(digest: UInt64, siteCount: UInt32) {
        self.digest = digest
        self.siteCount = siteCount
    }

    public func encode(to writer: inout WireWriter) {
        writer.write(digest)
        writer.write(siteCount)
    }

    public init(from reader: inout WireReader) throws(WireError) {
        digest = try reader.readUInt64()
        siteCount = try reader.readUInt32()
    }
}
