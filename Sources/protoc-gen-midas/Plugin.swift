import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// `protoc --midas_out=lang=swift|c|cpp:FOLDER FILE.proto`
@main
struct Plugin: CodeGenerator {
    let supportedFeatures: [Google_Protobuf_Compiler_CodeGeneratorResponse.Feature] = [
        .proto3Optional
    ]
    var version: String? { nil }
    var projectURL: String? { nil }
    var copyrightLine: String? { nil }

    func generate(
        files: [FileDescriptor], parameter: any CodeGeneratorParameter,
        protoCompilerContext: any ProtoCompilerContext, generatorOutputs: any GeneratorOutputs
    ) throws {
        let options = try Options(parameter)
        for file in files where !file.services.isEmpty {
            let model = try FileModel(file)
            for (suffix, text) in options.language.stubs(for: model, options) {
                try generatorOutputs.add(fileName: model.stem + suffix, contents: text)
            }
        }
    }
}

/// What is asked for.
struct Options {
    enum Language: String {
        case swift, c, cpp
    }

    let language: Language
    /// Whether Swift declarations are public.
    let isPublic: Bool

    init(_ parameter: any CodeGeneratorParameter) throws {
        var language: Language?
        var isPublic = false
        for (name, value) in parameter.parsedPairs {
            switch (name, value) {
            case ("lang", _): language = Language(rawValue: value)
            case ("visibility", "public"): isPublic = true
            case ("visibility", "internal"): isPublic = false
            default: throw PluginError("unknown option: \(name)=\(value)")
            }
        }
        guard let language else { throw PluginError("say lang=swift, lang=c or lang=cpp") }
        self.language = language
        self.isPublic = isPublic
    }
}

extension Options.Language {
    /// The files for a .proto file: what their names end with, and what they hold.
    func stubs(for model: FileModel, _ options: Options) -> [(suffix: String, text: String)] {
        switch self {
        case .swift: [(".midas.swift", model.swiftStubs(isPublic: options.isPublic))]
        case .c: [(".midas.h", model.cHeader), (".midas.c", model.cSource)]
        case .cpp: [(".midas.hpp", model.cppHeader)]
        }
    }
}

/// Why stubs cannot be written.
struct PluginError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
