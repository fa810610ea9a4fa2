import Glibc
import MidasProtocol
import MidasTransport
import MidasWire
import Testing

/// Some members of one ring, all polled from one thread.
final class Ring {
    let folder: String
    var members: [EmbeddedTransport?] = []
    var delivered: [[OrderedMessage]] = []
    var left: [TransportError?] = []
    var stable: [OrderNumber] = []
    var received: [[[UInt8]]] = []

    init(_ count: Int, founding: Int? = nil) throws {
        var template = Array("/tmp/midas-ring-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        for index in 0..<count { try add(UInt32(index), founding: founding ?? count) }
    }

    deinit {
        members = []
        for name in ["order.sock", "order.lock"] + (0..<20).map({ "member.\($0).lock" }) {
            unlink(folder + "/" + name)
        }
        rmdir(folder)
    }

    @discardableResult
    func add(
        _ replica: UInt32, founding: Int = 1,
        _ configure: (inout EmbeddedTransport.Configuration) -> Void = { _ in }
    ) throws -> Int {
        var configuration = EmbeddedTransport.Configuration(
            folder: folder, cluster: 77, replica: ReplicaID(replica), tier: TierID(0))
        configuration.foundingMembers = founding
        configure(&configuration)
        members.append(try EmbeddedTransport(configuration))
        delivered.append([])
        left.append(nil)
        stable.append(.none)
        received.append([])
        return members.count - 1
    }

    func poll() {
        for index in members.indices {
            members[index]?.poll(timeout: 100) { event in
                switch event {
                case .delivered(let message): self.delivered[index].append(message)
                case .left(let error): self.left[index] = error
                case .stable(let number): self.stable[index] = number
                case .received(_, let bytes): self.received[index].append(bytes)
                case .joined: break
                }
            }
        }
    }

    /// Polls until `condition` holds; false when it never does.
    func wait(_ condition: () -> Bool) -> Bool {
        for _ in 0..<20_000 {
            if condition() { return true }
            poll()
        }
        return condition()
    }

    /// What applications sent, without views.
    func payloads(_ index: Int) -> [[UInt8]] {
        delivered[index].filter { $0.sender != OrderedMessage.sequencer }.map(\.bytes)
    }

    func views(_ index: Int) -> [[UInt32]] {
        delivered[index].compactMap { message in
            guard message.sender == OrderedMessage.sequencer,
                case .view(let view)? = try? Message(bytes: message.bytes)
            else { return nil }
            return view.members.map(\.replica.value)
        }
    }

    func kill(_ index: Int) { members[index] = nil }
}

@Suite(.serialized) struct EmbeddedTransportTests {
    @Test func allDeliverTheSameInTheSameOrder() throws {
        let ring = try Ring(3)
        #expect(ring.wait { ring.views(2).count == 1 })
        for round in 0..<50 as Range<UInt8> {
            for index in 0..<3 {
                #expect(ring.members[index]?.multicast([UInt8(index), round]) == true)
            }
            ring.poll()
        }
        #expect(ring.wait { (0..<3).allSatisfy { ring.payloads($0).count == 150 } })
        #expect(ring.delivered[0] == ring.delivered[1])
        #expect(ring.delivered[0] == ring.delivered[2])
        #expect(ring.delivered[0].map(\.number.value) == Array(1...151))
        #expect(ring.views(0) == [[0, 1, 2]])
        for index in 0..<3 {
            let own = ring.payloads(0).filter { $0[0] == UInt8(index) }.map { $0[1] }
            #expect(own == Array(0..<50))
        }
        #expect(ring.wait { ring.stable.allSatisfy { $0 == OrderNumber(151) } })
    }

    @Test func nothingIsLostWhenTheSequencerDies() throws {
        let ring = try Ring(3)
        #expect(ring.wait { ring.views(2).count == 1 })
        for round in 0..<40 as Range<UInt8> {
            for index in 1..<3 { _ = ring.members[index]?.multicast([UInt8(index), round]) }
            ring.poll()
            if round == 20 { ring.kill(0) }
        }
        #expect(ring.wait { (1..<3).allSatisfy { ring.payloads($0).count == 80 } })
        #expect(ring.delivered[1] == ring.delivered[2])
        #expect(ring.views(1).last?.sorted() == [1, 2])
        for index in 1..<3 {
            let own = ring.payloads(1).filter { $0[0] == UInt8(index) }.map { $0[1] }
            #expect(own == Array(0..<40))
        }
        #expect(ring.members[1]!.counters.takeOvers + ring.members[2]!.counters.takeOvers == 1)
    }

