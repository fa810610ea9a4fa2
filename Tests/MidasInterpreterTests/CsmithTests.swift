import InterpreterSupport
import Testing

/// Random programs give the same checksum interpreted and compiled.
/// `Benchmarks/csmith` does the same for as many as are wanted.
@Suite struct CsmithTests {
    @Test func checksumsAgree() throws {
        guard Csmith.headers != nil, Proof.library != nil, Proof.isInstalled("clang") else {
            return print("skipped: csmith with its headers, libclang and clang are needed")
        }
        var rejected = 0
        for seed in 1...40 {
            switch try Csmith.check(seed: seed, budget: 3_000_000, patience: 1) {
            case .equal: break
            case .rejected: rejected += 1
            case .differs(let how): Issue.record("seed \(seed): \(how)")
            }
        }
        #expect(rejected <= 12, "\(rejected) of 40 programs took too long")
    }
}
