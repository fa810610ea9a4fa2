import MidasWire

/// What only broken variants of the protocol do.
extension Replica {
    /// The replica's own final reply, decided or not.
    package func ownReply(session: OrderNumber, number: UInt64) -> [UInt8]? {
        for work in pending where work.phase == .executed {
            guard let own = work.own, own.kind == .reply,
                let request = ledger.requests[work.admission.key.request],
                request.session == session, request.number == number
            else { continue }
            return own.payload
        }
        return nil
    }

    /// Forgets the offer without a JOINED message.
    package mutating func discardOffer(to joiner: ReplicaID, _ actions: inout [ReplicaAction]) {
        forgetOffer(to: joiner, &actions)
    }

    /// A replica that goes on with the ledger and the state of this one, and runs again what was
    /// not settled.
    package func restarted(
        as configuration: ReplicaConfiguration, _ actions: inout [ReplicaAction]
    ) -> Replica {
        var replica = Replica(configuration: configuration, catalog: catalog, ledger: ledger)
        replica.pending = pending
        for index in pending.indices {
            replica.pending[index].phase = .waiting
            replica.pending[index].own = nil
            replica.pending[index].isSent = false
        }
        replica.startWhatMay(&actions)
        return replica
    }
}
