import CMidasIO
import Glibc
import MidasProtocol
import MidasWire

/// The member's part: finding the sequencer, submitting, delivering.
extension EmbeddedTransport {
    /// Becomes the sequencer where there is none, or connects to the one there is.
    func seek() {
        guard case .seeking = role else { return }
        if let lock = rendezvous.lockOrder() {
            orderLock = lock
            return becomeSequencer()
        }
        let descriptor = midas_io_connect(rendezvous.socket)
        guard descriptor >= 0 else { return }
        let link = makeLink(descriptor)
        role = .following(link)
        let hello = OrderFrame.Hello(
            replica: configuration.replica, tier: configuration.tier,
            delivered: member.delivered, view: lastView?.number,
            siteTable: configuration.siteTable)
        link.send(.hello) { hello.encode(to: &$0) }
        flush(link)
    }

    /// Sends a submission on its way, if there is one already; the others wait in the window.
    func pass(on submission: OrderMember.Submission) {
        switch role {
        case .following(let link) where hasStarted && link.peer != nil:
            link.submit(submission)
        case .sequencing: order(configuration.replica, submission.number, submission.bytes)
        default: break
        }
    }

    func route(to replica: ReplicaID, from sender: ReplicaID, _ bytes: [UInt8]) {
        if replica == configuration.replica {
            return events.append(.received(from: sender, bytes))
        }
        var prefix = FramePrefix()
        prefix.append(replica.value)
        prefix.append(sender.value)
        switch role {
        case .following(let link): link.send(.point, prefix, bytes)
        case .sequencing:
            distribute()
            links.values.first { $0.peer == replica }?.send(.point, prefix, bytes)
        default: break
        }
    }

    func receive(_ frame: ReceivedFrame, from link: Link) {
        switch role {
        case .following(let sequencer) where sequencer === link:
            receiveAsMember(frame, from: link)
        case .out: break
        default: receiveAsSequencer(frame, from: link)
        }
    }

    private func receiveAsMember(_ frame: ReceivedFrame, from link: Link) {
        switch frame {
        case .welcome(let welcome): start(welcome, link)
        case .ordered(let messages): for message in messages { deliver(message) }
        case .stable(let number): becomeStable(min(number, member.delivered))
        case .refill(let number):
            link.send(member.refill(after: number) ?? [])
        case .point(_, let sender, let bytes):
            events.append(.received(from: sender, bytes))
        case .refused(let code):
            leave(.refused(TransportError.Refusal(rawValue: code) ?? .tooLate))
        case .hello, .submit, .acknowledge: leave(.malformed(.invalid(.kind)))
        }
    }

    /// The sequencer lets this member in; what it may not have got is sent again.
    private func start(_ welcome: OrderFrame.Welcome, _ link: Link) {
        link.peer = OrderedMessage.sequencer
        if !hasStarted {
            hasStarted = true
            member.start(after: welcome.after, welcome.known)
            events.append(.joined(after: welcome.after))
        }
        for submission in member.unordered { pass(on: submission) }
    }
}
