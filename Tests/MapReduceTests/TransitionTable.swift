import Foundation

/// The transitions of the three state machines that the scheduler replaces.
struct TransitionTable {
    enum Machine: String {
        case job, task, attempt
    }

    struct Transition: CustomStringConvertible, Sendable {
        let machine: Machine
        let state: String
        let events: [String]
        let targets: [String]

        var description: String {
            let events = events.joined(separator: ",")
            return "\(machine) \(state) \(events) \(targets.joined(separator: ","))"
        }
    }

    let transitions: [Transition]

    /// - Throws: where the table of facts cannot be read.
    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Facts/transitions.txt")
        transitions = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                guard words.count == 4, let machine = Machine(rawValue: words[0]) else {
                    return nil
                }
                return Transition(
                    machine: machine, state: words[1],
                    events: words[2].split(separator: ",").map(String.init),
                    targets: words[3].split(separator: ",").map(String.init))
            }
    }
}
