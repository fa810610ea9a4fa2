import MidasProtocol
import MidasWire

extension World {
    /// Stands for the whole state. A replica's ledger is a function of the prefix that it has
    /// delivered, so the prefix stands for it.
    func digest() -> UInt64 {
        var hasher = Hasher()
        hasher.combine(log.digest(upTo: log.end))
        for replica in replicas { replica.hash(into: &hasher, log) }
        hasher.combine(clients)
        hasher.combine(budget)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension SimulatedReplica {
    fileprivate func hash(into hasher: inout Hasher, _ log: OrderLog) {
        hasher.combine(status)
        guard status == .live || status == .cut else { return }
        let order = detached ?? log
        hasher.combine(order.digest(upTo: core.ledger.position))
        if detached != nil { hasher.combine(order.digest(upTo: order.end)) }
        hasher.combine(store)
        hasher.combine(frames)
        hasher.combine(outbox)
        for run in runs {
            hasher.combine(run.admission.key)
            hasher.combine(run.frameAfter)
            for entry in run.undo {
                hasher.combine(entry.place)
                hasher.combine(entry.old)
            }
        }
        for admission in ready { hasher.combine(admission.key) }
        for work in core.pending {
            hasher.combine(work.admission.key)
            hasher.combine(work.phase)
            hasher.combine(work.own)
        }
        hasher.combine(answers)
        hasher.combine(captures)
    }
}
