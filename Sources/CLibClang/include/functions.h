/* Functions of libclang: result, name without `clang_`, parameters, arguments to pass on. */
#ifndef CLIBCLANG_FUNCTIONS_H
#define CLIBCLANG_FUNCTIONS_H

#include "types.h"

/* clang-format off */
#define CX_FUNCTIONS(X) CX_UNIT_FUNCTIONS(X) CX_LOCATION_FUNCTIONS(X) CX_CURSOR_FUNCTIONS(X) \
    CX_DECLARATION_FUNCTIONS(X) CX_TYPE_FUNCTIONS(X) CX_EVALUATION_FUNCTIONS(X) CX_LATER_FUNCTIONS(X)

#define CX_UNIT_FUNCTIONS(X) \
    X(CXString, getClangVersion, (void), ()) \
    X(const char *, getCString, (CXString string), (string)) \
    X(void, disposeString, (CXString string), (string)) \
    X(CXIndex, createIndex, (int excludeDeclarationsFromPCH, int displayDiagnostics), (excludeDeclarationsFromPCH, displayDiagnostics)) \
    X(void, disposeIndex, (CXIndex index), (index)) \
    X(enum CXErrorCode, parseTranslationUnit2, (CXIndex index, const char *file, const char *const *arguments, int argumentCount, struct CXUnsavedFile *unsaved, unsigned unsavedCount, unsigned options, CXTranslationUnit *unit), (index, file, arguments, argumentCount, unsaved, unsavedCount, options, unit)) \
    X(void, disposeTranslationUnit, (CXTranslationUnit unit), (unit)) \
    X(CXCursor, getTranslationUnitCursor, (CXTranslationUnit unit), (unit)) \
    X(unsigned, getNumDiagnostics, (CXTranslationUnit unit), (unit)) \
    X(CXDiagnostic, getDiagnostic, (CXTranslationUnit unit, unsigned index), (unit, index)) \
    X(void, disposeDiagnostic, (CXDiagnostic diagnostic), (diagnostic)) \
    X(enum CXDiagnosticSeverity, getDiagnosticSeverity, (CXDiagnostic diagnostic), (diagnostic)) \
    X(CXSourceLocation, getDiagnosticLocation, (CXDiagnostic diagnostic), (diagnostic)) \
    X(CXString, getDiagnosticSpelling, (CXDiagnostic diagnostic), (diagnostic)) \
    X(void, getInclusions, (CXTranslationUnit unit, CXInclusionVisitor visitor, CXClientData data), (unit, visitor, data))

#define CX_LOCATION_FUNCTIONS(X) \
    X(CXFile, getFile, (CXTranslationUnit unit, const char *name), (unit, name)) \
    X(CXString, getFileName, (CXFile file), (file)) \
    X(int, getFileUniqueID, (CXFile file, CXFileUniqueID *id), (file, id)) \
    X(const char *, getFileContents, (CXTranslationUnit unit, CXFile file, size_t *size), (unit, file, size)) \
    X(CXSourceLocation, getCursorLocation, (CXCursor cursor), (cursor)) \
    X(CXSourceRange, getCursorExtent, (CXCursor cursor), (cursor)) \
    X(CXSourceLocation, getRangeStart, (CXSourceRange range), (range)) \
    X(CXSourceLocation, getRangeEnd, (CXSourceRange range), (range)) \
    X(void, getFileLocation, (CXSourceLocation location, CXFile *file, unsigned *line, unsigned *column, unsigned *offset), (location, file, line, column, offset)) \
    X(void, getSpellingLocation, (CXSourceLocation location, CXFile *file, unsigned *line, unsigned *column, unsigned *offset), (location, file, line, column, offset)) \
    X(void, getExpansionLocation, (CXSourceLocation location, CXFile *file, unsigned *line, unsigned *column, unsigned *offset), (location, file, line, column, offset)) \
    X(int, Location_isInSystemHeader, (CXSourceLocation location), (location)) \
    X(int, Location_isFromMainFile, (CXSourceLocation location), (location)) \
    X(void, tokenize, (CXTranslationUnit unit, CXSourceRange range, CXToken **tokens, unsigned *count), (unit, range, tokens, count)) \
    X(void, disposeTokens, (CXTranslationUnit unit, CXToken *tokens, unsigned count), (unit, tokens, count)) \
    X(CXString, getTokenSpelling, (CXTranslationUnit unit, CXToken token), (unit, token)) \
    X(CXSourceLocation, getTokenLocation, (CXTranslationUnit unit, CXToken token), (unit, token))