    @Test func takeOversFollowOneAnother() throws {
        let ring = try Ring(4)
        #expect(ring.wait { ring.views(3).count == 1 })
        for victim in 0..<3 {
            _ = ring.members[3]?.multicast([UInt8(victim)])
            ring.kill(victim)
            #expect(ring.wait { ring.payloads(3).count == victim + 1 })
        }
        #expect(ring.wait { ring.views(3).last == [3] })
        #expect(ring.payloads(3) == [[0], [1], [2]])
    }

    @Test func aMemberThatDiesLeavesTheView() throws {
        let ring = try Ring(3)
        #expect(ring.wait { ring.views(2).count == 1 })
        ring.kill(2)
        #expect(ring.wait { ring.views(0).last == [0, 1] && ring.views(1).last == [0, 1] })
        _ = ring.members[1]?.multicast([5])
        #expect(ring.wait { ring.stable[1] == ring.delivered[1].last?.number })
    }

    @Test func aLateMemberBeginsWithItsView() throws {
        let ring = try Ring(2)
        #expect(ring.wait { ring.views(1).count == 1 })
        _ = ring.members[0]?.multicast([1])
        #expect(ring.wait { ring.payloads(1).count == 1 })
        try ring.add(7)
        #expect(ring.wait { ring.views(0).last == [0, 1, 7] && !ring.views(2).isEmpty })
        _ = ring.members[2]?.multicast([2])
        #expect(ring.wait { ring.payloads(1) == [[1], [2]] && ring.payloads(2) == [[2]] })
        #expect(ring.delivered[2].first?.number == OrderNumber(3))
    }

    @Test func messagesToOneMemberGoToThatOne() throws {
        let ring = try Ring(3)
        #expect(ring.wait { ring.views(2).count == 1 })
        ring.members[1]?.send([9], to: ReplicaID(2))
        ring.members[2]?.send([8], to: ReplicaID(0))
        #expect(ring.wait { ring.received[2] == [[9]] && ring.received[0] == [[8]] })
        #expect(ring.received[1].isEmpty)
    }

    @Test func creditsBoundWhatASenderHasOnItsWay() throws {
        let ring = try Ring(1)
        try ring.add(5) { $0.window = 4 }
        #expect(ring.wait { !ring.views(1).isEmpty })
        let accepted = (0..<10).filter { ring.members[1]!.multicast([UInt8($0)]) }
        #expect(accepted.count == 4)
        #expect(ring.wait { ring.payloads(0).count == 4 })
        #expect(ring.wait { ring.members[1]!.multicast([10]) })
    }

    @Test func anIdInUseIsRefusedAtOnce() throws {
        let ring = try Ring(1)
        #expect(throws: TransportError.identityTaken(ReplicaID(0))) { try ring.add(0) }
    }

    @Test func anotherSiteTableIsRefused() throws {
        let ring = try Ring(1)
        let index = try ring.add(4) {
            $0.siteTable = SiteTableReference(digest: 5, siteCount: 1)
        }
        #expect(ring.wait { ring.left[index] == .refused(.otherSiteTable) })
        #expect(ring.views(0).last == [0])
        #expect(ring.members[0]?.counters.refusedPeers == 1)
    }

    @Test func anotherClusterIsCutOff() throws {
        let ring = try Ring(1)
        let index = try ring.add(4) { $0.cluster = 78 }
        #expect(ring.wait { ring.members[0]!.counters.refusedPeers > 0 })
        #expect(ring.delivered[index].isEmpty)
        #expect(ring.views(0).last == [0])
    }

    /// Noise on the socket closes that connection; the ring goes on.
    @Test func noiseIsCutOff() throws {
        let ring = try Ring(2)
        #expect(ring.wait { ring.views(1).count == 1 })
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: (ring.folder + "/order.sock").utf8)
        }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(result == 0)
        let noise = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        #expect(send(descriptor, noise, noise.count, Int32(MSG_NOSIGNAL)) == noise.count)
        #expect(ring.wait { ring.members[0]!.counters.refusedPeers == 1 })
        _ = ring.members[1]?.multicast([1])
        #expect(ring.wait { ring.payloads(0) == [[1]] })
    }

    @Test func bigMessagesPass() throws {
        let ring = try Ring(2)
        #expect(ring.wait { ring.views(1).count == 1 })
        let big = [UInt8](repeating: 3, count: 3_000_000)
        for _ in 0..<3 { #expect(ring.members[1]?.multicast(big) == true) }
        #expect(ring.wait { ring.payloads(1).count == 3 && ring.payloads(0).count == 3 })
        #expect(ring.payloads(0)[2] == big)
    }
}
