import Foundation
import TestSupport

/// Random C programs by `csmith` (Yang, Chen, Eide, Regehr, "Finding and understanding bugs in C
/// compilers", PLDI 2011), which print a checksum of their variables.
public enum Csmith {
    /// Where the headers of the programs are; nil where `csmith` or they are missing.
    public static let headers: String? = {
        let folders = ["/usr/include/csmith", "/usr/local/include/csmith"]
        guard Proof.isInstalled("csmith") else { return nil }
        return folders.first { FileManager.default.fileExists(atPath: $0 + "/csmith.h") }
    }()

    /// The program of a seed, interpreted and compiled.
    public static func check(seed: Int, budget: Int, patience: Int) throws -> Proof.Verdict {
        guard let headers else { return .rejected("csmith and its headers are needed") }
        let folder = try TemporaryFolder()
        let program = try runProcess(["csmith", "--seed", "\(seed)"])
        guard program.status == 0 else { return .rejected("csmith: \(program.errors)") }
        let file = try folder.write(program.output, to: "seed\(seed).c")
        return Proof(flags: ["-I" + headers], budget: budget, patience: patience)
            .check(file.path(percentEncoded: false))
    }
}