#define CX_CURSOR_FUNCTIONS(X) \
    X(CXCursor, getNullCursor, (void), ()) \
    X(int, Cursor_isNull, (CXCursor cursor), (cursor)) \
    X(unsigned, equalCursors, (CXCursor a, CXCursor b), (a, b)) \
    X(unsigned, visitChildren, (CXCursor parent, CXCursorVisitor visitor, CXClientData data), (parent, visitor, data)) \
    X(CXCursor, getCursorReferenced, (CXCursor cursor), (cursor)) \
    X(CXCursor, getCursorDefinition, (CXCursor cursor), (cursor)) \
    X(CXCursor, getCanonicalCursor, (CXCursor cursor), (cursor)) \
    X(CXCursor, getCursorSemanticParent, (CXCursor cursor), (cursor)) \
    X(CXCursor, getCursorLexicalParent, (CXCursor cursor), (cursor)) \
    X(CXString, getCursorUSR, (CXCursor cursor), (cursor)) \
    X(CXString, getCursorSpelling, (CXCursor cursor), (cursor)) \
    X(CXString, getCursorKindSpelling, (enum CXCursorKind kind), (kind)) \
    X(CXType, getCursorType, (CXCursor cursor), (cursor)) \
    X(unsigned, isDeclaration, (enum CXCursorKind kind), (kind)) \
    X(unsigned, isExpression, (enum CXCursorKind kind), (kind)) \
    X(unsigned, isStatement, (enum CXCursorKind kind), (kind)) \
    X(unsigned, isInvalid, (enum CXCursorKind kind), (kind)) \
    X(unsigned, isAttribute, (enum CXCursorKind kind), (kind)) \
    X(int, Cursor_getNumArguments, (CXCursor cursor), (cursor)) \
    X(CXCursor, Cursor_getArgument, (CXCursor cursor, unsigned index), (cursor, index)) \
    X(int, Cursor_isDynamicCall, (CXCursor cursor), (cursor))

#define CX_DECLARATION_FUNCTIONS(X) \
    X(unsigned, isCursorDefinition, (CXCursor cursor), (cursor)) \
    X(enum CXLinkageKind, getCursorLinkage, (CXCursor cursor), (cursor)) \
    X(enum CX_StorageClass, Cursor_getStorageClass, (CXCursor cursor), (cursor)) \
    X(enum CXTLSKind, getCursorTLSKind, (CXCursor cursor), (cursor)) \
    X(int, Cursor_hasVarDeclGlobalStorage, (CXCursor cursor), (cursor)) \
    X(int, Cursor_hasVarDeclExternalStorage, (CXCursor cursor), (cursor)) \
    X(CXCursor, Cursor_getVarDeclInitializer, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_hasAttrs, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_isFunctionInlined, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_isAnonymous, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_isAnonymousRecordDecl, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_isBitField, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_isVariadic, (CXCursor cursor), (cursor)) \
    X(int, getFieldDeclBitWidth, (CXCursor cursor), (cursor)) \
    X(long long, Cursor_getOffsetOfField, (CXCursor cursor), (cursor)) \
    X(long long, getEnumConstantDeclValue, (CXCursor cursor), (cursor)) \
    X(CXType, getEnumDeclIntegerType, (CXCursor cursor), (cursor)) \
    X(CXType, getCursorResultType, (CXCursor cursor), (cursor)) \
    X(void, getOverriddenCursors, (CXCursor cursor, CXCursor **overridden, unsigned *count), (cursor, overridden, count)) \
    X(void, disposeOverriddenCursors, (CXCursor *overridden), (overridden)) \
    X(unsigned, isVirtualBase, (CXCursor cursor), (cursor)) \
    X(CXCursor, getSpecializedCursorTemplate, (CXCursor cursor), (cursor)) \
    X(enum CXCursorKind, getTemplateCursorKind, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isVirtual, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isStatic, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isPureVirtual, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isDefaulted, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isConst, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXConstructor_isCopyConstructor, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXConstructor_isMoveConstructor, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXConstructor_isDefaultConstructor, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXField_isMutable, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXRecord_isAbstract, (CXCursor cursor), (cursor)) \
    X(unsigned, EnumDecl_isScoped, (CXCursor cursor), (cursor)) \
    X(int, getExceptionSpecificationType, (CXType type), (type)) \
    X(int, getCursorExceptionSpecificationType, (CXCursor cursor), (cursor))

