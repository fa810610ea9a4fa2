import MidasProtocol
import MidasWire

/// The frames between a member and the sequencer.
enum OrderFrame {
    enum Kind: UInt8 {
        case hello = 1
        case welcome, refused, submit, ordered, acknowledge, stable, refill, point
    }

    struct Hello {
        var replica: ReplicaID
        var tier: TierID
        var delivered: OrderNumber
        /// Nil for a member that was never in a view.
        var view: UInt64?
        var siteTable: SiteTableReference

        func encode(to writer: inout WireWriter) {
            writer.write(replica)
            writer.write(tier)
            writer.write(delivered)
            writer.write(view != nil)
            writer.write(view ?? 0)
            siteTable.encode(to: &writer)
        }

        init(from reader: inout WireReader) throws(WireError) {
            replica = try reader.readReplica()
            tier = try reader.readTier()
            delivered = try reader.readOrderNumber()
            let hasView = try reader.readBool()
            let number = try reader.readUInt64()
            view = hasView ? number : nil
            siteTable = try SiteTableReference(from: &reader)
        }

        init(
            replica: ReplicaID, tier: TierID, delivered: OrderNumber, view: UInt64?,
            siteTable: SiteTableReference
        ) {
            self.replica = replica
            self.tier = tier
            self.delivered = delivered
            self.view = view
            self.siteTable = siteTable
        }
    }

    struct Welcome {
        /// The message before the first that will come.
        var after: OrderNumber
        var known: [OrderMember.Sender]

        func encode(to writer: inout WireWriter) {
            writer.write(after)
            writer.write(UInt32(known.count))
            for sender in known {
                writer.write(sender.replica)
                writer.write(sender.submission)
            }
        }

        init(after: OrderNumber, known: [OrderMember.Sender]) {
            self.after = after
            self.known = known
        }

        init(from reader: inout WireReader) throws(WireError) {
            after = try reader.readOrderNumber()
            known = []
            for _ in 0..<(try reader.readCount(itemSize: 12)) {
                known.append(
                    OrderMember.Sender(
                        replica: try reader.readReplica(), submission: try reader.readUInt64()))
            }
        }
    }
}

/// One frame as it was received.
enum ReceivedFrame {
    case hello(OrderFrame.Hello)
    case welcome(OrderFrame.Welcome)
    case refused(UInt32)
    case submit([OrderMember.Submission])
    case ordered([OrderedMessage])
    case acknowledge(OrderNumber)
    case stable(OrderNumber)
    case refill(after: OrderNumber)
    case point(to: ReplicaID, from: ReplicaID, [UInt8])

    init(_ kind: UInt8, _ payload: UnsafeRawBufferPointer) throws(WireError) {
        guard let kind = OrderFrame.Kind(rawValue: kind) else { throw .invalid(.kind) }
        var reader = WireReader(payload)
        switch kind {
        case .hello: self = .hello(try OrderFrame.Hello(from: &reader))
        case .welcome: self = .welcome(try OrderFrame.Welcome(from: &reader))
        case .refused: self = .refused(try reader.readUInt32())
        case .submit: self = .submit(try OrderFrame.submissions(&reader))
        case .ordered: self = .ordered(try OrderFrame.messages(&reader))
        case .acknowledge: self = .acknowledge(try reader.readOrderNumber())
        case .stable: self = .stable(try reader.readOrderNumber())
        case .refill: self = .refill(after: try reader.readOrderNumber())
        case .point:
            self = .point(
                to: try reader.readReplica(), from: try reader.readReplica(),
                try reader.readRest())
        }
        try reader.finish()
    }
}

extension WireReader {
    fileprivate mutating func readRest() throws(WireError) -> [UInt8] {
        [UInt8](try readRaw(remaining))
    }
}
