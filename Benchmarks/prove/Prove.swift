import Foundation
import InterpreterSupport

/// `prove [-FLAG…] FILE…` runs each program compiled and interpreted, and says whether both agree;
/// `prove --csmith FIRST LAST` does so with the random programs of these seeds.
@main
struct Prove {
    private var equal = 0
    private var different = 0
    private var rejected = 0
    private var steps = 0

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        var prove = Prove()
        let start = ContinuousClock.now
        if arguments.first == "--csmith", arguments.count == 3, let first = Int(arguments[1]),
            let last = Int(arguments[2]), first <= last
        {
            for seed in first...last {
                let verdict = try Csmith.check(seed: seed, budget: 100_000_000, patience: 2)
                prove.count(verdict, of: "seed \(seed)")
            }
        } else {
            let proof = Proof(flags: arguments.filter { $0.hasPrefix("-") })
            for file in arguments where !file.hasPrefix("-") {
                prove.count(proof.check(file), of: file)
            }
        }
        print(
            "\(prove.equal) equal, \(prove.different) different, \(prove.rejected) rejected; "
                + "\(prove.steps) steps, \(ContinuousClock.now - start)")
        exit(prove.different == 0 ? 0 : 1)
    }

    private mutating func count(_ verdict: Proof.Verdict, of name: String) {
        switch verdict {
        case .equal(let taken):
            equal += 1
            steps += taken
        case .differs: different += 1
        case .rejected: rejected += 1
        }
        print("\(name): \(verdict)")
    }
}
