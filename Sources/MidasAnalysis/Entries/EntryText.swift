import MidasBase
import MidasIR

extension EntryFacts {
    /// A line a fact, for tests.
    public func text(of program: Program, _ facts: PointsToFacts) -> String {
        func name(_ instance: InstanceID) -> String { facts.name(of: instance, in: program) }
        var lines: [String] = []
        for entry in entries {
            let site = entry.site.map { " from \(name($0.instance)):\($0.instruction.raw)" } ?? ""
            lines.append("entry \(name(entry.instance)) \(entry.kind)\(site)")
        }
        for loop in requestLoops {
            let place =
                loop.header.id.map { "block \($0.raw)" } ?? "call \(loop.call.raw)"
            lines.append("loop \(name(loop.instance)) \(place) waits \(loop.waits.text)")
        }
        for dispatch in dispatches {
            let targets = dispatch.targets.map(name).joined(separator: ", ")
            lines.append(
                "dispatch \(name(dispatch.site.instance)):\(dispatch.site.instruction.raw) to \(targets)"
            )
        }
        for instance in phases.ids {
            let blocks = blockPhases[instance].map { phases in
                " by block " + phases.map(\.text).joined(separator: " ")
            }
            lines.append("phase \(name(instance)) \(phases[instance].text)\(blocks ?? "")")
        }
        lines += internalRequests.lines(name)
        for point in quiescence {
            let block = point.block.id.map { " block \($0.raw)" } ?? ""
            lines.append("quiescent \(name(point.instance)) \(point.kind)\(block)")
        }
        for object in facts.objects.ids where isPersistent(object) {
            lines.append("persistent \(facts.name(of: object, in: program))")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension InternalRequests {
    fileprivate func lines(_ name: (InstanceID) -> String) -> [String] {
        func text(_ blocks: BitSet) -> String {
            blocks.members.map(String.init).joined(separator: " ")
        }
        var lines = handlers.map {
            "internal \(name($0.instance)) by \(name($0.cause.instance)):\($0.cause.instruction.raw)"
        }
        for instance in regions.keys.sorted() {
            for region in regions[instance] ?? [] {
                lines.append(
                    "internal \(name(instance)) blocks \(text(region.blocks)) alone \(text(region.alone))"
                        + " by \(name(region.cause.instance))")
            }
        }
        return lines
    }
}

extension WaitReasons {
    fileprivate var text: String {
        let names: [(WaitReasons, String)] = [
            (.demultiplex, "demultiplex"), (.accept, "accept"), (.receive, "receive"),
            (.standardInput, "standardInput"), (.queue, "queue"), (.condition, "condition"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: "+")
    }
}

extension Phase {
    fileprivate var text: String {
        switch self {
        case .start: "start"
        case .request: "request"
        case []: "never"
        default: "both"
        }
    }
}
