import Foundation
import MidasDictionary
import PlatformFacts
import Testing

/// The dictionary agrees with other tools' models of the C library, but for what is explained.
@Suite struct SpecificationTests {
    private func compare(_ tool: String, _ stated: [Specification]) throws {
        let known = Disagreements(text: try EvidenceTests.text("disagreements.tsv"))
        let result = PlatformChecks(try Repository.source.get())
            .contradictions(stated, of: tool, except: known)
        #expect(result.compared > 100)
        #expect(result.problems.isEmpty, "\(result.problems)")
    }

    @Test func cppcheckAgrees() throws {
        guard let stated = CppcheckConfiguration.read() else {
            print("skipped: cppcheck is not installed")
            return
        }
        try compare("cppcheck", stated)
    }

    @Test func framaCAgrees() throws {
        let folder = ProcessInfo.processInfo.environment["MIDAS_FRAMAC"]
        guard let stated = try FramaCSpecifications.read(folder: folder) else {
            print("skipped: Frama-C's headers are not installed")
            return
        }
        try compare("frama-c", stated)
    }

    @Test func cppchecksElementsAreRead() {
        let found = CppcheckConfiguration.parse(
            """
              <function name="f,std::f,g">
                <noreturn>false</noreturn>
                <pure/>
                <arg nr="1" direction="out">
                  <not-null/>
                </arg>
                <arg nr="2" direction="in"/>
              </function>
              <function name="stop">
                <noreturn>true</noreturn>
              </function>
            """)
        #expect(found.map(\.name) == ["f", "g", "stop"])
        #expect(found[0].writes == [0])
        #expect(found[0].isPure)
        #expect(found[0].neverReturns == false)
        #expect(found[2].neverReturns == true)
    }

    @Test func framaCsContractsAreRead() {
        let found = FramaCSpecifications.parse(
            """
            /*@ requires \\valid(dest);
              @ assigns ((char*)dest)[0..n - 1] \\from ((char*)src)[0..n-1];
              @ assigns \\result \\from dest, indirect:mode;
              @*/
            extern void *copy(void *restrict dest, const void *restrict src, size_t n, int mode);
            /*@ assigns *((char *)buf+(0..count-1)) \\from fd; */
            extern long fill(int fd, void *buf, size_t count);
            """)
        #expect(found.map(\.name) == ["copy", "fill"])
        #expect(found[0].writes == [0])
        #expect(found[0].reads == [0, 1, 2, 3])
        #expect(found[1].writes == [1])
        #expect(found[1].reads == [0])
    }
}