#define CX_TYPE_FUNCTIONS(X) \
    X(CXString, getTypeSpelling, (CXType type), (type)) \
    X(CXType, getCanonicalType, (CXType type), (type)) \
    X(unsigned, equalTypes, (CXType a, CXType b), (a, b)) \
    X(unsigned, isConstQualifiedType, (CXType type), (type)) \
    X(unsigned, isVolatileQualifiedType, (CXType type), (type)) \
    X(CXType, getPointeeType, (CXType type), (type)) \
    X(CXCursor, getTypeDeclaration, (CXType type), (type)) \
    X(CXType, getResultType, (CXType type), (type)) \
    X(int, getNumArgTypes, (CXType type), (type)) \
    X(CXType, getArgType, (CXType type, unsigned index), (type, index)) \
    X(unsigned, isFunctionTypeVariadic, (CXType type), (type)) \
    X(CXType, getElementType, (CXType type), (type)) \
    X(long long, getNumElements, (CXType type), (type)) \
    X(CXType, getArrayElementType, (CXType type), (type)) \
    X(long long, getArraySize, (CXType type), (type)) \
    X(long long, Type_getSizeOf, (CXType type), (type)) \
    X(long long, Type_getAlignOf, (CXType type), (type)) \
    X(CXType, Type_getClassType, (CXType type), (type)) \
    X(CXType, Type_getValueType, (CXType type), (type)) \
    X(CXType, Type_getNamedType, (CXType type), (type)) \
    X(CXType, Type_getModifiedType, (CXType type), (type)) \
    X(int, Type_getNumTemplateArguments, (CXType type), (type)) \
    X(CXType, Type_getTemplateArgumentAsType, (CXType type, unsigned index), (type, index)) \
    X(unsigned, Type_visitFields, (CXType type, CXFieldVisitor visitor, CXClientData data), (type, visitor, data)) \
    X(int, Cursor_getNumTemplateArguments, (CXCursor cursor), (cursor)) \
    X(enum CXTemplateArgumentKind, Cursor_getTemplateArgumentKind, (CXCursor cursor, unsigned index), (cursor, index)) \
    X(long long, Cursor_getTemplateArgumentValue, (CXCursor cursor, unsigned index), (cursor, index)) \
    X(CXType, Cursor_getTemplateArgumentType, (CXCursor cursor, unsigned index), (cursor, index))

#define CX_EVALUATION_FUNCTIONS(X) \
    X(CXEvalResult, Cursor_Evaluate, (CXCursor cursor), (cursor)) \
    X(CXEvalResultKind, EvalResult_getKind, (CXEvalResult result), (result)) \
    X(int, EvalResult_getAsInt, (CXEvalResult result), (result)) \
    X(long long, EvalResult_getAsLongLong, (CXEvalResult result), (result)) \
    X(unsigned, EvalResult_isUnsignedInt, (CXEvalResult result), (result)) \
    X(unsigned long long, EvalResult_getAsUnsigned, (CXEvalResult result), (result)) \
    X(double, EvalResult_getAsDouble, (CXEvalResult result), (result)) \
    X(const char *, EvalResult_getAsStr, (CXEvalResult result), (result)) \
    X(void, EvalResult_dispose, (CXEvalResult result), (result))

/* Those that older libraries lack; each says since which version. */
#define CX_LATER_FUNCTIONS(X) \
    /* 16 */ \
    X(CXType, getUnqualifiedType, (CXType type), (type)) \
    X(CXType, getNonReferenceType, (CXType type), (type)) \
    X(unsigned, CXXMethod_isDeleted, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isCopyAssignmentOperator, (CXCursor cursor), (cursor)) \
    X(unsigned, CXXMethod_isMoveAssignmentOperator, (CXCursor cursor), (cursor)) \
    /* 17 */ \
    X(enum CXBinaryOperatorKind, getCursorBinaryOperatorKind, (CXCursor cursor), (cursor)) \
    X(enum CXUnaryOperatorKind, getCursorUnaryOperatorKind, (CXCursor cursor), (cursor)) \
    /* 20 */ \
    X(long long, getOffsetOfBase, (CXCursor parent, CXCursor base), (parent, base)) \
    X(unsigned, visitCXXBaseClasses, (CXType type, CXFieldVisitor visitor, CXClientData data), (type, visitor, data)) \
    /* 21 */ \
    X(unsigned, visitCXXMethods, (CXType type, CXFieldVisitor visitor, CXClientData data), (type, visitor, data)) \
    X(CXString, Cursor_getGCCAssemblyTemplate, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_isGCCAssemblyHasGoto, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_getGCCAssemblyNumOutputs, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_getGCCAssemblyNumInputs, (CXCursor cursor), (cursor)) \
    X(unsigned, Cursor_getGCCAssemblyInput, (CXCursor cursor, unsigned index, CXString *constraint, CXCursor *expression), (cursor, index, constraint, expression)) \
    X(unsigned, Cursor_getGCCAssemblyOutput, (CXCursor cursor, unsigned index, CXString *constraint, CXCursor *expression), (cursor, index, constraint, expression)) \
    X(unsigned, Cursor_getGCCAssemblyNumClobbers, (CXCursor cursor), (cursor)) \
    X(CXString, Cursor_getGCCAssemblyClobber, (CXCursor cursor, unsigned index), (cursor, index)) \
    X(unsigned, Cursor_isGCCAssemblyVolatile, (CXCursor cursor), (cursor))
/* clang-format on */

#endif
